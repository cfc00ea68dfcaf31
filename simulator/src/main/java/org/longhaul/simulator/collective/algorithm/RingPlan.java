package org.longhaul.simulator.collective.algorithm;

import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * Rounds in which every rank sends one chunk to its successor on a ring: the first N − 1 reduce, the others copy.
 *
 * <p>With positions p on the ring, round t of a whole all-reduce sends chunk p − 1 − t; after the reducing half position
 * p owns chunk p, with which the copying half begins.
 */
final class RingPlan extends TransferPlan {

    private final int[] order;
    private final int[] position;
    private final int firstRound;
    private final int rounds;
    private final int period;

    /** Ring in the given order of ranks, running rounds [firstRound, lastRound) of an all-reduce. */
    RingPlan(CollectiveCall call, int[] order, int firstRound, int lastRound) {
        super(call.nodes(), call.ranks(), call.ranks(), call.bytes(), call.parts());
        this.order = order.clone();
        this.position = new int[order.length];
        for (int p = 0; p < order.length; p++) {
            position[order[p]] = p;
        }
        this.firstRound = firstRound;
        this.rounds = lastRound - firstRound;
        this.period = period();
    }

    private RingPlan(RingPlan like, long bytes) {
        super(like, bytes);
        this.order = like.order;
        this.position = like.position;
        this.firstRound = like.firstRound;
        this.rounds = like.rounds;
        this.period = period();
    }

    private int period() {
        if (hasDifferentParts()) {
            return order.length;
        }
        return bytes() % ranks() == 0 ? 1 : isInOrder() ? chunkPeriod() : order.length;
    }

    @Override
    public boolean isOfAnySize() {
        return !hasDifferentParts();
    }

    @Override
    public TransferPlan withBytes(long otherBytes) {
        return isOfAnySize() ? new RingPlan(this, otherBytes) : super.withBytes(otherBytes);
    }

    private boolean isInOrder() {
        for (int p = 0; p < order.length; p++) {
            if (order[p] != p) {
                return false;
            }
        }
        return true;
    }

    // Chunk sizes repeat after N / gcd(N, bytes) chunks, so rounds do too.
    private int chunkPeriod() {
        int n = ranks();
        long a = n;
        long b = bytes() % n;
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return (int) (n / a);
    }

    @Override
    public int rounds() {
        return rounds;
    }

    @Override
    public void sends(int round, int participant, TransferSink sink) {
        int n = order.length;
        int p = position[participant];
        int t = firstRound + round;
        int chunk = order[Math.floorMod(p - 1 - t, n)];
        sink.transfer(order[p + 1 == n ? 0 : p + 1], chunk, 1, t < n - 1);
    }

    @Override
    public int receives(int round, int participant) {
        return 1;
    }

    @Override
    public int kind(int round) {
        return round % period;
    }
}
