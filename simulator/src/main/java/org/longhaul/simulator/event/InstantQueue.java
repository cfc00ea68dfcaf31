package org.longhaul.simulator.event;

import java.util.Arrays;

/** The events of the present instant: one first-in-first-out queue per priority. */
final class InstantQueue {

    static final int PRIORITIES = 64;

    private final int[][] queues = new int[PRIORITIES][];
    private final int[] heads = new int[PRIORITIES];
    private final int[] tails = new int[PRIORITIES];
    private long occupied;

    void add(int priority, int slot) {
        int[] queue = queues[priority];
        int tail = tails[priority];
        if (queue == null) {
            queue = new int[16];
            queues[priority] = queue;
        } else if (tail == queue.length) {
            queue = makeRoom(priority, queue);
            tail = tails[priority];
        }
        queue[tail] = slot;
        tails[priority] = tail + 1;
        occupied |= 1L << priority;
    }

    /** The slot of the next event, or -1. */
    int poll() {
        if (occupied == 0) {
            return -1;
        }
        int priority = Long.numberOfTrailingZeros(occupied);
        int slot = queues[priority][heads[priority]++];
        if (heads[priority] == tails[priority]) {
            heads[priority] = 0;
            tails[priority] = 0;
            occupied &= ~(1L << priority);
        }
        return slot;
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
