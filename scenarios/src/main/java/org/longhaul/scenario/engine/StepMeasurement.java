package org.longhaul.scenario.engine;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.replica.ReplicaMode;

/** What steps take on this machine. */
final class StepMeasurement {
    private static final int WARM_UP = 3;
    private static final int STEPS = 7;

    private StepMeasurement() {}

    /** Median real time of a step of the plan with one worker, nanoseconds. */
    static long nanos(Trainings trainings, TrainingPlan plan) {
        long[] nanos = new long[STEPS];
        TrainingPlan alone = plan.alone(WARM_UP + STEPS);
        try (TrainingSession session = trainings.session(alone, ReplicaMode.THREADED, TrainingListener.none(), null)) {
            for (int i = 0; i < WARM_UP; i++) {
                session.step();
            }
            for (int i = 0; i < STEPS; i++) {
                long start = System.nanoTime();
                session.step();
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return nanos[STEPS / 2];
    }

    /** Median real time of a step of all workers by mode, nanoseconds: the two take turns, so that a busy machine slows both. */
    static Map<ReplicaMode, Long> nanosByMode(Trainings trainings, TrainingPlan plan) {
        long[][] nanos = new long[2][STEPS];
        TrainingPlan tried = plan.forAtLeast(WARM_UP + STEPS);
        try (TrainingSession threaded = trainings.session(tried, ReplicaMode.THREADED, TrainingListener.none(), null);
                TrainingSession stacked =
                        trainings.session(tried, ReplicaMode.STACKED, TrainingListener.none(), null)) {
            for (int i = -WARM_UP; i < STEPS; i++) {
                for (int mode = 0; mode < 2; mode++) {
                    long start = System.nanoTime();
                    (mode == 0 ? threaded : stacked).step();
                    if (i >= 0) {
                        nanos[mode][i] = System.nanoTime() - start;
                    }
                }
            }
        }
        Arrays.sort(nanos[0]);
        Arrays.sort(nanos[1]);
        return ImmutableMap.of(ReplicaMode.THREADED, nanos[0][STEPS / 2], ReplicaMode.STACKED, nanos[1][STEPS / 2]);
    }
}
