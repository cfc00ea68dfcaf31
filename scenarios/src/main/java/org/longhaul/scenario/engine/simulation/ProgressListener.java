package org.longhaul.scenario.engine.simulation;

import java.util.List;

/** Hears how far a run is; calls come from the thread that runs it. */
public interface ProgressListener {

    /**
     * What one method under one seed will do.
     *
     * @param steps its steps
     * @param itemsPerStep items that a step trains on, over all workers
     * @param trains whether it trains anew; else its training equals that of an earlier unit
     */
    record Work(long steps, long itemsPerStep, boolean trains) {}

    /** A run begins that consists of these units, in this order. */
    default void runStarted(List<Work> units) {}

    /** A method under a seed begins, as number {@code unit} of {@code units} from 1. */
    default void unitStarted(String label, long seed, int unit, int units, long steps) {}

    /** A training step was made, or taken from a checkpoint or an equal training. */
    default void stepped(long stepsDone, double loss, boolean trained) {}

    /** How far the present simulation is, several times a second: events that it has taken, and its clock. */
    default void simulating(long events, long nanos) {}

    /** The simulated clock after a step. */
    default void simulated(long nanos) {}

    /** A method under a seed is over. */
    default void unitFinished(String summary) {}

    /** Something that takes a while begins, such as measuring a step. */
    default void note(String what) {}
}
