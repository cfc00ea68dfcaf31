package org.longhaul.simulator.collective.execution;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferRound;

/** What rounds of a plan took, by the round's kind and the state of the network before it. */
public final class RoundMemory {

    private record Key(int kind, long fingerprint) {}

    /** Outcome of a round: its duration, the state after it, and the bytes on each arc. */
    static final class Outcome {

        private final long nanos;
        private final long fingerprintAfter;
        private final long[] payload;
        private final long[] wire;

        Outcome(long nanos, long fingerprintAfter, long[] payload, long[] wire) {
            this.nanos = nanos;
            this.fingerprintAfter = fingerprintAfter;
            this.payload = payload;
            this.wire = wire;
        }
    }

    /** Kinds of rounds that are kept as one. */
    private static final int MOST_ROUNDS = 1024;
    /** Kinds of rounds without equal transfers after which no more are looked at. */
    private static final int MOST_UNEVEN = 32;

    private final int arcs;
    private final Map<Key, Outcome> outcomes = new HashMap<>();
    /** By kind; null where too few transfers are equal. */
    private final Map<Integer, @Nullable TransferRound> rounds = new HashMap<>();

    private int uneven;

    RoundMemory(int arcs) {
        this.arcs = arcs;
    }

    /** The round's transfers as one, if many of them are equal. */
    @Nullable
    TransferRound together(TransferPlan plan, int round, PlanExecutor executor) {
        int kind = plan.kind(round);
        if (rounds.containsKey(kind)) {
            return rounds.get(kind);
        }
        if (rounds.size() - uneven > MOST_ROUNDS || uneven > MOST_UNEVEN) {
            return null;
        }
        TransferRound made = executor.together(plan, round);
        uneven += made == null ? 1 : 0;
        rounds.put(kind, made);
        return made;
    }

    boolean knows(int kind, long fingerprint) {
        return outcomes.containsKey(new Key(kind, fingerprint));
    }

    /**
     * Skips as many rounds as are known, provided that they lead back to the present state.
     *
     * @param plan the plan
     * @param round first round to skip
     * @param limit round not to skip
     * @param fingerprint present state of the network
     * @param host told of the time and the bytes
     * @return the first round that was not skipped
     */
    int skip(TransferPlan plan, int round, int limit, long fingerprint, ExecutionHost host) {
        int reached = round;
        long nanosReached = 0;
        long state = fingerprint;
        long nanos = 0;
        int next = round;
        while (next < limit) {
            Outcome outcome = outcomes.get(new Key(plan.kind(next), state));
            if (outcome == null || nanos + outcome.nanos >= host.unchangedNanos()) {
                break;
            }
            nanos += outcome.nanos;
            state = outcome.fingerprintAfter;
            next++;
            if (state == fingerprint) {
                reached = next;
                nanosReached = nanos;
            }
        }
        if (reached > round) {
            credit(plan, round, reached, fingerprint, host);
            host.skip(nanosReached);
        }
        return reached;
    }

    private void credit(TransferPlan plan, int from, int until, long fingerprint, ExecutionHost host) {
        Map<Outcome, int[]> times = new HashMap<>();
        long state = fingerprint;
        for (int round = from; round < until; round++) {
            Outcome outcome = outcomes.get(new Key(plan.kind(round), state));
            if (outcome == null) {
                throw new IllegalStateException(String.format(Locale.ROOT, "round %d is not known", round));
            }
            times.computeIfAbsent(outcome, key -> new int[1])[0]++;
            state = outcome.fingerprintAfter;
        }
        // Sums of integers: the order in which they are added does not matter.
        times.forEach((outcome, count) -> host.addArcBytes(outcome.payload, outcome.wire, count[0]));
    }

    /** Watches a round that is not known yet. */
    Watch watch(int kind, long fingerprint, long startNanos, Network network, ExecutionHost host) {
        return new Watch(kind, fingerprint, startNanos, network, host);
    }

    /** A round being watched. */
    final class Watch {

        private final Key key;
        private final long startNanos;
        private final ExecutionHost host;
        private final long changesBefore;
        private final long[] payload;
        private final long[] wire;

        private Watch(int kind, long fingerprint, long startNanos, Network network, ExecutionHost host) {
            this.key = new Key(kind, fingerprint);
            this.startNanos = startNanos;
            this.host = host;
            this.changesBefore = host.changes();
            this.payload = new long[arcs];
            this.wire = new long[arcs];
            for (int arc = 0; arc < arcs; arc++) {
                payload[arc] = -network.arcPayloadBytes(arc);
                wire[arc] = -network.arcWireBytes(arc);
            }
        }

        void ended(long endNanos, Network network) {
            if (host.changes() != changesBefore) {
                return;
            }
            for (int arc = 0; arc < arcs; arc++) {
                payload[arc] += network.arcPayloadBytes(arc);
                wire[arc] += network.arcWireBytes(arc);
            }
            outcomes.put(key, new Outcome(endNanos - startNanos, network.stateFingerprint(), payload, wire));
        }
    }
}
