package org.longhaul.scenario.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.function.Rosenbrock;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.tensor.DType;

/** The plain numbers are those of the methods, step by step. */
class ValleyOfManyTest {
    private static final int WORKERS = 5;
    private static final long STEPS = 60;
    private static final long SEED = 3;

    private static ValleyOfMany.Settings settings(
            @Nullable Long parameters, @Nullable Long first, @Nullable Long second, boolean reset) {
        return new ValleyOfMany.Settings(parameters, first, second, reset, 3, 1.5, WORKERS, STEPS, 0.01, 0.95, 0.99);
    }

    private static LocalSgd.Settings own(RoundState state) {
        return new LocalSgd.Settings(7, Order.BEFORE_UPDATE, state, Casts.FP64, MeanWeights.EQUAL);
    }

    private static <S extends Record> void assertSame(
            ValleyOfMany.Settings plain, DistributedMethodFactory<S> method, S settings) {
        List<double[]> means = new ArrayList<>();
        ObservedMethod.Watcher watcher = (done, replicas) -> {
            List<double[]> all = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                all.add(replicas.parameters().of(worker).toDoubles());
            }
            means.add(Vectors.mean(all));
        };
        try (TrainingSession session = TrainingSession.builder()
                .model(new Rosenbrock.Factory()
                        .create(new Rosenbrock.Settings(-1.5, 2, 3, 1.5), new ModelContext(256, 1, WORKERS)))
                .method(new ObservedMethod<>(method, watcher), settings)
                .optimizer(new AdamW(), new AdamW.Settings(0.01, 0.95, 0.99, 1e-8, 0))
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(WORKERS)
                .steps(STEPS)
                .seed(SEED)
                .build()) {
            ValleyOfMany.Walk walk = new ValleyOfMany.Walk(plain, SEED);
            for (int step = 0; step < STEPS; step++) {
                session.step();
                walk.step(step);
                assertThat(walk.mean()).as("step %s", step).containsExactly(means.get(step), within(1e-9));
            }
        }
    }

    @Test
    void dataParallelism() {
        assertSame(settings(null, null, null, false), new Ddp.Factory(), new Ddp.Settings(null));
    }

    @Test
    void everyStateByItsPeriod() {
        assertSame(
                settings(4L, 6L, 10L, false),
                new DesLoc(),
                new DesLoc.Settings(4, 6, 10, Order.BEFORE_UPDATE, null, 0.9, null, null, null, 0));
    }

    @Test
    void ownStates() {
        assertSame(settings(7L, null, null, false), new LocalSgd(), own(RoundState.KEEP));
    }

    @Test
    void statesThatBeginAnew() {
        assertSame(settings(7L, null, null, true), new LocalSgd(), own(RoundState.RESET));
    }

    @Test
    void theDistanceIsOfTheLastFifth() {
        ValleyOfMany.Settings settings = settings(4L, 6L, 10L, false);
        ValleyOfMany.Walk walk = new ValleyOfMany.Walk(settings, SEED);
        double sum = 0;
        for (int step = 0; step < STEPS; step++) {
            walk.step(step);
            sum += step < 48 ? 0 : Math.hypot(walk.mean()[0] - 1, walk.mean()[1] - 1);
        }
        List<Long> heard = new ArrayList<>();
        assertThat(new ValleyOfMany().figures(settings, SEED, heard::add).get("distance"))
                .isCloseTo(sum / 12, within(1e-12));
        assertThat(heard).hasSize((int) STEPS);
    }

    @Test
    void whatHasNoEffectIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(null, 6L, null, false))
                .withMessageContaining("firstMomentPeriod, secondMomentPeriod and reset have no effect");
        assertThatIllegalArgumentException().isThrownBy(() -> settings(null, null, null, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new ValleyOfMany.Settings(4L, null, null, false, 3, -1.5, WORKERS, STEPS, 0.01, 0.95, 0.99))
                .withMessageContaining("noiseDeviation (-1.5)");
    }
}
