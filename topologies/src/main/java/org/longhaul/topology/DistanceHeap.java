package org.longhaul.topology;

import java.util.Arrays;

/** A binary min-heap of (latency, hops, node) in primitive arrays, ordered by all three. */
final class DistanceHeap {
    private long[] latency;
    private int[] hops;
    private int[] node;
    private int size;

    DistanceHeap(int capacity) {
        latency = new long[capacity];
        hops = new int[capacity];
        node = new int[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    long topLatency() {
        return latency[0];
    }

    int topHops() {
        return hops[0];
    }

    void add(long newLatency, int newHops, int newNode) {
        if (size == node.length) {
            latency = Arrays.copyOf(latency, 2 * size);
            hops = Arrays.copyOf(hops, 2 * size);
            node = Arrays.copyOf(node, 2 * size);
        }
        int i = size++;
        while (i > 0) {
            int parent = (i - 1) >> 1;
            if (!isBefore(newLatency, newHops, newNode, parent)) {
                break;
            }
            move(parent, i);
            i = parent;
        }
        put(i, newLatency, newHops, newNode);
    }

    int pollNode() {
        int top = node[0];
        size--;
        long lastLatency = latency[size];
        int lastHops = hops[size];
        int lastNode = node[size];
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && isBefore(latency[child + 1], hops[child + 1], node[child + 1], child)) {
                child++;
            }
            if (isBefore(lastLatency, lastHops, lastNode, child)) {
                break;
            }
            move(child, i);
            i = child;
        }
        put(i, lastLatency, lastHops, lastNode);
        return top;
    }

    private boolean isBefore(long aLatency, int aHops, int aNode, int slot) {
        if (aLatency != latency[slot]) {
            return aLatency < latency[slot];
        }
        return aHops != hops[slot] ? aHops < hops[slot] : aNode < node[slot];
    }

    private void move(int from, int to) {
        put(to, latency[from], hops[from], node[from]);
    }

    private void put(int slot, long newLatency, int newHops, int newNode) {
        latency[slot] = newLatency;
        hops[slot] = newHops;
        node[slot] = newNode;
    }
}
