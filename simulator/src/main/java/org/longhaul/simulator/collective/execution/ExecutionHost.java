package org.longhaul.simulator.collective.execution;

/** What an executing plan needs of the run that it is part of. */
public interface ExecutionHost {

    /** Whether nothing but the asking plan is under way: no event pends and no transfer is in flight. */
    boolean isQuiet();

    /** Whether no transfer but those of the asking plan can start before it has ended, whatever else happens meanwhile. */
    default boolean isAlone() {
        return false;
    }

    /** How long nothing will change that could make what is known wrong, nanoseconds from now. */
    default long unchangedNanos() {
        return Long.MAX_VALUE;
    }

    /** How many such changes there were so far. */
    default long changes() {
        return 0;
    }

    /** Lets simulated time pass in which nothing happens but what is already known. */
    void skip(long nanos);

    /** Accounts for bytes that were not sent because their time was known: so many times each arc's bytes. */
    void addArcBytes(long[] payload, long[] wire, long times);
}
