package org.longhaul.simulator.collective;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.estimate.TimeTerm;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

/**
 * What is known of calls from one run to the next: the plans of those that were chosen, and how long each algorithm takes at
 * least. Safe for use by several threads.
 */
final class PlanBook {

    /**
     * A call as far as it decides about plans; topology and routing by identity.
     *
     * @param spare hosts without a worker of the job, which may serve
     */
    private record Call(
            Topology topology,
            Routing routing,
            Pattern pattern,
            long bytes,
            List<Long> parts,
            Nodes nodes,
            Nodes spare) {}

    /** A call of any size over any links, and what carries it out. */
    private record OnNodes(Pattern pattern, Nodes nodes, String collective) {}

    /** A call, and what carries it out. */
    private record Key(Call call, String collective) {

        /** The same for calls that differ in nothing but their bytes. */
        Key ofAnySize() {
            return new Key(
                    new Call(call.topology, call.routing, call.pattern, 0, List.of(), call.nodes, call.spare),
                    collective);
        }
    }

    /**
     * Seconds of latency and of bandwidth alone that a plan takes, of the slowest transfers of its rounds.
     *
     * @param bytes of the plan's vector
     * @param chunks into which it is cut
     */
    private record Least(long bytes, int chunks, double latencySeconds, double transmissionSeconds) {

        /**
         * What the same transfers take at least with a vector of another size. The slowest one of a round keeps its latency; of
         * its bytes, and of those beside it, parts are rounded, which makes a difference of less than a byte each.
         */
        double seconds(long others) {
            if (others == bytes) {
                return (latencySeconds + transmissionSeconds) * (1 - ROUNDING);
            }
            double share = Math.max(0, (double) others / chunks - 1) / ((double) bytes / chunks + 1);
            return (latencySeconds + share * transmissionSeconds) * (1 - ROUNDING);
        }
    }

    /** Nodes on a network; topology and routing by identity. */
    private record Routed(Topology topology, Routing routing, Nodes nodes) {}

    /** What is carried out between nodes, and by what. */
    private record Carried(Pattern pattern, String collective) {}

    /** The slowest transfers of a plan, whatever the links are. */
    private record Slowest(long bytes, int chunks, SlowestTransfers transfers) {

        Least on(Topology topology) {
            return new Least(
                    bytes, chunks, transfers.latencySeconds(topology), transfers.transmissionSeconds(topology));
        }
    }

