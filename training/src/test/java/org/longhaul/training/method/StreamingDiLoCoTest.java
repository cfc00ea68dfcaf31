package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.streaming.Fragment;
import org.longhaul.training.method.streaming.StreamingDiLoCo;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

class StreamingDiLoCoTest {
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(0.05, 0.9, false, 0));

    /** Four groups: an embedding, two blocks and a head. */
    private static Model quadratic(int workers) {
        return new Quadratic(new Quadratic.Settings(2, 5, 0.05, 1, 2, 1, 1), new ModelContext(1, 1, workers));
    }

    private static StreamingDiLoCo.Settings settings(int period, int fragments, int overlap, double mixing) {
        return settings(period, fragments, overlap, mixing, Casts.FP64, false);
    }

    private static StreamingDiLoCo.Settings settings(
            int period, int fragments, int overlap, double mixing, Codec format, boolean errorFeedback) {
        return new StreamingDiLoCo.Settings(
                period, fragments, Fragment.Cut.STRIDED, overlap, mixing, 0.7, 0.8, format, errorFeedback);
    }

    private static Workers streaming(StreamingDiLoCo.Settings settings) {
        return Workers.of(3, DType.FLOAT64, quadratic(3), SGD, new StreamingDiLoCo.Factory(), settings);
    }

    @Test
    void oneFragmentThatWorkersWaitForIsDiLoCo() {
        assertIsDiLoCo(Casts.FP64, false);
        assertIsDiLoCo(TopK.ofShare(0.2), true);
    }

    private static void assertIsDiLoCo(Codec format, boolean errorFeedback) {
        try (Workers streaming = streaming(settings(5, 1, 0, 0, format, errorFeedback));
                Workers diloco = Workers.of(
                        3,
                        DType.FLOAT64,
                        quadratic(3),
                        SGD,
                        new DiLoCo(),
                        new DiLoCo.Settings(5, 0.7, 0.8, RoundState.KEEP, format, errorFeedback))) {
            streaming.run(23).finish();
            diloco.run(23).finish();
            for (int worker = 0; worker < 3; worker++) {
                assertThat(streaming.x(worker)).isEqualTo(diloco.x(worker));
            }
            assertThat(streaming.evaluated()).isEqualTo(diloco.evaluated());
        }
    }

    /** Each fragment owes its own part: without momentum, sparse exchanges come nearer to whole ones with what is sent later. */
    @Test
    void whatAFragmentOwesIsSentWhenItLeavesAgain() {
        try (Workers whole = streaming(withoutMomentum(Casts.FP64, false));
                Workers owing = streaming(withoutMomentum(TopK.ofShare(0.2), true));
                Workers dropping = streaming(withoutMomentum(TopK.ofShare(0.2), false))) {
            double[] right = whole.run(60).evaluated();
            assertThat(distance(owing.run(60).evaluated(), right))
                    .isPositive()
                    .isLessThan(0.5 * distance(dropping.run(60).evaluated(), right));
        }
    }

    private static StreamingDiLoCo.Settings withoutMomentum(Codec format, boolean errorFeedback) {
        return new StreamingDiLoCo.Settings(4, 4, Fragment.Cut.STRIDED, 1, 0, 0.5, 0, format, errorFeedback);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void fragmentsLeaveInTurnAndLandOneStepLater() {
        assertThat(course(settings(12, 4, 1, 0.5), 25))
                .containsExactly(
                        "3 leaves block.0",
                        "4 awaits 1",
                        "6 leaves block.1",
                        "7 awaits 1",
                        "9 leaves head",
                        "10 awaits 1",
                        "12 leaves embedding",
                        "13 awaits 1",
                        "15 leaves block.0",
                        "16 awaits 1",
                        "18 leaves block.1",
                        "19 awaits 1",
                        "21 leaves head",
                        "22 awaits 1",
                        "24 leaves embedding",
                        "25 awaits 1");
    }

    @Test
    void whatIsInFlightAtTheEndLands() {
        assertThat(course(settings(12, 4, 2, 0.5), 6))
                .containsExactly("3 leaves block.0", "5 awaits 2", "6 leaves block.1");
        List<String> events = new ArrayList<>();
        run(settings(12, 4, 2, 0.5), 6, true, events);
        assertThat(events).endsWith("6 leaves block.1", "6 awaits 0", "6 shares embedding, block.0, block.1, head");
    }

    /** A mean that has travelled for tau steps is that of the time when it left. */
    @Test
    void aFragmentIsWhatItWasWhenItLeft() {
        try (Workers streaming = streaming(settings(4, 1, 2, 0));
                Workers waiting = streaming(settings(4, 1, 0, 0))) {
            streaming.run(6);
            waiting.run(4);
            assertThat(streaming.evaluated()).isEqualTo(waiting.evaluated());
            assertThat(streaming.x(0)).isEqualTo(streaming.evaluated());
        }
    }

    @Test
    void fragmentsAreNoMoreThanTheModelsGroupsAndMayLeaveTogether() {
        assertThat(course(settings(2, 9, 1, 0.5), 3))
                .containsExactly(
                        "1 leaves block.1",
                        "1 leaves head",
                        "2 awaits 1",
                        "2 awaits 1",
                        "2 leaves embedding",
                        "2 leaves block.0",
                        "3 awaits 1",
                        "3 awaits 1",
                        "3 leaves block.1",
                        "3 leaves head");
    }

    private static List<String> course(StreamingDiLoCo.Settings settings, int steps) {
        List<String> events = new ArrayList<>();
        run(settings, steps, false, events);
        return events;
    }

    private static void run(StreamingDiLoCo.Settings settings, int steps, boolean finishes, List<String> events) {
        Model model = quadratic(3);
        long[] now = new long[1];
        TrainingListener listener = event -> {
            if (event instanceof TrainingEvent.Exchanged exchanged) {
                List<String> groups = exchanged.exchange().payload().stream()
                        .map(GroupElements::group)
                        .toList();
                events.add(now[0] + (exchanged.isAwaitedLater() ? " leaves " : " shares ") + String.join(", ", groups));
            } else if (event instanceof TrainingEvent.Awaited awaited) {
                events.add(now[0] + " awaits " + awaited.stepsAgo());
            }
        };
        ReplicaSetup setup = new ReplicaSetup(
                model,
                Objects.requireNonNull(model.ownBatches(1)),
                SGD,
                step -> 1,
                new Clipping.None(),
                3,
                1,
                Device.CPU,
                DType.FLOAT64,
                1);
        try (Replicas replicas = new Replicas(setup, listener)) {
            DistributedMethod[] method = new DistributedMethod[1];
            TensorScope.run(() -> method[0] = new StreamingDiLoCo.Factory().create(settings, replicas));
            Communicator communicator = new Communicator(listener, Casts.FP64);
            for (int step = 0; step < steps; step++) {
                int index = step;
                now[0] = step + 1;
                TensorScope.run(() -> method[0].step(index, replicas, communicator));
            }
            if (finishes) {
                TensorScope.run(() -> method[0].finish(steps, replicas, communicator));
                Tensor model0 = method[0].evaluated(replicas).parameters();
                assertThat(replicas.parameters().of(2).contentEquals(model0)).isTrue();
            }
        }
    }

    /** Mixing is the share that a worker keeps of its own parameters. */
    @Test
    void workersKeepAShareOfTheirOwnParameters() {
        FunctionModel slopes = new FunctionModel(
                4, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1, worker + 1, worker + 1});
        Optimizer plain = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));
        try (Workers workers =
                Workers.of(3, DType.FLOAT64, slopes, plain, new StreamingDiLoCo.Factory(), settings(4, 1, 0, 0.25))) {
            workers.run(4);
            // Worker w has come to -0.4 (w + 1); the first outer Nesterov step is 0.7 (1 + 0.8) of the mean.
            double theta = -0.7 * 1.8 * 0.8;
            assertThat(workers.evaluated()[2]).isCloseTo(theta, within(1e-12));
            for (int worker = 0; worker < 3; worker++) {
                double kept = 0.25 * -0.4 * (worker + 1);
                assertThat(workers.x(worker)[2]).isCloseTo(0.75 * theta + kept, within(1e-12));
            }
        }
    }
}
