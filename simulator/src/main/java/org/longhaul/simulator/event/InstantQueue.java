package org.longhaul.simulator.event;

import java.util.Arrays;

/** The events of the present instant: one first-in-first-out queue per priority. */
final class InstantQueue {

    static final int PRIORITIES = 64;

    private final int[][] queues = new int[PRIORITIES][];
    private final int[] heads = new int[PRIORITIES];
    private final int[] tails = new int[PRIORITIES];
    private long occupied;

    void add(int entry) {
        int priority = ActionSlots.priority(entry);
        int[] queue = queues[priority];
        int tail = tails[priority];
        if (queue == null) {
            queue = new int[16];
            queues[priority] = queue;
        } else if (tail == queue.length) {
            queue = makeRoom(priority, queue);
            tail = tails[priority];
        }
        queue[tail] = entry;
        tails[priority] = tail + 1;
        occupied |= 1L << priority;
    }

    /** Whether no event is left. */
    boolean isEmpty() {
        return occupied == 0;
    }

    /** The entry of the next event. */
    int poll() {
        int priority = Long.numberOfTrailingZeros(occupied);
        int entry = queues[priority][heads[priority]++];
        if (heads[priority] == tails[priority]) {
            heads[priority] = 0;
            tails[priority] = 0;
            occupied &= ~(1L << priority);
        }
        return entry;
    }

    private int[] makeRoom(int priority, int[] queue) {
        int head = heads[priority];
        int length = tails[priority] - head;
        int[] target = length > queue.length / 2 ? Arrays.copyOf(queue, queue.length * 2) : queue;
        System.arraycopy(queue, head, target, 0, length);
        queues[priority] = target;
        heads[priority] = 0;
        tails[priority] = length;
        return target;
    }
}
