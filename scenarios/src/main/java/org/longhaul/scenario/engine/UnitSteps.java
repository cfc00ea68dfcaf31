package org.longhaul.scenario.engine;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.Gathered;

/** What one method under one seed does, step by step: as it trains, or as it was recorded. */
interface UnitSteps extends AutoCloseable {

    /**
     * The events of a step, the same instance for equal ones, or null after the last; indices count up from 0.
     *
     * @param neededNanos simulated time at which the first worker begins it
     */
    @Nullable
    StepEvents step(long index, long neededNanos);

    /**
     * Passes over steps that equal the last ones, as {@link org.longhaul.simulator.workload.WorkloadSource#repeat} says.
     *
     * @return how many cycles it passed over
     */
    default long repeat(long index, int period, long most) {
        return 0;
    }

    /**
     * Tells what has arrived by the end of the last step that was handed out, of which the method has asked; before the first,
     * who is present.
     */
    void gathered(Gathered gathered);

    /** Keeps what was trained so far, when the run ends before the training. */
    void keep() throws IOException;

    /** What training gave, after its last step; kept on disk. */
    UnitProgress finish() throws IOException;

    @Override
    void close();
}
