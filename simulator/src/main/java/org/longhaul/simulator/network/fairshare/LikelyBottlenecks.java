package org.longhaul.simulator.network.fairshare;

/**
 * Gives unsolved flows the bottlenecks where they are most likely to end up, for a {@link FillingPass} to start from: the
 * links with the smallest shares hold their flows first, as in filling from nothing.
 */
final class LikelyBottlenecks {

    /** A link that is given flows goes at once to a level that lies this far below its present one. */
    private static final double MISJUDGED = 0.9;

    private final FlowGraph graph;
    private final FillingPass pass;
    private final LinkActivity activity;
    private final IndexedHeap shares;
    /** Weight of the unsolved flows on each link. */
    private final double[] rising;

    private final int[] risingCount;

    LikelyBottlenecks(FlowGraph graph, FillingPass pass) {
        this.graph = graph;
        this.pass = pass;
        activity = pass.activity;
        shares = new IndexedHeap(graph.linkCount);
        rising = new double[graph.linkCount];
        risingCount = new int[graph.linkCount];
    }

    /** Binds those of the flows that are live and unsolved. */
    void place(UnsolvedFlows flows) {
        int count = flows.size();
        int placed = 0;
        int last = -1;
        for (int i = 0; i < count; i++) {
            if (isToPlace(flows.get(i))) {
                last = flows.get(i);
                placed++;
            }
        }
        if (placed == 1) {
            placeAlone(last);
        } else if (placed > 1) {
            placeTogether(flows);
        }
    }

    private boolean isToPlace(int flow) {
        return graph.isLive(flow) && graph.bottleneck[flow] == FlowGraph.UNSOLVED;
    }

    private void placeAlone(int flow) {
        int best = FlowGraph.OWN_CAP;
        double least = graph.capLevel[flow];
        for (int link : graph.path[flow]) {
            if (!activity.isDominated(link)) {
                double share = share(link, graph.weight[flow]);
                if (share < least) {
                    least = share;
                    best = link;
                }
            }
        }
        if (best >= 0 && graph.boundCount[best] == 0) {
            pass.beginToBind(best, least);
        }
        pass.move(flow, best);
    }

    private void placeTogether(UnsolvedFlows flows) {
        int count = flows.size();
        for (int i = 0; i < count; i++) {
            if (isToPlace(flows.get(i))) {
                count(flows.get(i), 1);
            }
        }
        for (int i = 0; i < count; i++) {
            for (int link : graph.path[flows.get(i)]) {
                if (risingCount[link] > 0 && !activity.isDominated(link) && !shares.contains(link)) {
                    shares.put(link, IndexedHeap.keyOf(share(link, rising[link])));
                }
            }
        }
        while (!shares.isEmpty()) {
            int link = shares.top();
            double expected = Double.longBitsToDouble(shares.topKey());
            shares.remove(link);
            if (risingCount[link] > 0) {
                if (!activity.active[link]) {
                    pass.sums.sumUp(link);
                }
                double share = exactShare(link);
                if (share > expected) {
                    shares.put(link, IndexedHeap.keyOf(share));
                } else {
                    hold(link, share);
                }
            }
        }
        // Only flows that cross nothing but dominated links and wait for their caps are left.
        for (int i = 0; i < count; i++) {
            if (isToPlace(flows.get(i))) {
                count(flows.get(i), -1);
                placeAlone(flows.get(i));
            }
        }
    }

    /** A link has the smallest share: its unsolved flows are bound there or held by their caps. */
    private void hold(int link, double share) {
        int[] flows = graph.members[link];
        boolean capped = false;
        for (int i = graph.boundCount[link]; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (graph.bottleneck[flow] == FlowGraph.UNSOLVED && graph.capLevel[flow] <= share) {
                count(flow, -1);
                pass.move(flow, FlowGraph.OWN_CAP);
                capped = true;
            }
        }
        if (capped) {
            shares.put(link, IndexedHeap.keyOf(share));
            return;
        }
        if (graph.boundCount[link] == 0) {
            pass.beginToBind(link, share);
        } else if (share < MISJUDGED * graph.level[link]) {
            pass.setLevel(link, share);
        }
        for (int i = graph.boundCount[link]; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (graph.bottleneck[flow] == FlowGraph.UNSOLVED) {
                count(flow, -1);
                pass.move(flow, link);
            }
        }
    }

    private void count(int flow, int sign) {
        for (int link : graph.path[flow]) {
            risingCount[link] += sign;
            rising[link] = risingCount[link] == 0 ? 0 : rising[link] + sign * graph.weight[flow];
        }
    }

    /** The level that a link can give flows of the given weight, as far as is known without a look at its flows. */
    private double share(int link, double weight) {
        return activity.active[link]
                ? share(link, weight, pass.sums.elsewhere(link))
                : share(link, weight, activity.field(link, LinkActivity.UPPER));
    }

    private double exactShare(int link) {
        return share(link, rising[link], pass.sums.elsewhere(link));
    }

    private double share(int link, double weight, double elsewhere) {
        double room = Math.max(0, graph.capacity[link] - elsewhere);
        return graph.boundCount[link] > 0
                ? room / (graph.boundWeight[link] + weight)
                : Math.max(room / weight, graph.capacity[link] / graph.totalWeight[link]);
    }
}
