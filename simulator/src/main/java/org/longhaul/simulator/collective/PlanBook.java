package org.longhaul.simulator.collective;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * What is known of calls from one run to the next: the plans of those that were chosen, and how long each algorithm takes at
 * least. Safe for use by several threads.
 */
final class PlanBook {

    /** A call as far as it decides about the plan; topology and routing by identity. */
    private record Key(
            Topology topology, Routing routing, String collective, Pattern pattern, long bytes, Nodes nodes) {}

    private static final class Nodes {

        private final int[] nodes;

        Nodes(int[] nodes) {
            this.nodes = nodes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Nodes same && Arrays.equals(nodes, same.nodes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(nodes);
        }
    }

    /** Calls beyond which they are taken never to come again. */
    private static final int MOST_CALLS = 512;

    private final Map<Key, TransferPlan> plans = new HashMap<>();
    private final Map<Key, Double> leastSeconds = new HashMap<>();

    private static Key key(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        return new Key(
                estimate.topology(),
                estimate.routing(),
                collective.id(),
                call.pattern(),
                call.bytes(),
                new Nodes(call.nodes()));
    }

    /** The plan of a call that was chosen, made only once. */
    synchronized TransferPlan chosen(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        if (plans.size() >= MOST_CALLS) {
            plans.clear();
        }
        return plans.computeIfAbsent(key(estimate, collective, call), unused -> collective.plan(call));
    }

    /** The plan of a candidate: kept if it was chosen before. */
    synchronized TransferPlan candidate(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        TransferPlan known = plans.get(key(estimate, collective, call));
        return known == null ? collective.plan(call) : known;
    }

    /** Seconds of latency and of bandwidth alone. */
    synchronized double leastSeconds(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        if (leastSeconds.size() >= MOST_CALLS) {
            leastSeconds.clear();
        }
        return leastSeconds.computeIfAbsent(
                key(estimate, collective, call), unused -> new LockstepEstimate(estimate.topology(), estimate.routing())
                        .seconds(candidate(estimate, collective, call)));
    }
}
