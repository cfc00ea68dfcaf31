package org.longhaul.simulator.collective;

/** A {@link TransferPlan} of which it is known, without asking for each transfer, what ranks carry when all send to all others. */
public interface AllPairs {

    /**
     * Whether in every round each rank sends once to each other one, first to the next rank and so on, and what a pair carries
     * depends on the sizes of their own parts alone. The other methods hold for such plans only.
     */
    boolean isAmongAll();

    /** Payload bytes that a round carries from one rank to another. */
    long bytes(int round, int source, int target);

    /** Payload bytes that a rank sends in a round. */
    long sentBytes(int round, int rank);

    /** Payload bytes that a rank receives in a round. */
    long receivedBytes(int round, int rank);
}
