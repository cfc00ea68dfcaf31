package org.longhaul.scenario.engine;

import java.util.Arrays;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.ParticipationFactory;

/** TaskMeasures what a step of one replica takes on this machine. */
final class StepMeasurement {
    private static final int WARM_UP = 3;
    private static final int STEPS = 7;

    private static final Selection<ParticipationFactory<?>> EVERYONE = everyone();

    private StepMeasurement() {}

    private static Selection<ParticipationFactory<?>> everyone() {
        EveryClient.Factory factory = new EveryClient.Factory();
        return new Selection<>(factory.id(), factory, new EveryClient.Settings());
    }

    /** Median real time of a step of the plan with one worker, nanoseconds. */
    static long nanos(Trainings trainings, TrainingPlan plan) {
        TrainingPlan alone = new TrainingPlan(
                plan.method(),
                plan.optimizer(),
                plan.schedule(),
                plan.clipping(),
                plan.model(),
                plan.data(),
                1,
                plan.participation() == null ? null : EVERYONE,
                plan.batch(),
                plan.context(),
                Math.max(plan.steps(), WARM_UP + STEPS),
                null,
                plan.evaluateEvery(),
                plan.wireFormat(),
                plan.seed());
        long[] nanos = new long[STEPS];
        try (TrainingSession session = trainings.session(alone, TrainingListener.none(), null)) {
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
}
