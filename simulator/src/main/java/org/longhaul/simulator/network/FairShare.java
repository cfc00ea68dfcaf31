package org.longhaul.simulator.network;

import org.longhaul.extension.PlainNumber;

/**
 * Weighted max-min fair rates of flows over links, kept up to date as flows come, go and change their caps.
 *
 * <p><b>Model.</b> Every flow has a bottleneck: a saturated link at which its level (rate / weight) is the largest, or its
 * own cap. That allocation is unique and is found by raising the level of all flows together and holding a flow where
 * its first link fills up (progressive filling).
 *
 * <p><b>Incremental solving.</b> A pass starts from the last allocation with the links and flows that changed, and visits
 * links in the order of the level at which something happens to them ({@link FillingPass}). What lies below the level at
 * which the first change happens is never touched, nor is any link where the sum stays the same to 1e-12 relative.
 *
 * <p><b>Cost.</b> Per pass, O(log links) for each link whose level changes and O(path length) for each flow that changes
 * and is not bundled (see {@link FlowGraph}).
 *
 * @see <a href="https://doi.org/10.1016/C2009-0-27541-9">Bertsekas, Gallager, "Data Networks", 2nd edition, 1992, section
 *     6.5.2: max-min flow control and progressive filling</a>
 */
final class FairShare {

    private static final double NEARLY_FULL = 1 - 1e-6;

    final FlowGraph graph;
    private final FillingPass pass;
    private final LinkActivity activity;

    /** Hears of the outcome of a pass. */
    interface Listener {
        /** The level of the flows that a link binds is about to change; infinite if it binds none from now on. */
        void levelChanges(int link, double newLevel);

        /** The flow's bottleneck may have changed, or the cap that holds it; called after all changes of levels. */
        void moved(int flow);
    }

    /**
     * @param capacity of each link, bytes per second
     */
    FairShare(double[] capacity) {
        graph = new FlowGraph(capacity);
        pass = new FillingPass(graph);
        activity = pass.activity;
    }

    /**
     * Adds a flow; it gets its rate in the next pass.
     *
     * @param path the links that the flow crosses, each once
     * @param weight its weight, above 0
     * @param cap a rate that it never exceeds, bytes per second; may be infinite
     * @return the flow's number
     */
    int add(int[] path, double weight, double cap) {
        int flow = graph.add(path, weight, cap);
        activity.joined(flow);
        pass.raise(flow);
        return flow;
    }

    void remove(int flow) {
        pass.withdraw(flow);
        int[] path = graph.path[flow];
        graph.remove(flow);
        pass.forget(flow);
        for (int link : path) {
            if (graph.memberCount[link] == 0) {
                pass.clear(link);
            }
        }
        if (graph.liveFlows() == 0) {
            pass.clear();
        }
    }

    void setCap(int flow, double cap) {
        double before = graph.capLevel[flow];
        double capLevel = cap / graph.weight[flow];
        if (capLevel == before) {
            return;
        }
        int bottleneck = graph.bottleneck[flow];
        if (bottleneck == FlowGraph.UNSOLVED) {
            graph.capLevel[flow] = capLevel;
        } else if (bottleneck >= 0 && capLevel >= graph.level[bottleneck]) {
            graph.capLevel[flow] = capLevel;
            graph.leastCap[bottleneck] = Math.min(graph.leastCap[bottleneck], capLevel);
        } else {
            pass.withdraw(flow);
            graph.capLevel[flow] = capLevel;
            if (bottleneck >= 0 || capLevel < before) {
                pass.hold(flow);
            } else {
                pass.raise(flow);
            }
        }
    }

    /**
     * Gives a flow another weight; its cap stays.
     *
     * <p>Its rates follow in the next pass; a flow that a link binds stays bound there unless the pass finds otherwise.
     */
    void setWeight(int flow, double weight) {
        if (graph.bottleneck[flow] >= 0) {
            pass.reweigh(flow, weight);
            return;
        }
        boolean isHeld = graph.bottleneck[flow] == FlowGraph.OWN_CAP;
        if (isHeld) {
            pass.withdraw(flow);
        }
        graph.setWeight(flow, weight);
        if (isHeld) {
            pass.raise(flow);
        }
    }

    /**
     * Changes a link's capacity.
     *
     * <p>Its flows get their new rates in the next pass; on a link that binds nothing before and after, this costs one
     * look at the link.
     *
     * @param capacity bytes per second; 0 holds all flows of the link at a rate of 0
     */
    void setCapacity(int link, double capacity) {
        if (!(capacity >= 0 && capacity < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("capacity of link " + link + " (" + PlainNumber.of(capacity)
                    + " bytes per second) must be finite and not negative.");
        }
        double before = graph.capacity[link];
        if (capacity == before) {
            return;
        }
        graph.capacity[link] = capacity;
        activity.capacityChanged(link, before);
        pass.offer(link);
    }

    /** Whether a link may have no room left: false for sure if it has some. */
    boolean mayBeFull(int link) {
        return activity.active[link]
                ? graph.boundCount[link] > 0 || pass.elsewhere(link) >= graph.capacity[link] * NEARLY_FULL
                : activity.isDominated(link);
    }

    /** Brings all rates up to date. */
    void solve(Listener listener) {
        if (pass.isDirty()) {
            pass.run();
            graph.solved();
            pass.finish(listener);
        }
    }
}
