package org.longhaul.simulator.network;

import java.util.Arrays;

/** An indexed binary min-heap of small integers by a double key; equal keys come out by the smaller integer. */
final class LevelHeap {

    private int[] heap = new int[16];
    private int[] positions;
    private double[] keys;
    private int size;

    LevelHeap(int capacity) {
        positions = new int[capacity];
        keys = new double[capacity];
        Arrays.fill(positions, -1);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int top() {
        return heap[0];
    }

    double topKey() {
        return keys[heap[0]];
    }

    boolean contains(int id) {
        return id < positions.length && positions[id] >= 0;
    }

    /** Inserts, or lowers the key; a higher key than the present one is ignored. */
    void offer(int id, double key) {
        if (!contains(id) || key < keys[id]) {
            put(id, key);
        }
    }

    /** Inserts or sets the key. */
    void put(int id, double key) {
        if (id >= positions.length) {
            grow(id);
        }
        int position = positions[id];
        keys[id] = key;
        if (position < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            position = size++;
            heap[position] = id;
            positions[id] = position;
            up(position, id);
        } else if (position > 0 && before(id, heap[(position - 1) >>> 1])) {
            up(position, id);
        } else {
            down(position, id);
        }
    }

    int pop() {
        int id = heap[0];
        remove(id);
        return id;
    }

    void remove(int id) {
        if (!contains(id)) {
            return;
        }
        int position = positions[id];
        positions[id] = -1;
        int moved = heap[--size];
        if (position == size) {
            return;
        }
        heap[position] = moved;
        positions[moved] = position;
        if (position > 0 && before(moved, heap[(position - 1) >>> 1])) {
            up(position, moved);
        } else {
            down(position, moved);
        }
    }

    private boolean before(int a, int b) {
        return keys[a] < keys[b] || (keys[a] == keys[b] && a < b);
    }

    private void up(int start, int id) {
        int position = start;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            int other = heap[parent];
            if (!before(id, other)) {
                break;
            }
            heap[position] = other;
            positions[other] = position;
            position = parent;
        }
        heap[position] = id;
        positions[id] = position;
    }

    private void down(int start, int id) {
        int position = start;
        while (2 * position + 1 < size) {
            int child = 2 * position + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            int other = heap[child];
            if (!before(other, id)) {
                break;
            }
            heap[position] = other;
            positions[other] = position;
            position = child;
        }
        heap[position] = id;
        positions[id] = position;
    }

    private void grow(int id) {
        int old = positions.length;
        int capacity = Math.max(id + 1, old * 2);
        positions = Arrays.copyOf(positions, capacity);
        keys = Arrays.copyOf(keys, capacity);
        Arrays.fill(positions, old, capacity, -1);
    }
}
