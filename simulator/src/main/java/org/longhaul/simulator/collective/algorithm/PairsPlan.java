package org.longhaul.simulator.collective.algorithm;

import java.util.List;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.TransferPlan;

/** Rounds in which every rank sends one part to each of its partners, which are so many ranks further on; not stored. */
public final class PairsPlan extends TransferPlan {

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
    record Round(int nearest, int farthest, Carried carried, boolean reduce) {}

    private final Round[] rounds;

    PairsPlan(CollectiveCall call, int chunks, List<Round> rounds) {
        super(call.nodes(), call.ranks(), chunks, call.bytes());
        this.rounds = rounds.toArray(new Round[0]);
    }

    @Override
    public int rounds() {
        return rounds.length;
    }

    // Round-robin by distance, so that no receiver is everybody's first target.
    @Override
    public void sends(int round, int participant, TransferSink sink) {
        Round of = rounds[round];
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
    public int receives(int round, int participant) {
        return rounds[round].farthest - rounds[round].nearest + 1;
    }
}
