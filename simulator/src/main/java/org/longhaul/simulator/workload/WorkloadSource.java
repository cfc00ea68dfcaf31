package org.longhaul.simulator.workload;

import java.util.List;
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

    /**
     * Passes over steps that equal the last ones, cycle by cycle, as if each had been asked for. One that has to know when a step begins
     * passes over none.
     *
     * @param index steps before the first of them
     * @param period steps of a cycle: step {@code index} is to equal step {@code index - period}, and so on
     * @param most cycles to pass over at most
     * @return how many cycles it passed over
     */
    default long repeat(long index, int period, long most) {
        return 0;
    }

    /** Whether some steps end with a {@link Gathering} or a {@link Muster}: then none is recognised as a repetition. */
    default boolean gathers() {
        return false;
    }

    /** Whether some steps end with a {@link Muster}: then a worker whose node crashes has lost what it held. */
    default boolean musters() {
        return false;
    }

    /** The {@link Muster#server} of the musters; {@link Muster#NO_SERVER} if they have none. */
    default int server() {
        return Muster.NO_SERVER;
    }

    /**
     * Tells what came of the gathering or muster at the end of the last step that was handed out, before the next is asked
     * for. Called once before the first step, too, with nothing arrived: it tells who is present.
     */
    default void gathered(Gathered gathered) {}

    /**
     * Whether what came of a gathering decides the steps after it. Those of a recording followed from other answers: where fewer
     * can come than a gathering waits for, it is over once these have.
     */
    default boolean followsAnswers() {
        return true;
    }

    /** Recorded steps, whenever they are needed and whatever has arrived. */
    static WorkloadSource of(RunLengthTrace.Player<Step> player) {
        boolean musters = player.trace().dictionary().stream().anyMatch(step -> step.muster() != null);
        boolean gathers = player.trace().dictionary().stream().anyMatch(Step::isOpenEnded);
        return new WorkloadSource() {
            @Override
            public @Nullable Step step(long index, long neededNanos) {
                return player.step(index);
            }

            @Override
            public long repeat(long index, int period, long most) {
                return Math.min(most, player.equalSteps(index, period) / period);
            }

            @Override
            public boolean gathers() {
                return gathers;
            }

            @Override
            public boolean musters() {
                return musters;
            }

            @Override
            public boolean followsAnswers() {
                return false;
            }

            @Override
            public int server() {
                return serverOf(player.trace().dictionary());
            }
        };
    }

    private static int serverOf(List<Step> steps) {
        for (Step step : steps) {
            Muster muster = step.muster();
            if (muster != null) {
                return muster.server();
            }
        }
        return Muster.NO_SERVER;
    }
}
