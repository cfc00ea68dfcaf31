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

    /** A call as far as it decides about plans; topology and routing by identity. */
    private record Call(Topology topology, Routing routing, Pattern pattern, long bytes, Nodes nodes) {}

    /** A call, and what carries it out. */
    private record Key(Call call, String collective) {}

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
    /** Plans of the candidates for one call, until one of them is chosen or another call comes. */
    private final Map<String, TransferPlan> candidates = new HashMap<>();

    private @Nullable Call candidatesOf;
    private @Nullable LockstepEstimate alphaBeta;

    private static Call call(LockstepEstimate estimate, CollectiveCall call) {
        return new Call(estimate.topology(), estimate.routing(), call.pattern(), call.bytes(), new Nodes(call.nodes()));
    }

    /** The plan of a call that was chosen, made only once. */
    synchronized TransferPlan chosen(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        Key key = new Key(call(estimate, call), collective.id());
        TransferPlan known = plans.get(key);
        if (known == null) {
            known = candidate(key.call, collective, call);
            if (plans.size() >= MOST_CALLS) {
                plans.clear();
            }
            plans.put(key, known);
        }
        candidates.clear();
        return known;
    }

    /** The plan of a candidate: kept if it was chosen before, or asked for just before. */
    synchronized TransferPlan candidate(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        return candidate(call(estimate, call), collective, call);
    }

    private TransferPlan candidate(Call key, Collective collective, CollectiveCall call) {
        TransferPlan known = plans.get(new Key(key, collective.id()));
        if (known != null) {
            return known;
        }
        if (!key.equals(candidatesOf)) {
            candidates.clear();
            candidatesOf = key;
        }
        TransferPlan plan = candidates.get(collective.id());
        if (plan == null) {
            plan = collective.plan(call);
            candidates.put(collective.id(), plan);
        }
        return plan;
    }

    /** Seconds of latency and of bandwidth alone. */
    synchronized double leastSeconds(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        Key key = new Key(call(estimate, call), collective.id());
        Double known = leastSeconds.get(key);
        if (known == null) {
            known = alphaBeta(estimate).seconds(candidate(key.call, collective, call));
            if (leastSeconds.size() >= MOST_CALLS) {
                leastSeconds.clear();
            }
            leastSeconds.put(key, known);
        }
        return known;
    }

    private LockstepEstimate alphaBeta(LockstepEstimate estimate) {
        LockstepEstimate known = alphaBeta;
        if (known == null || known.topology() != estimate.topology() || known.routing() != estimate.routing()) {
            known = new LockstepEstimate(estimate.topology(), estimate.routing());
            alphaBeta = known;
        }
        return known;
    }
}
