package org.longhaul.simulator.network.flow.fluid;

import java.util.Arrays;

/** Arcs that something is to be done about, each once, in the order in which they were added. */
public final class ArcSet {

    private final boolean[] contains;
    private int[] arcs = new int[16];
    private int size;

    /**
     * An empty set.
     *
     * @param arcCount of the network
     */
    public ArcSet(int arcCount) {
        contains = new boolean[arcCount];
    }

    public void add(int arc) {
        if (!contains[arc]) {
            contains[arc] = true;
            if (size == arcs.length) {
                arcs = Arrays.copyOf(arcs, 2 * size);
            }
            arcs[size++] = arc;
        }
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The arc that was added at a place, from 0. */
    public int get(int place) {
        return arcs[place];
    }

    public void clear() {
        for (int i = 0; i < size; i++) {
            contains[arcs[i]] = false;
        }
        size = 0;
    }
}
