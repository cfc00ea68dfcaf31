package org.longhaul.simulator.collective;

import org.longhaul.simulator.network.estimate.TermSeconds;

/**
 * When the participants of a plan come to their rounds where none waits for all others: each for what it needs itself. The
 * transfers of a round are added in the order of their sources.
 */
interface RoundTimes {

    /** When a transfer of the round begins, and no other of its pair is under way. */
    double begin(RoundTransfer transfer);

    /**
     * A transfer of the round.
     *
     * @param terms what it takes from its beginning
     */
    void add(RoundTransfer transfer, TermSeconds terms);

    /** All transfers of a round have been added. */
    void endRound();

    /** When the last participant is done. */
    double seconds();

    /** What the time of the last participant is made of. */
    TermSeconds terms();
}
