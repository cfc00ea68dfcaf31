package org.longhaul.simulator.workload.result;

import java.util.List;

/** A cycle of steps that was heard and then came again, some times in a row, each time in the same way. */
public interface RepeatedSteps {

    /** Index of the first step of the first repetition. */
    long firstStep();

    /** Steps of the cycle. */
    int period();

    /** How long the cycle takes. */
    long nanos();

    /** How often it came again. */
    long times();

    /** The exchanges of the cycle in order of their ends, at some earlier time. */
    List<ExchangeTiming> exchanges();

    /** Lets a listener hear every step and exchange of all repetitions. */
    void tell(ExecutionListener listener);
}
