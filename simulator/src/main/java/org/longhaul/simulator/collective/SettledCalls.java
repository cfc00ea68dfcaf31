package org.longhaul.simulator.collective;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a job come to on one network: which algorithm carries each out, its plan, and what that takes in closed form. Equal
 * calls are settled once. Not thread-safe.
 */
public final class SettledCalls {

    private static final double NANOS_PER_SECOND = 1e9;
    /** Calls beyond which all are forgotten: groups or sizes change all the time. */
    private static final int MOST_CALLS = 1024;
    /** The same, in numbers of closed forms: one for each arc of each call. */
    private static final int MOST_ARC_BYTES = 1 << 20;

    private final Collectives collectives;
    private final LockstepEstimate estimate;
    private final CollectiveChooser chooser;
    private final HostView hosts;
    private final int arcs;
    private final int most;
    private final Map<Asked, Settled> settled = new HashMap<>();

    /** Calls of a job whose algorithms are chosen by an estimate. */
    SettledCalls(Collectives collectives, LockstepEstimate estimate, int[] workerNodes) {
        this.collectives = collectives;
        this.estimate = estimate;
        this.chooser = new CollectiveChooser(collectives, estimate);
        this.hosts = new TopologyHosts(estimate.topology(), estimate.routing(), workerNodes);
        this.arcs = estimate.topology().arcCount();
        this.most = Math.min(MOST_CALLS, Math.max(1, MOST_ARC_BYTES / Math.max(1, arcs)));
    }

    private record Asked(
            Pattern pattern,
            long bytes,
            List<Long> parts,
            PlanBook.Nodes nodes,
            String demanded,
            boolean everyCandidate) {}

    /** A call that is settled. */
    public final class Settled {

        private final CollectiveChoice choice;
        private final TransferPlan plan;
        private final long nanos;
        private long @Nullable [] arcBytes;

        private Settled(CollectiveChoice choice, TransferPlan plan) {
            this.choice = choice;
            this.plan = plan;
            this.nanos = Math.round(seconds(choice) * NANOS_PER_SECOND);
        }

        /** The algorithm. */
        public CollectiveChoice choice() {
            return choice;
        }

        /** Its transfers. */
        public TransferPlan plan() {
            return plan;
        }

        /** What it takes in closed form, nanoseconds. */
        public long nanos() {
            return nanos;
        }

        /** Payload bytes that it puts on each arc, in closed form; not to be changed. */
        public long[] arcBytes() {
            long[] known = arcBytes;
            if (known == null) {
                known = new long[arcs];
                estimate.seconds(plan, known);
                arcBytes = known;
            }
            return known;
        }
    }

    /** Of the algorithm that was chosen, which was estimated in any case. */
    private static double seconds(CollectiveChoice choice) {
        for (CollectiveChoice.Estimate each : choice.estimates()) {
            if (each.collective().equals(choice.collective())) {
                return each.seconds();
            }
        }
        throw new IllegalStateException("no estimate of the chosen algorithm " + choice.collective());
    }

    boolean areOf(Collectives others) {
        return collectives == others;
    }

    /**
     * Settles a call.
     *
     * @param bytes size of the whole vector; see {@link Pattern}
     * @param parts size of each rank's part; empty where they are the same but for a byte
     * @param nodes node of each rank
     * @param demanded id of an algorithm, or {@code auto}
     * @param everyCandidate whether all candidates are to be estimated, or only those that may be the fastest
     * @throws IllegalArgumentException if the id is unknown or its algorithm does not achieve the pattern
     */
    public Settled settle(
            Pattern pattern, long bytes, List<Long> parts, int[] nodes, String demanded, boolean everyCandidate) {
        Asked asked = new Asked(pattern, bytes, parts, new PlanBook.Nodes(nodes), demanded, everyCandidate);
        Settled known = settled.get(asked);
        if (known == null) {
            CollectiveCall call = new CollectiveCall(pattern, bytes, parts, nodes, hosts);
            CollectiveChoice choice = chooser.choose(call, demanded, everyCandidate);
            known = new Settled(choice, chooser.plan(choice.collective(), call));
            if (settled.size() >= most) {
                settled.clear();
            }
            settled.put(asked, known);
        }
        return known;
    }
}
