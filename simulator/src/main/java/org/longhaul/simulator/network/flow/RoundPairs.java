package org.longhaul.simulator.network.flow;

import java.util.Arrays;

/** The pairs that a round connects, and their paths on the network as it was built. Immutable. */
final class RoundPairs {

    private final int[] source;
    private final int[] target;
    private final int[] channel;
    private final int[][] forward;
    private final int[][] back;
    private final int[] crossings;

    /** Takes the arrays over. */
    RoundPairs(int[] source, int[] target, int[] channel, int[][] forward, int[][] back, int arcs) {
        this.source = source;
        this.target = target;
        this.channel = channel;
        this.forward = forward;
        this.back = back;
        crossings = new int[arcs];
        for (int[] path : forward) {
            for (int arc : path) {
                crossings[arc]++;
            }
        }
    }

    boolean connect(int[] sources, int[] targets, int[] channels) {
        return Arrays.equals(source, sources) && Arrays.equals(target, targets) && Arrays.equals(channel, channels);
    }

    /** Arcs from source to target, by transfer. */
    int[][] forward() {
        return forward;
    }

    /** Arcs from target to source, by transfer. */
    int[][] back() {
        return back;
    }

    /** How many transfers cross an arc. */
    int crossings(int arc) {
        return crossings[arc];
    }
}
