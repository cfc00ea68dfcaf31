package org.longhaul.simulator.network.packet.queue;

/**
 * The bytes that wait in a queue whose service times are known on arrival: a ring of (start of transmission, bytes),
 * settled when someone asks, so that no event is needed for a packet to leave the queue.
 */
public final class Backlog {

    private long[] startNanos = new long[16];
    private int[] bytes = new int[16];
    private int head;
    private int size;
    private long waitingBytes;

    public void add(long transmissionStartNanos, int packetBytes) {
        if (size == bytes.length) {
            grow();
        }
        int slot = (head + size++) & (bytes.length - 1);
        startNanos[slot] = transmissionStartNanos;
        bytes[slot] = packetBytes;
        waitingBytes += packetBytes;
    }

    /** The bytes whose transmission has not started at a time; times must not fall from call to call. */
    public long waitingBytes(long nowNanos) {
        while (size > 0 && startNanos[head] <= nowNanos) {
            waitingBytes -= bytes[head];
            head = (head + 1) & (bytes.length - 1);
            size--;
        }
        return waitingBytes;
    }

    /** How many packets waited when the waiting bytes were last asked for. */
    public int size() {
        return size;
    }

    /** When the transmission of the first of them starts. */
    public long firstStartNanos() {
        return startNanos[head];
    }

    public void clear() {
        head = 0;
        size = 0;
        waitingBytes = 0;
    }

    private void grow() {
        long[] largerStart = new long[bytes.length * 2];
        int[] largerBytes = new int[bytes.length * 2];
        for (int i = 0; i < size; i++) {
            int slot = (head + i) & (bytes.length - 1);
            largerStart[i] = startNanos[slot];
            largerBytes[i] = bytes[slot];
        }
        startNanos = largerStart;
        bytes = largerBytes;
        head = 0;
    }
}
