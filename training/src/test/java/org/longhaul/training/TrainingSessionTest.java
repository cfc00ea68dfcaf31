package org.longhaul.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.checkpoint.CheckpointException;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.OneBit;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.round.DiLoCo;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.QhAdopt;
import org.longhaul.training.schedule.WarmupStableDecay;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.training.tensor.TensorScope;

class TrainingSessionTest {
    private static final int STEPS = 24;

    @TempDir
    private Path directory;

    @SuppressWarnings("rawtypes")
    static Stream<DistributedMethodFactory> methods() {
        return ServiceLoader.load(DistributedMethodFactory.class).stream().map(ServiceLoader.Provider::get);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void resultsDoNotDependOnTheNumberOfThreads(DistributedMethodFactory<?> method) {
        try (TrainingSession one = session(method).threads(1).build();
                TrainingSession two = session(method).threads(2).build();
                TrainingSession five = session(method).threads(5).build()) {
            List<Object> expected = train(one, 7);
            assertThat(train(two, 7)).isEqualTo(expected);
            assertThat(train(five, 7)).isEqualTo(expected);
        }
    }

    /** Period 5: the checkpoint falls into the middle of a round, where moments, references and rounds all matter. */
    @ParameterizedTest
    @MethodSource("methods")
    void continuesFromACheckpointToTheSameBits(DistributedMethodFactory<?> method) throws IOException {
        try (TrainingSession whole = session(method).build();
                TrainingSession first = session(method).build();
                TrainingSession second = session(method).build()) {
            List<Object> expected = train(whole, 8);
            expected.addAll(train(whole, 5));
            List<Object> resumed = train(first, 8);
            first.save(directory);
            second.restore(directory, first.answers());
            assertThat(second.stepsDone()).isEqualTo(8);
            resumed.addAll(train(second, 5));
            assertThat(resumed).isEqualTo(expected);
        }
    }

    /** Nothing in a checkpoint is idle: without any of its kinds of states, training goes on by another course. */
    @ParameterizedTest
    @ValueSource(strings = {"first-moment", "second-moment", "method.", "all"})
    void aColdStartFromTheSameParametersTakesAnotherCourse(String lost) throws IOException {
        DesLoc.Settings settings =
                new DesLoc.Settings(5, 7, 9, Order.AFTER_UPDATE, 0.7, 0.9, Casts.FP32, Casts.FP32, Casts.FP32);
        TrainingSessionBuilder builder = session(new DesLoc()).method(new DesLoc(), settings);
        try (TrainingSession whole = builder.build();
                TrainingSession resumed = builder.build();
                TrainingSession cold = builder.build()) {
            train(whole, 13);
            whole.save(directory);
            resumed.restore(directory);
            List<Object> expected = train(whole, STEPS - 13);
            assertThat(train(resumed, STEPS - 13)).isEqualTo(expected);
            SpoiltCheckpoint.forget(
                    directory, name -> lost.equals("all") ? !name.endsWith(".parameters") : name.contains(lost));
            cold.restore(directory);
            assertThat(train(cold, STEPS - 13)).isNotEqualTo(expected);
        }
    }

    @Test
    void seedsDiffer() {
        try (TrainingSession one = session(new Ddp.Factory()).seed(1).build();
                TrainingSession two = session(new Ddp.Factory()).seed(2).build()) {
            assertThat(train(one, 3)).isNotEqualTo(train(two, 3));
        }
    }

    @Test
    void validationLeavesTrainingAlone() {
        try (TrainingSession with = session(new Ddp.Factory()).build();
                TrainingSession without = session(new Ddp.Factory()).build()) {
            List<StepResult> expected = new ArrayList<>();
            List<StepResult> found = new ArrayList<>();
            for (int step = 0; step < 10; step++) {
                with.measure();
                found.add(with.step());
                expected.add(without.step());
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void stepsLeaveNoTensorsBehind() {
        try (TrainingSession session = session(new DiLoCo()).build()) {
            train(session, 10);
            long live = TensorScope.liveTensors();
            train(session, 10);
            assertThat(TensorScope.liveTensors()).isEqualTo(live);
        }
    }

    @Test
    void countsWhatAWorkerKeeps() {
        long vector = 4 * model().elements();
        DiLoCo.Settings diLoCo = new DiLoCo.Settings(5, 0.7, 0.9, RoundState.KEEP, Casts.FP32);
        try (TrainingSession session =
                session(new DiLoCo()).method(new DiLoCo(), diLoCo).build()) {
            assertThat(session.memoryUse()).isEqualTo(new WorkerMemory(vector, vector, 2 * vector, 2 * vector));
            assertThat(session.memoryUse().total()).isEqualTo(6 * vector);
        }
    }

    @Test
    void divergenceIsAnOutcome() {
        Model explosive = new FunctionModel(2, 1, (x, worker, step) -> {
            double value = worker == 1 && step == 2 ? Double.NaN : 1;
            return new double[] {value, 1};
        });
        try (TrainingSession session =
                session(new Ddp.Factory()).model(explosive).workers(2).build()) {
            assertThat(session.step().diverged()).isFalse();
            assertThat(session.step().outcome()).isEqualTo(new StepResult.Trained());
            assertThat(session.step().outcome())
                    .isEqualTo(new StepResult.Diverged("worker 1", "loss is NaN", "gradient of a"));
        }
    }

    @Test
    void aVirtualLossStandsBesideTheRealOneWhileWorkersDiffer() {
        DiLoCo.Settings diLoCo = new DiLoCo.Settings(5, 0.7, 0.9, RoundState.KEEP, Casts.FP32);
        try (TrainingSession session =
                session(new DiLoCo()).method(new DiLoCo(), diLoCo).build()) {
            MeasuredModel start = session.measure();
            assertThat(start.virtualLoss()).isNull();
            train(session, 4);
            MeasuredModel within = session.measure();
            assertThat(within.loss()).isEqualTo(start.loss());
            assertThat(within.virtualLoss()).isNotNull().isNotEqualTo(start.loss());
            train(session, 1);
            assertThat(session.measure().virtualLoss()).isNull();
            train(session, 1);
            session.finish();
            assertThat(session.measure().virtualLoss()).isNull();
        }
    }

    @Test
    void nothingFollowsTheClosingExchange() {
        try (TrainingSession session = session(new DiLoCo()).build()) {
            assertThatThrownBy(session::finish).isInstanceOf(IllegalStateException.class);
            train(session, 2);
            session.finish();
            for (ThrowableAssert.ThrowingCallable next : List.<ThrowableAssert.ThrowingCallable>of(
                    session::step, session::finish, () -> session.save(directory))) {
                assertThatThrownBy(next)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("finished after step 2");
            }
        }
    }

    @Test
    void everyCheckpointOnTheWayIsWholeAndTheOnlyOne() throws IOException {
        try (TrainingSession session = session(new DiLoCo()).build();
                TrainingSession other = session(new DiLoCo()).build()) {
            for (int step = 1; step <= 4; step++) {
                session.step();
                session.save(directory);
                session.save(directory);
                assertThat(files()).hasSize(2).contains("manifest.json");
                other.restore(directory);
                assertThat(other.stepsDone()).isEqualTo(step);
            }
        }
    }

    /** What a crash can leave: new tensors without manifest, a half manifest beside the whole one. */
    @Test
    void leftOversOfACrashDoNotMatter() throws IOException {
        try (TrainingSession session = session(new Ddp.Factory()).build();
                TrainingSession other = session(new Ddp.Factory()).build()) {
            train(session, 3);
            session.save(directory);
            Files.writeString(directory.resolve("tensors-4.safetensors"), "half a fi");
            Files.writeString(directory.resolve("manifest.json.tmp"), "{\"format\":1,");
            other.restore(directory);
            assertThat(other.stepsDone()).isEqualTo(3);
            assertThat(train(other, 5)).isEqualTo(train(session, 5));
            other.save(directory);
            assertThat(files()).containsExactly("manifest.json", "tensors-8.safetensors");
        }
    }

    @Test
    void refusesWhatIsNoCheckpointOfThisTraining() throws IOException {
        try (TrainingSession session = session(new Ddp.Factory()).build()) {
            assertThatThrownBy(() -> session.restore(directory))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("manifest.json is missing");
            session.step();
            session.save(directory);
            try (TrainingSession other = session(new Ddp.Factory()).seed(9).build()) {
                assertThatThrownBy(() -> other.restore(directory))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("seed was 1, now it is 9");
            }
            Model farther = new Quadratic(new Quadratic.Settings(1, 9, 0.05, 1, 2, 1, 1), new ModelContext(1, 1, 3));
            assertThat(farther.elements()).isEqualTo(model().elements());
            try (TrainingSession other =
                    session(new Ddp.Factory()).model(farther).build()) {
                assertThatThrownBy(() -> other.restore(directory))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("of another training: model was quadratic")
                        .hasMessageContaining("offsetDeviation=2");
            }
            BatchSource others = Objects.requireNonNull(model().ownBatches(77));
            try (TrainingSession other =
                    session(new Ddp.Factory()).batches(others).build()) {
                assertThatThrownBy(() -> other.restore(directory))
                        .hasMessageContaining("batches was drawn by the seed 1, now it is drawn by the seed 77");
            }
            try (TrainingSession other =
                    session(new Ddp.Factory()).wireFormat(Casts.BF16).build()) {
                assertThatThrownBy(() -> other.restore(directory))
                        .hasMessageContaining("wireFormat was Fp32[], now it is Bf16[]");
            }
            Path tensors = directory.resolve("tensors-1.safetensors");
            byte[] bytes = Files.readAllBytes(tensors);
            bytes[bytes.length - 1] ^= 1;
            Files.write(tensors, bytes);
            assertThatThrownBy(() -> session.restore(directory))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("is damaged");
            Files.write(tensors, Arrays.copyOf(bytes, bytes.length - 5));
            assertThatThrownBy(() -> session.restore(directory))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("must have " + bytes.length + " bytes, found " + (bytes.length - 5));
            Files.writeString(directory.resolve("manifest.json"), "[1, 2");
            assertThatThrownBy(() -> session.restore(directory))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("is no checkpoint manifest");
        }
    }

    /** The layout that other tools read: length, JSON header, raw elements. */
    @Test
    void tensorsAreSafetensors() throws IOException {
        try (TrainingSession session = session(new Ddp.Factory()).build()) {
            session.save(directory);
            byte[] bytes = Files.readAllBytes(directory.resolve("tensors-0.safetensors"));
            int header = (bytes[0] & 0xff) + 256 * (bytes[1] & 0xff);
            String text = new String(bytes, 8, header, StandardCharsets.UTF_8);
            long size = 4 * model().elements();
            assertThat(text)
                    .startsWith("{\"worker-0.parameters\":{\"dtype\":\"F32\",\"shape\":[" + model().elements()
                            + "],\"data_offsets\":[0," + size + "]}")
                    .contains("\"worker-2.second-moment\"");
            assertThat(header % 8).isZero();
            assertThat(bytes).hasSize((int) (8 + header + 3 * 3 * size));
        }
    }

    @Test
    void desLocWithOuterOptimizerContinuesToo() throws IOException {
        DesLoc.Settings settings =
                new DesLoc.Settings(3, 4, 5, Order.BEFORE_UPDATE, 0.7, 0.9, Casts.BF16, Casts.FP16, Casts.FP32);
        TrainingSessionBuilder builder = session(new DesLoc()).method(new DesLoc(), settings);
        try (TrainingSession first = builder.build();
                TrainingSession second = builder.build()) {
            train(first, 10);
            first.save(directory);
            second.restore(directory);
            assertThat(train(second, 10)).isEqualTo(train(first, 10));
        }
    }

    /** What a worker owes is part of the checkpoint, is counted once for each worker, and changes what is trained. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatEncodingDroppedOutlivesACheckpoint(boolean rounds) throws IOException {
        TrainingSessionBuilder owing = rounds
                ? session(new DiLoCo())
                        .method(
                                new DiLoCo(),
                                new DiLoCo.Settings(5, 0.7, 0.9, RoundState.KEEP, TopK.ofShare(0.1), true))
                : session(new Ddp.Factory()).method(new Ddp.Factory(), new Ddp.Settings(new OneBit(), true));
        TrainingSessionBuilder dropping = rounds
                ? session(new DiLoCo())
                        .method(new DiLoCo(), new DiLoCo.Settings(5, 0.7, 0.9, RoundState.KEEP, TopK.ofShare(0.1)))
                : session(new Ddp.Factory()).method(new Ddp.Factory(), new Ddp.Settings(new OneBit()));
        try (TrainingSession first = owing.build();
                TrainingSession second = owing.build();
                TrainingSession other = dropping.build()) {
            long vector = 4 * model().elements();
            assertThat(first.memoryUse().methodState())
                    .isEqualTo(other.memoryUse().methodState() + vector);
            List<Object> before = train(first, 13);
            first.save(directory);
            second.restore(directory);
            List<Object> after = train(first, 11);
            assertThat(train(second, 11)).isEqualTo(after);
            before.addAll(after);
            assertThat(train(other, 24)).isNotEqualTo(before);
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Object> train(TrainingSession session, int steps) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(session.step());
        }
        results.add(session.measure());
        return results;
    }

    private static Model model() {
        return new Quadratic(new Quadratic.Settings(1, 9, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, 3));
    }

    private static TrainingSessionBuilder session(DistributedMethodFactory<?> method) {
        boolean quasiHyperbolic = method.usualOptimizers().contains("qh-adopt");
        TrainingSessionBuilder builder = TrainingSession.builder()
                .model(model())
                .schedule(new WarmupStableDecay.Factory(), new WarmupStableDecay.Settings(4, 0.25))
                .clipping(new Clipping.GlobalNorm(2))
                .method(method, DefaultSettings.withPeriods(method, 5))
                .workers(3)
                .steps(STEPS);
        OptimizerFactory<?> usual = Workers.usualOptimizer(method);
        if (usual.id().equals("low-rank-adamw") || usual.id().equals("sgd")) {
            return builder.optimizer(usual, DefaultSettings.of(usual));
        }
        return quasiHyperbolic
                ? builder.optimizer(
                        new QhAdopt.Factory(),
                        new QhAdopt.Settings(
                                0.01, List.of(0.5, 0.4), List.of(0.9, 0.99), 0.99, 1e-6, 0, true, 0, 0.9, 1))
                : builder.optimizer(new AdamW(), new AdamW.Settings(0.01, 0.9, 0.99, 1e-8, 0.1));
    }
}
