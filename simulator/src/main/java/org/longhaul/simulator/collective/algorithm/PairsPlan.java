package org.longhaul.simulator.collective.algorithm;

import java.util.List;
import org.longhaul.simulator.collective.AllPairs;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.TransferPlan;

/** Rounds in which every rank sends one part to each of its partners, which are so many ranks further on; not stored. */
public final class PairsPlan extends TransferPlan implements AllPairs {

    /** What a rank sends to its partner. */
    enum Carried {
        /** The first part: the whole vector where it is not cut. */
        FIRST_PART,
        /** The part whose number is the sender's. */
        SENDERS_PART,
        /** The part whose number is the partner's. */
        PARTNERS_PART
    }

    /**
     * One round.
     *
     * @param nearest distance to the first partner, at least 1
     * @param farthest distance to the last partner, below the number of ranks
     * @param carried what is sent
     * @param reduce whether the partner adds it instead of overwriting
     */
    record PairRound(int nearest, int farthest, Carried carried, boolean reduce) {}

    private final PairRound[] rounds;

    PairsPlan(CollectiveCall call, int chunks, List<PairRound> rounds) {
        super(call.nodes(), call.ranks(), chunks, call.bytes(), call.parts());
        this.rounds = rounds.toArray(new PairRound[0]);
        for (PairRound round : rounds) {
            if (round.carried != Carried.FIRST_PART && chunks != call.ranks()) {
                throw new IllegalArgumentException(
                        "A vector of " + chunks + " parts has no part for each of " + call.ranks() + " ranks.");
            }
        }
    }

    private PairsPlan(PairsPlan like, long bytes) {
        super(like, bytes);
        this.rounds = like.rounds;
    }

    @Override
    public boolean isOfAnySize() {
        return !hasDifferentParts();
    }

    @Override
    public TransferPlan withBytes(long otherBytes) {
        return isOfAnySize() ? new PairsPlan(this, otherBytes) : super.withBytes(otherBytes);
    }

    @Override
    public int rounds() {
        return rounds.length;
    }

    // Round-robin by distance, so that no receiver is everybody's first target.
    @Override
    public void sends(int round, int participant, TransferSink sink) {
        PairRound of = rounds[round];
        for (int distance = of.nearest; distance <= of.farthest; distance++) {
            int partner = (participant + distance) % ranks();
            int part =
                    switch (of.carried) {
                        case FIRST_PART -> 0;
                        case SENDERS_PART -> participant;
                        case PARTNERS_PART -> partner;
                    };
            sink.transfer(partner, part, 1, of.reduce);
        }
    }

    @Override
    public long totalBytes() {
        long total = 0;
        for (PairRound round : rounds) {
            long ofAll = round.carried == Carried.FIRST_PART ? ranks() * chunkBytes(0, 1) : bytes();
            total += (round.farthest - round.nearest + 1) * ofAll;
        }
        return total;
    }

    @Override
    public boolean isAmongAll() {
        for (PairRound round : rounds) {
            if (round.nearest != 1 || round.farthest != ranks() - 1) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long bytes(int round, int source, int target) {
        return switch (rounds[round].carried) {
            case FIRST_PART -> chunkBytes(0, 1);
            case SENDERS_PART -> chunkBytes(source, 1);
            case PARTNERS_PART -> chunkBytes(target, 1);
        };
    }

    @Override
    public long sentBytes(int round, int rank) {
        return rounds[round].carried == Carried.PARTNERS_PART
                ? bytes() - chunkBytes(rank, 1)
                : (ranks() - 1) * bytes(round, rank, rank);
    }

    @Override
    public long receivedBytes(int round, int rank) {
        return rounds[round].carried == Carried.SENDERS_PART
                ? bytes() - chunkBytes(rank, 1)
                : (ranks() - 1) * bytes(round, rank, rank);
    }

    @Override
    public int receives(int round, int participant) {
        return rounds[round].farthest - rounds[round].nearest + 1;
    }
}
