package org.longhaul.training.participation;

import java.util.List;

/** Who takes part in each round: a pure function of seed and round, so that resuming a run needs no state. */
@FunctionalInterface
public interface Participation {
    /**
     * The clients that take part in a round.
     *
     * @param round number of the round, from 0
     * @return ranks, ascending, at least one
     */
    List<Integer> members(long round);
}
