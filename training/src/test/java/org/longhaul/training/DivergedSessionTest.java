package org.longhaul.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.model.Model;
import org.longhaul.training.optimizer.AdamW;

/** What a session says of a training that is no longer of numbers. */
class DivergedSessionTest {
    private static TrainingSessionBuilder session(LocalSgd method) {
        AdamW optimizer = new AdamW();
        return TrainingSession.builder()
                .method(method, DefaultSettings.withPeriods(method, 5))
                .optimizer(optimizer, DefaultSettings.of(optimizer))
                .steps(20);
    }

    /** The first tensor is named as it was before the update, which makes all of them NaN. */
    @Test
    void divergenceNamesTheTensor() {
        Model blows = new FunctionModel(
                2, 1, (x, worker, step) -> new double[] {1, worker == 1 && step == 1 ? Double.POSITIVE_INFINITY : 1});
        try (TrainingSession session =
                session(new LocalSgd()).model(blows).workers(3).build()) {
            assertThat(session.step().diverged()).isFalse();
            StepResult.Diverged found = (StepResult.Diverged) session.step().outcome();
            assertThat(found.holder()).isEqualTo("worker 1");
            assertThat(found.what()).isEqualTo("loss is Infinity");
            assertThat(found.tensor()).isEqualTo("gradient of b");
            assertThat(found.words())
                    .isEqualTo("worker 1: loss is Infinity; the first tensor that is not finite: gradient of b");
        }
    }

    /** A method that cannot do its step with such numbers ends as one that diverged, any other failure stays one. */
    @Test
    void aStepThatFailsOfNumbersThatAreNotFiniteIsADivergence() {
        Model blows = new FunctionModel(2, 1, (x, worker, step) -> {
            if (step == 2) {
                throw new IllegalStateException("no decomposition\nof NaN");
            }
            return new double[] {1, worker == 0 && step == 1 ? Double.NaN : 1};
        });
        try (TrainingSession session =
                session(new LocalSgd()).model(blows).workers(2).build()) {
            session.step();
            session.step();
            StepResult result = session.step();
            StepResult.Diverged found = (StepResult.Diverged) result.outcome();
            assertThat(found.what()).isEqualTo("the step cannot be done: no decomposition");
            assertThat(found.holder()).isEqualTo("worker 0");
            assertThat(found.tensor()).isEqualTo("gradient of b");
        }
        Model broken = new FunctionModel(2, 1, (x, worker, step) -> {
            throw new IllegalStateException("a fault of ours");
        });
        try (TrainingSession session =
                session(new LocalSgd()).model(broken).workers(2).build()) {
            assertThatThrownBy(session::step).hasMessageContaining("a fault of ours");
        }
    }
}
