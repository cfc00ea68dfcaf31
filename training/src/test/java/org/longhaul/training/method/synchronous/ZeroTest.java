package org.longhaul.training.method.synchronous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.WorkerMemory;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.tensor.DType;

/** States that are shared out, and groups that do DiLoCo with each other. */
class ZeroTest {
    private static final Quadratic MODEL =
            new Quadratic(new Quadratic.Settings(2, 8, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, 4));

    private static FunctionModel bowls() {
        return new FunctionModel(7, 0.5, (x, worker, step) -> {
            double[] g = new double[7];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(7 * step + 3 * worker + i));
            return g;
        });
    }

    private static Optimizer adam() {
        return Workers.optimizer(new AdamW(), DefaultSettings.of(new AdamW()));
    }

    private static Zero.Settings stage(int stage, @Nullable Integer groupSize, @Nullable Long period) {
        return new Zero.Settings(stage, groupSize, period, 0.7, 0.9, null, null);
    }

    private static Workers zero(int workers, Zero.Settings settings) {
        return Workers.of(
                workers, DType.FLOAT32, bowls(), adam(), new Clipping.GlobalNorm(0.5), new Zero.Factory(), settings);
    }

    @Test
    void itIsDataParallelismBitForBit() {
        for (int stage = 1; stage <= 3; stage++) {
            try (Workers sharded = zero(3, stage(stage, null, null));
                    Workers whole = Workers.of(
                            3,
                            DType.FLOAT32,
                            bowls(),
                            adam(),
                            new Clipping.GlobalNorm(0.5),
                            new Ddp.Factory(),
                            new Ddp.Settings(null))) {
                for (int step = 0; step < 8; step++) {
                    double[] expected = whole.run(1).evaluated();
                    assertThat(sharded.run(1).evaluated()).isEqualTo(expected);
                    assertThat(sharded.x(2)).isEqualTo(expected);
                }
            }
        }
    }

    /** Two groups of two, whose workers are equal in each: as two workers of DiLoCo on the joined batches. */
    @Test
    void groupsDoDiLoCoWithEachOther() {
        FunctionModel alike = new FunctionModel(7, 0.5, (x, worker, step) -> {
            double[] g = new double[7];
            Arrays.setAll(g, i -> x[i] - worker / 2 + Math.sin(7 * step + i));
            return g;
        });
        FunctionModel two = new FunctionModel(7, 0.5, (x, worker, step) -> {
            double[] g = new double[7];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(7 * step + i));
            return g;
        });
        try (Workers nested = Workers.of(4, DType.FLOAT64, alike, adam(), new Zero.Factory(), stage(2, 2, 4L));
                Workers rounds = Workers.of(
                        2, DType.FLOAT64, two, adam(), new DiLoCo(), DefaultSettings.withPeriods(new DiLoCo(), 4))) {
            for (int step = 0; step < 9; step++) {
                double[] expected = rounds.run(1).evaluated();
                assertThat(nested.run(1).evaluated()).containsExactly(expected, within(1e-6));
                assertThat(nested.x(3)).containsExactly(rounds.x(1), within(1e-6));
            }
            assertThat(nested.finish().evaluated())
                    .containsExactly(rounds.finish().evaluated(), within(1e-6));
        }
    }

    private static List<Exchange> exchanges(Zero.Settings settings, int steps) {
        List<Exchange> exchanges = new ArrayList<>();
        try (TrainingSession session = session(settings, event -> {
            if (event instanceof TrainingEvent.Exchanged exchanged) {
                exchanges.add(exchanged.exchange());
            }
        })) {
            for (int step = 0; step < steps; step++) {
                session.step();
            }
        }
        return exchanges;
    }

    private static TrainingSession session(
            Zero.Settings settings, org.longhaul.training.communicate.TrainingListener listener) {
        return TrainingSession.builder()
                .model(MODEL)
                .optimizer(new AdamW(), DefaultSettings.of(new AdamW()))
                .method(new Zero.Factory(), settings)
                .workers(4)
                .steps(20)
                .listener(listener)
                .build();
    }

    private static String words(Exchange exchange) {
        return exchange.label() + " " + exchange.operation() + " " + exchange.members() + " " + exchange.elements();
    }

    @Test
    void exchangesAreThoseOfTheStage() {
        long all = MODEL.elements();
        assertThat(exchanges(stage(2, null, null), 1))
                .extracting(ZeroTest::words)
                .containsExactly(
                        "gradients REDUCE_SCATTER [0, 1, 2, 3] " + all,
                        "parameters ALL_GATHER [0, 1, 2, 3] " + all / 4);
        assertThat(exchanges(stage(3, null, null), 1))
                .extracting(ZeroTest::words)
                .containsExactly(
                        "gradients REDUCE_SCATTER [0, 1, 2, 3] " + all,
                        "parameters ALL_GATHER [0, 1, 2, 3] " + all / 4,
                        "parameters ALL_GATHER [0, 1, 2, 3] " + all / 4);
        assertThat(exchanges(stage(1, 2, 1L), 1))
                .extracting(ZeroTest::words)
                .containsExactly(
                        "gradients REDUCE_SCATTER [0, 1] " + all,
                        "gradients REDUCE_SCATTER [2, 3] " + all,
                        "parameters ALL_GATHER [0, 1] " + all / 2,
                        "parameters ALL_GATHER [2, 3] " + all / 2,
                        "pseudo-gradient ALL_REDUCE [0, 2] " + all / 2,
                        "pseudo-gradient ALL_REDUCE [1, 3] " + all / 2,
                        "parameters ALL_GATHER [0, 1] " + all / 2,
                        "parameters ALL_GATHER [2, 3] " + all / 2);
    }

    /** Three parameters of four workers: one of them has none to send, and none is charged for it. */
    @Test
    void whoHasNoPartSendsNothing() {
        FunctionModel three = new FunctionModel(3, 1, (x, worker, step) -> new double[] {worker, worker, worker});
        List<Long> sizes = new ArrayList<>();
        try (TrainingSession session = TrainingSession.builder()
                .model(three)
                .optimizer(new AdamW(), DefaultSettings.of(new AdamW()))
                .method(new Zero.Factory(), stage(1, null, null))
                .workers(4)
                .steps(20)
                .listener(event -> {
                    if (event instanceof TrainingEvent.Exchanged exchanged
                            && exchanged.exchange().operation() == Exchange.Operation.ALL_GATHER) {
                        sizes.addAll(
                                exchanged.exchange().sizes(exchanged.exchange().elements()));
                    }
                })
                .build()) {
            session.step();
        }
        assertThat(sizes).containsExactlyInAnyOrder(0L, 4L, 4L, 4L);
    }

    @Test
    void memoryIsThatOfTheStage() {
        long vector = 4 * MODEL.elements();
        assertThat(memory(stage(1, null, null))).isEqualTo(new WorkerMemory(vector, vector, vector / 2, 0));
        assertThat(memory(stage(2, null, null))).isEqualTo(new WorkerMemory(vector, vector / 4, vector / 2, 0));
        assertThat(memory(stage(3, null, null))).isEqualTo(new WorkerMemory(vector / 4, vector / 4, vector / 2, 0));
        // In groups of two, with the outer parameters and their momentum.
        assertThat(memory(stage(3, 2, 100L))).isEqualTo(new WorkerMemory(vector / 2, vector / 2, vector, vector));
    }

    private static WorkerMemory memory(Zero.Settings settings) {
        try (TrainingSession session = session(settings, event -> {})) {
            return session.memoryUse();
        }
    }

    /** What travels is rounded, what stays is not: each keeps its own part in full. */
    @Test
    void theOwnPartIsNotRounded() {
        Zero.Settings rounded = new Zero.Settings(1, null, null, 0.7, 0.9, null, Casts.BF16);
        try (Workers workers = zero(2, rounded)) {
            workers.run(1);
            double[] first = workers.x(0);
            double[] second = workers.x(1);
            for (int i = 0; i < 7; i++) {
                double kept = i < 3 ? first[i] : second[i];
                double received = i < 3 ? second[i] : first[i];
                assertThat(received).isCloseTo(kept, within(Math.abs(kept) / 128 + 1e-9));
                assertThat((Float.floatToIntBits((float) received) & 0xFFFF)).isZero();
            }
            assertThat(Arrays.stream(first).anyMatch(value -> (Float.floatToIntBits((float) value) & 0xFFFF) != 0))
                    .isTrue();
        }
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> stage(4, null, null)).hasMessageContaining("stage (4) must be 1, 2 or 3");
        assertThatThrownBy(() -> new Zero.Factory().requireFit(stage(1, 3, 100L), adam(), 4))
                .hasMessageContaining("4 workers cannot be divided into groups of groupSize (3)");
        assertThatThrownBy(() -> new Zero.Factory().requireFit(stage(1, 2, null), adam(), 4))
                .hasMessageContaining("parameterPeriod must say when the 2 groups");
        for (Integer one : new Integer[] {null, 4}) {
            assertThatThrownBy(() -> new Zero.Factory().requireFit(stage(1, one, 100L), adam(), 4))
                    .hasMessageContaining("parameterPeriod (100) has no effect");
        }
        assertThat(new Zero.Factory().isSymmetric(stage(1, 2, 100L))).isFalse();
    }
}
