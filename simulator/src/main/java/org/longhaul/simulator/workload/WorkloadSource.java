package org.longhaul.simulator.workload;

import org.jspecify.annotations.Nullable;

/**
 * Where the steps of a job come from: live training or a recorded trace.
 *
 * <p>The executor asks for steps 0, 1, 2, … in order, each once, when the first worker needs it, on its own thread.
 */
@FunctionalInterface
public interface WorkloadSource {

    /**
     * The step of that index.
     *
     * @param index steps before it
     * @param neededNanos simulated time at which the first worker begins it, since the start of the loop; the same whether
     *     steps are recognised as repetitions or not
     * @return the step, the same instance for equal steps, or null when the job is over
     */
    @Nullable
    Step step(long index, long neededNanos);

    /** Recorded steps, whenever they are needed. */
    static WorkloadSource of(RunLengthTrace.Player<Step> player) {
        return (index, neededNanos) -> player.step(index);
    }
}
