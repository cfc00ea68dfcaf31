package org.longhaul.simulator.network;

/**
 * Weighted max-min fair rates of flows over links, kept up to date as flows come, go and change their caps.
 *
 * <p><b>Model.</b> Every flow has a bottleneck: a saturated link at which its level (rate / weight) is the largest, or its
 * own cap. That allocation is unique and is found by raising the level of all flows together and holding a flow where
 * its first link fills up (progressive filling).
 *
 * <p><b>Incremental solving.</b> The filling is repeated only where the allocation changes. A pass starts with the flows
 * that are new or changed; it visits links in the order of the level at which something happens to them: a link fills up
 * and holds the flows that rise on it (and lowers the others that are above), or a link that was full has room again and
 * sets the flows free that it held. What lies below the level at which the first change happens is never touched, nor is
 * any link where the sum stays the same to 1e-12 relative.
 *
 * <p><b>Cost.</b> Per pass, O(log links) for each link whose level changes and O(path length) for each flow that changes
 * and is not bundled (see {@link FlowGraph}).
 *
 * @see <a href="https://doi.org/10.1016/C2009-0-27541-9">Bertsekas, Gallager, "Data Networks", 2nd edition, 1992, section
 *     6.5.2: max-min flow control and progressive filling</a>
 */
final class FairShare {

    /** How far below its freedom's end a flow must be to be bundled. */
    private static final double BUNDLE_ROOM = 1.25;

    final FlowGraph graph;
    private final FillingPass pass;
    private final int[] quietPasses;

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
        quietPasses = new int[capacity.length];
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
        for (int link : path) {
            int dominator = graph.dominator[link];
            if (dominator != FlowGraph.NO_LINK && !graph.crosses(flow, dominator)) {
                graph.setDominator(link, FlowGraph.NO_LINK);
            }
            tightenThreshold(link);
        }
        pass.raise(flow);
        return flow;
    }

    void remove(int flow) {
        pass.withdraw(flow);
        graph.remove(flow);
        pass.forget(flow);
    }

    void setCap(int flow, double cap) {
        double capLevel = cap / graph.weight[flow];
        if (capLevel == graph.capLevel[flow]) {
            return;
        }
        int bottleneck = graph.bottleneck[flow];
        if (pass.isRising(flow)) {
            graph.capLevel[flow] = capLevel;
            pass.recap(flow);
        } else if (bottleneck >= 0 && capLevel >= graph.level[bottleneck]) {
            graph.capLevel[flow] = capLevel;
            if (graph.bundled[flow]) {
                graph.bundleLimit[bottleneck] = Math.min(graph.bundleLimit[bottleneck], capLevel);
            }
        } else {
            pass.withdraw(flow);
            graph.capLevel[flow] = capLevel;
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
            throw new IllegalArgumentException("capacity of link " + link + " (" + capacity
                    + " bytes per second) must be finite and not negative.");
        }
        double before = graph.capacity[link];
        if (capacity == before) {
            return;
        }
        graph.capacity[link] = capacity;
        if (graph.memberCount[link] == 0) {
            return;
        }
        if (capacity > before) {
            releaseDominated(link);
        }
        int dominator = graph.dominator[link];
        if (dominator != FlowGraph.NO_LINK && !graph.isNarrower(dominator, link)) {
            graph.setDominator(link, FlowGraph.NO_LINK);
        }
        tightenThreshold(link);
        pass.reconsider(link);
    }

    /** Brings all rates up to date. */
    void solve(Listener listener) {
        if (pass.isDirty()) {
            pass.run();
            commit(listener);
            pass.next();
        }
    }

    private void commit(Listener listener) {
        for (int i = 0; i < pass.state.touchedCount; i++) {
            int link = pass.state.touched[i];
            double level = pass.state.outcome(link);
            if (level != graph.level[link]) {
                listener.levelChanges(link, level);
            }
            pass.state.commit(link);
        }
        for (int i = 0; i < pass.changedCount; i++) {
            int flow = pass.changed[i];
            if (graph.isLive(flow)) {
                bundleIfFree(flow);
                listener.moved(flow);
            }
        }
        for (int i = 0; i < pass.state.touchedCount; i++) {
            restIfQuiet(pass.state.touched[i]);
        }
    }

    private void bundleIfFree(int flow) {
        int bottleneck = graph.bottleneck[flow];
        if (bottleneck >= 0
                && graph.activeLinks[flow] == 1
                && !graph.bundled[flow]
                && graph.freeUpTo(flow) > BUNDLE_ROOM * graph.level[bottleneck]) {
            graph.bundle(flow);
        }
    }

    /** Makes a link idle that has not been full for a while and is far from it. */
    private void restIfQuiet(int link) {
        if (!graph.active[link] || graph.boundWeight[link] > 0) {
            quietPasses[link] = 0;
            return;
        }
        if (++quietPasses[link] <= 8 + graph.memberCount[link] / 4) {
            return;
        }
        quietPasses[link] = 0;
        if (graph.setThreshold(link) || graph.findDominator(link)) {
            graph.active[link] = false;
            graph.load[link] = 0;
            int[] flows = graph.members[link];
            for (int i = 0; i < graph.memberCount[link]; i++) {
                graph.activeLinks[flows[i]]--;
                bundleIfFree(flows[i]);
            }
        }
    }

    /** Links that leaned on this one's capacity are looked at again now that it has more. */
    private void releaseDominated(int link) {
        // All flows of a dominated link cross this one, so that one of their paths leads to it.
        for (int i = 0; graph.dominatedCount[link] > 0 && i < graph.memberCount[link]; i++) {
            for (int other : graph.path[graph.members[link][i]]) {
                if (graph.dominator[other] == link && !graph.isNarrower(link, other)) {
                    graph.setDominator(other, FlowGraph.NO_LINK);
                    tightenThreshold(other);
                }
            }
        }
    }

    private void tightenThreshold(int link) {
        if (!graph.active[link]
                && graph.dominator[link] == FlowGraph.NO_LINK
                && graph.threshold[link] * graph.totalWeight[link] > graph.capacity[link]
                && !graph.setThreshold(link)
                && !graph.findDominator(link)) {
            pass.activate(link);
        }
    }
}
