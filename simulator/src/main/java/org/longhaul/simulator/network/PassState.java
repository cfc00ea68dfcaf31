package org.longhaul.simulator.network;

import java.util.Arrays;

/**
 * What one pass of {@link FillingPass} knows of each link so far: the rates that are settled, the weight that rises, and the
 * level that the link holds its flows at.
 */
final class PassState {

    /** Relative difference below which levels count as equal. */
    static final double SAME = 1e-12;
    /** Share of a link's weight below which a difference of sums is rounding. */
    private static final double NOTHING = 1e-10;

    private final FlowGraph graph;
    // Valid where the stamp is that of the pass.
    private long pass = 1;
    private final long[] touchedIn;
    /** Sum of the rates of the flows that do not rise. */
    final double[] fixed;
    /** Weight of the flows that rise. */
    final double[] rising;
    /** Weight of the flows that the link holds. */
    final double[] bound;
    /** The level that it holds them at. */
    final double[] level;
    /** Whether it has let go of the flows that it held. */
    final boolean[] released;
    /** Fill level found for just these sums, so that a second look need not scan the flows again. */
    private final double[] knownLevel;

    private final double[] knownFixed;
    private final double[] knownRising;
    int[] touched = new int[64];
    int touchedCount;

    PassState(FlowGraph graph) {
        this.graph = graph;
        int links = graph.linkCount;
        touchedIn = new long[links];
        fixed = new double[links];
        rising = new double[links];
        bound = new double[links];
        level = new double[links];
        released = new boolean[links];
        knownLevel = new double[links];
        knownFixed = new double[links];
        knownRising = new double[links];
    }

    void next() {
        pass++;
        touchedCount = 0;
    }

    boolean isTouched(int link) {
        return touchedIn[link] == pass;
    }

    void touch(int link) {
        if (touchedIn[link] != pass) {
            open(link);
        }
    }

    private void open(int link) {
        touchedIn[link] = pass;
        fixed[link] = graph.load[link];
        rising[link] = 0;
        bound[link] = graph.boundWeight[link];
        level[link] = graph.level[link];
        released[link] = false;
        knownLevel[link] = Double.NaN;
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = link;
    }

    /** Whether flows rise on the link, beyond rounding. */
    boolean hasRising(int link) {
        return rising[link] > NOTHING * graph.totalWeight[link];
    }

    /** Whether the link holds flows at its level as far as the pass has come. */
    boolean binds(int link) {
        return !released[link] && bound[link] > NOTHING * graph.totalWeight[link];
    }

    boolean bundleRises(int link) {
        return touchedIn[link] == pass && released[link] && graph.bundledCount[link] > 0;
    }

    /** Level of the flows that a link holds, as the pass has it so far. */
    double levelSoFar(int link) {
        return touchedIn[link] == pass ? level[link] : graph.level[link];
    }

    /** The level that a touched link's flows will have, infinite if it binds none. */
    double outcome(int link) {
        boolean holds = graph.active[link] && graph.memberCount[link] > 0 && binds(link);
        return holds ? level[link] : Double.POSITIVE_INFINITY;
    }

    /** Writes a touched link's outcome into the graph. */
    void commit(int link) {
        graph.level[link] = outcome(link);
        if (graph.active[link] && graph.memberCount[link] > 0) {
            graph.load[link] = fixed[link];
            graph.boundWeight[link] = binds(link) ? bound[link] : 0;
        }
    }

    /** A lower bound of the level at which something happens to the link; infinite if nothing will. */
    double nextLevel(int link) {
        double room = graph.capacity[link] - fixed[link];
        double up = rising[link];
        if (binds(link)) {
            double held = level[link];
            // Held weight w at level h and risers u: full at (room + w h) / (u + w) = h + (room - u h) / (u + w).
            double slack = room - up * held;
            double tolerance = SAME * held * (up + bound[link]);
            if (slack >= -tolerance) {
                return slack > tolerance || up > 0 ? held : Double.POSITIVE_INFINITY;
            }
            return Math.max(held + slack / (up + bound[link]), 0);
        }
        if (up <= NOTHING * graph.totalWeight[link]) {
            // Flows that were held elsewhere at this very level may have filled the link beyond its capacity.
            return -room > SAME * graph.capacity[link] ? 0 : Double.POSITIVE_INFINITY;
        }
        double full = Math.max(room / up, 0);
        return bundleRises(link) ? Math.min(full, graph.bundleLimit[link]) : full;
    }

    /**
     * The level at which the link is full if nothing else holds the flows that rise on it: flows above that level are
     * lowered to it, and those that the link holds go with it.
     */
    double fillLevel(int link, double from) {
        if (knownLevel[link] >= from && knownFixed[link] == fixed[link] && knownRising[link] == rising[link]) {
            return knownLevel[link];
        }
        int[] flows = graph.members[link];
        double[] weights = graph.weight;
        double[] levels = graph.openLevel;
        int first = graph.bundledCount[link];
        int count = graph.memberCount[link];
        double held = binds(link) ? level[link] * (1 - SAME) : Double.POSITIVE_INFINITY;
        double bundle = graph.bundleWeight[link];
        double bundleRate = released[link] || first == 0 ? 0 : bundle * level[link];
        double full = from;
        while (true) {
            double above = Math.min(full * (1 + SAME / 8), held);
            double below = 0;
            double aboveRate = bundleRate;
            double aboveWeight = released[link] ? 0 : bundle;
            double up = released[link] ? bundle : 0;
            for (int i = first; i < count; i++) {
                int flow = flows[i];
                double flowLevel = levels[flow];
                double flowWeight = weights[flow];
                if (flowLevel < 0) {
                    up += flowWeight;
                } else if (flowLevel > above) {
                    aboveRate += flowWeight * flowLevel;
                    aboveWeight += flowWeight;
                } else {
                    below += flowWeight * flowLevel;
                }
            }
            fixed[link] = below + aboveRate;
            rising[link] = up;
            double weight = up + aboveWeight;
            double next = weight <= 0 ? Double.POSITIVE_INFINITY : Math.max(graph.capacity[link] - below, 0) / weight;
            if (next <= full * (1 + SAME / 8) || next == Double.POSITIVE_INFINITY) {
                knownLevel[link] = next;
                knownFixed[link] = fixed[link];
                knownRising[link] = up;
                return next;
            }
            full = next;
        }
    }
}