    /**
     * What is known of calls among nodes on all networks that have the same routes between them.
     *
     * @param routes from each node to each other one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record OnRoutes(int[][] routes, ConcurrentMap<Carried, Slowest> slowest) {

        /** The routes of an estimate between nodes, of which nothing is known; null if some have none. */
        static @Nullable OnRoutes of(LockstepEstimate estimate, int[] nodes) {
            int[][] routes = new int[nodes.length * nodes.length][];
            try {
                for (int i = 0; i < routes.length; i++) {
                    routes[i] = estimate.routing().route(nodes[i / nodes.length], nodes[i % nodes.length], 0);
                }
            } catch (UnreachableException none) {
                return null;
            }
            return new OnRoutes(routes, new ConcurrentHashMap<>());
        }
    }

    /** Hosts that note whether more was asked of them than where they are: links, or who else is there. */
    private static final class NodesOnly implements HostView {

        private final HostView hosts;
        private boolean askedMore;

        NodesOnly(HostView hosts) {
            this.hosts = hosts;
        }

        boolean sufficed() {
            return !askedMore;
        }

        @Override
        public int node(String hostId) {
            return hosts.node(hostId);
        }

        @Override
        public int[] spareHosts() {
            askedMore = true;
            return hosts.spareHosts();
        }

        @Override
        public int site(int node) {
            return hosts.site(node);
        }

        @Override
        public int region(int node) {
            return hosts.region(node);
        }

        @Override
        public List<String> regionPath(int node) {
            return hosts.regionPath(node);
        }

        @Override
        public long latencyNanos(int sourceNode, int targetNode) {
            askedMore = true;
            return hosts.latencyNanos(sourceNode, targetNode);
        }

        @Override
        public long bottleneckBps(int sourceNode, int targetNode) {
            askedMore = true;
            return hosts.bottleneckBps(sourceNode, targetNode);
        }
    }

    /** Nodes by their content. */
    static final class Nodes {

        private final int[] nodes;
        private final int hash;

        Nodes(int[] nodes) {
            this.nodes = nodes;
            this.hash = Arrays.hashCode(nodes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Nodes same && Arrays.equals(nodes, same.nodes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Calls beyond which they are taken never to come again. */
    private static final int MOST_CALLS = 512;
    /** Plans of any size that are kept: those of a group's algorithms. */
    private static final int MOST_OF_ANY_SIZE = 32;
    /** Nodes beyond which it is not looked whether all routes between them are the same as on other networks. */
    private static final int MOST_ROUTED = 32;
    /** What sums of seconds may be off by. */
    private static final double ROUNDING = 1e-9;

    /** Plans of any size for which no link was looked at; shared with the books of networks with other links. */
    private final ConcurrentMap<OnNodes, TransferPlan> onNodes;

    /** The first routes between nodes that were met; shared with the books of networks with other links. */
    private final ConcurrentMap<Nodes, OnRoutes> onRoutes;

    /** Whether there is another network: what is known of a single one's routes would serve nobody. */
    private final boolean isOneOfMany;

    /** Of those routes the ones that are this network's; null where it has others. */
    private final Map<Routed, @Nullable OnRoutes> ownRoutes = new HashMap<>();

    private final Map<Key, TransferPlan> plans = new HashMap<>();
    /** By the call of any size. */
    private final Map<Key, TransferPlan> ofAnySize = new HashMap<>();

    private final Map<Key, Double> leastSeconds = new HashMap<>();
    /** By the call of any size. */
    private final Map<Key, Least> leastOfAnySize = new HashMap<>();
    /** Plans of the candidates for one call, until one of them is chosen or another call comes. */
    private final Map<String, TransferPlan> candidates = new HashMap<>();

    private @Nullable Call candidatesOf;
    private @Nullable LockstepEstimate alphaBeta;
    private @Nullable HostView lastHosts;
    private @Nullable Nodes spareOfLast;

    PlanBook() {
        this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), false);
    }

    private PlanBook(
            ConcurrentMap<OnNodes, TransferPlan> onNodes,
            ConcurrentMap<Nodes, OnRoutes> onRoutes,
            boolean isOneOfMany) {
        this.onNodes = onNodes;
        this.onRoutes = onRoutes;
        this.isOneOfMany = isOneOfMany;
    }

    /** A book for a network with other links between the same nodes. */
    PlanBook onOtherLinks() {
        return new PlanBook(onNodes, onRoutes, true);
    }

    private Call call(LockstepEstimate estimate, CollectiveCall call) {
        HostView hosts = call.hosts();
        Nodes spare = spareOfLast;
        if (spare == null || hosts != lastHosts) {
            spare = new Nodes(hosts.spareHosts());
            lastHosts = hosts;
            spareOfLast = spare;
        }
        return new Call(
                estimate.topology(),
                estimate.routing(),
                call.pattern(),
                call.bytes(),
                call.parts(),
                new Nodes(call.nodes()),
                spare);
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
            plan = made(new Key(key, collective.id()).ofAnySize(), collective, call);
            candidates.put(collective.id(), plan);
        }
        return plan;
    }

    private TransferPlan made(Key anySize, Collective collective, CollectiveCall call) {
        TransferPlan known = call.parts().isEmpty() ? ofAnySize.get(anySize) : null;
        if (known != null) {
            return known.withBytes(call.bytes());
        }
        OnNodes sameNodes = new OnNodes(call.pattern(), anySize.call.nodes, anySize.collective);
        TransferPlan onSameNodes = call.parts().isEmpty() ? onNodes.get(sameNodes) : null;
        if (onSameNodes != null) {
            return onSameNodes.withBytes(call.bytes());
        }
        NodesOnly asked = new NodesOnly(call.hosts());
        TransferPlan plan = collective.plan(call.with(asked));
        if (plan.isOfAnySize() && asked.sufficed()) {
            if (onNodes.size() >= MOST_OF_ANY_SIZE) {
                onNodes.clear();
            }
            onNodes.put(sameNodes, plan);
        } else if (plan.isOfAnySize()) {
            if (ofAnySize.size() >= MOST_OF_ANY_SIZE) {
                ofAnySize.clear();
            }
            ofAnySize.put(anySize, plan);
        }
        return plan;
    }

    /**
     * Seconds that a call takes at least: those of latency and of bandwidth alone, or less where they are known of the same
     * transfers with a vector of another size, or on another network.
     */
    synchronized double leastSeconds(LockstepEstimate estimate, Collective collective, CollectiveCall call) {
        Key key = new Key(call(estimate, call), collective.id());
        Double known = leastSeconds.get(key);
        if (known != null) {
            return known;
        }
        Least ofOtherSize = call.parts().isEmpty() ? leastOfAnySize.get(key.ofAnySize()) : null;
        if (ofOtherSize != null) {
            return ofOtherSize.seconds(call.bytes());
        }
        OnRoutes shared = isOneOfMany && call.parts().isEmpty() ? onRoutes(estimate, key.call.nodes, call) : null;
        Carried carried = new Carried(call.pattern(), collective.id());
        Slowest elsewhere = shared == null ? null : shared.slowest.get(carried);
        if (elsewhere != null) {
            Least least = elsewhere.on(estimate.topology());
            keep(key, least);
            return least.seconds(call.bytes());
        }
        TransferPlan plan = candidate(key.call, collective, call);
        LockstepEstimate plain = alphaBeta(estimate);
        SlowestTransfers slowest = new SlowestTransfers();
        double seconds = plain.secondsAndSlowest(plan, slowest);
        if (plan.isOfAnySize()) {
            double latency = plain.terms().get(TimeTerm.LATENCY);
            double transmission = plain.terms().get(TimeTerm.TRANSMISSION);
            keep(key, new Least(plan.bytes(), plan.chunks(), latency, transmission));
            boolean isOnNodes = onNodes.containsKey(new OnNodes(call.pattern(), key.call.nodes, collective.id()));
            if (shared != null && isOnNodes && plan.participants() == plan.ranks()) {
                shared.slowest.put(carried, new Slowest(plan.bytes(), plan.chunks(), slowest));
            }
        }
        if (leastSeconds.size() >= MOST_CALLS) {
            leastSeconds.clear();
        }
        leastSeconds.put(key, seconds);
        return seconds;
    }

    private void keep(Key key, Least least) {
        if (leastOfAnySize.size() >= MOST_CALLS) {
            leastOfAnySize.clear();
        }
        leastOfAnySize.put(key.ofAnySize(), least);
    }

    /** What is known of the routes between the nodes of a call; null if they are others on this network, or too many. */
    private @Nullable OnRoutes onRoutes(LockstepEstimate estimate, Nodes nodes, CollectiveCall call) {
        if (call.ranks() > MOST_ROUTED) {
            return null;
        }
        Routed routed = new Routed(estimate.topology(), estimate.routing(), nodes);
        if (!ownRoutes.containsKey(routed)) {
            OnRoutes own = OnRoutes.of(estimate, call.nodes());
            if (onRoutes.size() >= MOST_OF_ANY_SIZE) {
                onRoutes.clear();
            }
            OnRoutes first = own == null ? null : onRoutes.putIfAbsent(nodes, own);
            boolean isOwn = first == null || own == null || !Arrays.deepEquals(first.routes, own.routes);
            if (ownRoutes.size() >= MOST_OF_ANY_SIZE) {
                ownRoutes.clear();
            }
            ownRoutes.put(routed, isOwn ? own : first);
        }
        return ownRoutes.get(routed);
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
