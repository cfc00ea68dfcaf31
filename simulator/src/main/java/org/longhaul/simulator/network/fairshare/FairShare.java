package org.longhaul.simulator.network.fairshare;

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
 * which the first change happens is never touched, nor is any link where the sum stays the same to 1e-12 relative, or to the {@link Tolerance} of many flows.
 *
 * <p><b>Cost.</b> Per pass, O(log links) for each link whose level changes and O(path length) for each flow that changes
 * and is not bundled (see {@link FlowGraph}).
 *
 * @see <a href="https://doi.org/10.1016/C2009-0-27541-9">Bertsekas, Gallager, "Data Networks", 2nd edition, 1992, section
 *     6.5.2: max-min flow control and progressive filling</a>
 */
public final class FairShare {

    /** {@linkplain #bottleneck Bottleneck} of a flow that its own cap holds. */
    public static final int OWN_CAP = FlowGraph.OWN_CAP;

    private static final double NEARLY_FULL = 1 - 1e-6;

    final FlowGraph graph;
    private final FillingPass pass;
    private final LinkActivity activity;
    private final Tolerance tolerance;

    /** Notified of the outcome of a pass. */
    public interface Listener {
        /** The level of the flows that a link binds is about to change; infinite if it binds none from now on. */
        void levelChanges(int link, double newLevel);

        /** The flow's bottleneck may have changed, or the cap that holds it; called after all changes of levels. */
        void moved(int flow);
    }

    /**
     * Exact shares.
     *
     * @param capacity of each link, bytes per second
     */
    public FairShare(double[] capacity) {
        this(capacity, Tolerance.EXACT);
    }

    /**
     * @param capacity of each link, bytes per second
     * @param tolerance how far levels may lie from the exact ones
     */
    public FairShare(double[] capacity, Tolerance tolerance) {
        this.tolerance = tolerance;
        graph = new FlowGraph(capacity);
        pass = new FillingPass(graph, tolerance);
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
    public int add(int[] path, double weight, double cap) {
        int flow = graph.add(path, weight, cap);
        activity.joined(flow);
        pass.raise(flow);
        return flow;
    }

    public void remove(int flow) {
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

    public void setCap(int flow, double cap) {
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
    public void setWeight(int flow, double weight) {
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
    public void setCapacity(int link, double capacity) {
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
    public boolean mayBeFull(int link) {
        return activity.active[link]
                ? graph.boundCount[link] > 0 || pass.sums.elsewhere(link) >= graph.capacity[link] * NEARLY_FULL
                : activity.isDominated(link);
    }

    /** Brings all rates up to date. */
    public void solve(Listener listener) {
        if (pass.isDirty()) {
            pass.run();
            graph.solved();
            pass.finish(listener);
        }
    }

    // The present allocation; rates in bytes per second, levels in bytes per second and unit of weight.

    /** Whether there are so many flows that levels need not be exact. */
    public boolean isCrowded() {
        return tolerance.areMany(graph.liveFlows());
    }

    /** The number of links. */
    public int linkCount() {
        return graph.linkCount;
    }

    /** A copy of the capacities of all links. */
    public double[] capacities() {
        return graph.capacity.clone();
    }

    public double capacity(int link) {
        return graph.capacity[link];
    }

    /** The level of the flows that the link is the bottleneck of; infinite if there are none. */
    public double level(int link) {
        return graph.level[link];
    }

    /** The number of flows that cross the link. */
    public int flowsOn(int link) {
        return graph.memberCount[link];
    }

    /**
     * One of the flows that cross a link. Those that the link is the bottleneck of come first.
     *
     * @param index from 0, below {@link #flowsOn}
     */
    public int member(int link, int index) {
        return graph.members[link][index];
    }

    /** The number of flows that the link is the bottleneck of. */
    public int boundCount(int link) {
        return graph.boundCount[link];
    }

    /** The weight of the flows that the link is the bottleneck of. */
    public double boundWeight(int link) {
        return graph.boundWeight[link];
    }

    /** The weight of all flows that cross the link. */
    public double totalWeight(int link) {
        return graph.totalWeight[link];
    }

    public double rate(int flow) {
        return graph.rate(flow);
    }

    public double weight(int flow) {
        return graph.weight[flow];
    }

    /** The link that holds a flow, {@link #OWN_CAP}, or another negative number if it was not in a pass yet. */
    public int bottleneck(int flow) {
        return graph.bottleneck[flow];
    }

    /** Rate divided by weight; 0 for a flow that was not in a pass yet. */
    public double flowLevel(int flow) {
        return graph.flowLevel(flow);
    }

    /** A flow's cap divided by its weight. */
    public double capLevel(int flow) {
        return graph.capLevel[flow];
    }

    /**
     * The first link of a flow's path that is full of flows of its level, or a negative number if its own cap holds it.
     * Where several links are full it does not matter which of them the allocation calls its bottleneck.
     */
    public int firstFull(int flow) {
        return graph.firstFull(flow);
    }
}
