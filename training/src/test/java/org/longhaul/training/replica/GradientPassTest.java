package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.TestCorpora;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.StrokeDigits;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Lstm;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.model.classifier.Cnn;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.model.classifier.PatchTransformer;
import org.longhaul.training.model.transformer.LoopSettings;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.Autocast;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Every way to compute the gradients gives those of one replica and one whole batch after the other. */
class GradientPassTest {
    private static final int WORKERS = 3;
    private static final int BATCH = 4;

    private record Case(String name, Model model, BatchSource batches) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Shipped models, each in its shapes that differ by layer. */
    private static final List<Case> CASES = shipped();

    /** What several tests compare with: full precision, without micro-batches, on one thread. */
    private static final Map<String, Map<String, double[]>> PLAINLY_TRAINED = new HashMap<>();

    static Stream<Case> cases() {
        return CASES.stream();
    }

    private static List<Case> shipped() {
        List<Case> cases = new ArrayList<>();
        for (boolean tied : new boolean[] {true, false}) {
            for (Transformer.Activation activation : Transformer.Activation.values()) {
                Transformer.Settings settings =
                        new Transformer.Settings(2, 32, 2, 48, activation, 10_000, tied, !tied, 0.02, false, 1e-5);
                cases.add(new Case(
                        "transformer " + activation + (tied ? " tied" : " untied with norms"),
                        new Transformer(settings, new ModelContext(256, 16, WORKERS)),
                        text()));
            }
        }
        for (LoopSettings loop : List.of(
                new LoopSettings(1, 1, 3, null, LoopSettings.Residual.NONE, false, false, List.of(), false),
                new LoopSettings(1, 1, 2, null, LoopSettings.Residual.BETWEEN, false, false, List.of(), false),
                new LoopSettings(1, 1, 3, null, LoopSettings.Residual.ALWAYS, true, false, List.of(), false),
                new LoopSettings(1, 1, 2, null, null, false, true, List.of(), false))) {
            Transformer.Settings settings = new Transformer.Settings(
                            3, 16, 2, 32, Transformer.Activation.SWIGLU, 10_000, true, true, 0.02, false, 1e-5)
                    .with(loop);
            cases.add(new Case(
                    "looped transformer " + loop,
                    new Transformer(settings, new ModelContext(256, 16, WORKERS)),
                    text()));
        }
        BatchSource digits = digits();
        ModelContext images = new ModelContext("digits", new DataShape.Examples(List.of(1, 28, 28), 10), WORKERS);
        cases.add(new Case("mlp", new Mlp(new Mlp.Settings(List.of(24)), images), digits));
        for (int groups : new int[] {0, 2}) {
            Cnn.Pooling pooling = groups == 0 ? Cnn.Pooling.MAX : Cnn.Pooling.AVERAGE;
            Cnn.Settings settings = new Cnn.Settings(List.of(2, 16), 5, groups == 0, pooling, groups, List.of(16));
            cases.add(new Case("cnn of " + groups + " groups", new Cnn(settings, images), digits));
        }
        Quadratic quadratic =
                new Quadratic(new Quadratic.Settings(2, 8, 0.1, 1, 0.5, 0.3, 1), new ModelContext(1, 1, WORKERS));
        cases.add(new Case("quadratic", quadratic, quadratic.ownBatches(1)));
        return List.copyOf(cases);
    }

    private static BatchSource text() {
        return new CorpusBatches(
                TestCorpora.words(4, 200, 60), new IidPartitioner(), WORKERS, new CorpusBatches.Shape(BATCH, 16, 1), 1);
    }

    private static BatchSource digits() {
        return new ExampleBatches(
                new StrokeDigits(new StrokeDigits.Settings(10, 300, 50, 1)),
                new IidPartitioner(),
                WORKERS,
                BATCH,
                8,
                1);
    }

    private static ReplicaSetup setup(Case which, DType type, GradientPass pass, ReplicaMode mode, int threads) {
        return new ReplicaSetup(
                which.model,
                which.batches,
                new AdamW().create(new AdamW.Settings(1e-3, 0.9, 0.95, 1e-8, 0.1)),
                step -> 1,
                20,
                new Clipping.GlobalNorm(0.5),
                WORKERS,
                null,
                Federation.flat(WORKERS),
                3,
                Device.CPU,
                type,
                pass,
                mode,
                threads,
                null);
    }

    private static Map<String, double[]> plainlyTrained(Case which, DType type, ReplicaMode mode) {
        return PLAINLY_TRAINED.computeIfAbsent(
                which + " " + type + " " + mode, name -> trained(setup(which, type, GradientPass.PLAIN, mode, 1)));
    }

    /** Losses and gradients of one step, and the parameters after two more. */
    private static Map<String, double[]> trained(ReplicaSetup setup) {
        Map<String, double[]> found = new TreeMap<>();
        try (Replicas replicas = new Replicas(setup, TrainingListener.none())) {
            replicas.computeGradients(0);
            found.put("losses", toArray(replicas.lastStep().losses()));
            for (int worker = 0; worker < WORKERS; worker++) {
                found.put("gradient " + worker, replicas.gradients().of(worker).toDoubles());
            }
            for (int step = 0; step < 2; step++) {
                replicas.localStep(step);
            }
            found.put("later losses", toArray(replicas.lastStep().losses()));
            found.put("norms", toArray(replicas.lastStep().gradientNorms()));
            for (int worker = 0; worker < WORKERS; worker++) {
                found.put(
                        "parameters " + worker, replicas.parameters().of(worker).toDoubles());
            }
        }
        return found;
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** In the largest difference over the largest value; AdamW makes signs of gradients near zero, so float32 leaves them out. */
    private static void assertNear(Map<String, double[]> found, Map<String, double[]> expected, double relative) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> {
            if (relative < 1e-6 || !name.startsWith("parameters")) {
                assertThat(difference(Objects.requireNonNull(found.get(name)), values))
                        .as(name)
                        .isLessThan(relative);
            }
        });
    }

    private static double difference(double[] found, double[] expected) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(found[i] - expected[i]));
        }
        return difference / largest;
    }

    private static void assertSameBits(Map<String, double[]> found, Map<String, double[]> expected) {
        expected.forEach((name, values) -> assertThat(Arrays.equals(Objects.requireNonNull(found.get(name)), values))
                .as("%s differ by %s", name, difference(Objects.requireNonNull(found.get(name)), values))
                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stackedReplicasAreThoseOneAfterAnotherToRounding(Case which) {
        Map<String, double[]> plain = plainlyTrained(which, DType.FLOAT64, ReplicaMode.THREADED);
        Map<String, double[]> stacked = plainlyTrained(which, DType.FLOAT64, ReplicaMode.STACKED);
        assertNear(stacked, plain, 1e-9);
        assertNear(
                plainlyTrained(which, DType.FLOAT32, ReplicaMode.STACKED),
                plainlyTrained(which, DType.FLOAT32, ReplicaMode.THREADED),
                2e-3);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stackedReplicasAreTheSameBitsForAnyNumberOfThreads(Case which) {
        Map<String, double[]> alone = plainlyTrained(which, DType.FLOAT32, ReplicaMode.STACKED);
        Map<String, double[]> together =
                trained(setup(which, DType.FLOAT32, GradientPass.PLAIN, ReplicaMode.STACKED, 3));
        assertSameBits(together, alone);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void accumulatedGradientsAreTheMeanOfTheMicroBatches(Case which) {
        GradientPass pass = new GradientPass(2, false, false);
        if (which.model instanceof Quadratic) {
            assertThatThrownBy(() -> pass.requireFit(which.model, BATCH)).hasMessageContaining("a loss of its own");
            return;
        }
        pass.requireFit(which.model, BATCH);
        Map<String, double[]> accumulated = trained(setup(which, DType.FLOAT32, pass, ReplicaMode.THREADED, 1));
        try (FlatParameters flat = new FlatParameters(which.model, Device.CPU)) {
            flat.initialize(3);
            TensorScope.run(() -> {
                Batch whole = which.batches.batch(2, 0, Device.CPU);
                for (int part = 0; part < 2; part++) {
                    Batch half = new Batch(
                            whole.inputs().narrow(0, 2L * part, 2),
                            whole.targets().narrow(0, 2L * part, 2),
                            1);
                    which.model.loss(flat.leaves(), half).backward();
                }
                Tensor mean = flat.gradients().mul(0.5);
                assertThat(Arrays.equals(accumulated.get("gradient 2"), mean.toDoubles()))
                        .isTrue();
            });
        }
        assertNear(accumulated, plainlyTrained(which, DType.FLOAT32, ReplicaMode.THREADED), 2e-3);
        assertNear(
                trained(setup(which, DType.FLOAT64, pass, ReplicaMode.STACKED, 1)),
                plainlyTrained(which, DType.FLOAT64, ReplicaMode.THREADED),
                1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void recomputedActivationsGiveTheSameGradients(Case which) {
        GradientPass pass = new GradientPass(1, false, true);
        if (which.model instanceof Quadratic || which.model instanceof Mlp) {
            assertThatThrownBy(() -> pass.requireFit(which.model, BATCH)).hasMessageContaining("has none");
            return;
        }
        pass.requireFit(which.model, BATCH);
        Map<String, double[]> plain = plainlyTrained(which, DType.FLOAT32, ReplicaMode.THREADED);
        Map<String, double[]> again = trained(setup(which, DType.FLOAT32, pass, ReplicaMode.THREADED, 1));
        assertSameBits(again, plain);
        assertNear(
                trained(setup(which, DType.FLOAT64, new GradientPass(2, false, true), ReplicaMode.STACKED, 2)),
                plainlyTrained(which, DType.FLOAT64, ReplicaMode.THREADED),
                1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bfloat16StaysFiniteAndNear(Case which) {
        GradientPass pass = new GradientPass(1, true, false);
        if (which.model instanceof Quadratic) {
            assertThatThrownBy(() -> pass.requireFit(which.model, BATCH)).hasMessageContaining("a loss of its own");
            return;
        }
        // One pass in each mode, every second case the other way round.
        boolean isOdd = CASES.indexOf(which) % 2 == 1;
        for (ReplicaMode mode : ReplicaMode.values()) {
            Map<String, double[]> plain = plainlyTrained(which, DType.FLOAT32, mode);
            GradientPass each = mode == ReplicaMode.THREADED == isOdd
                    ? pass
                    : new GradientPass(2, true, which.model.identity().startsWith("cnn"));
            Map<String, double[]> rounded = trained(setup(which, DType.FLOAT32, each, mode, 1));
            assertThat(rounded.get("losses")).isNotEqualTo(plain.get("losses"));
            assertThat(rounded.get("losses")).containsExactly(plain.get("losses"), within(0.02));
            assertThat(rounded.get("later losses")).containsExactly(plain.get("later losses"), within(0.05));
            assertThat(rounded.get("norms"))
                    .containsExactly(
                            Objects.requireNonNull(plain.get("norms")),
                            within(0.1 * max(Objects.requireNonNull(plain.get("norms")))));
        }
    }

    /** Of any number of filters: some natives give wrong ones, or NaN. */
    @ParameterizedTest
    @CsvSource({"1, 4", "4, 6", "2, 4", "16, 12", "3, 5", "8, 16", "12, 32"})
    void gradientsOfConvolutionsAreThoseInDoublePrecision(int in, int out) {
        for (boolean rounded : new boolean[] {false, true}) {
            double[][] exact = convolutionGradients(in, out, DType.FLOAT64, false);
            double[][] found = convolutionGradients(in, out, DType.FLOAT32, rounded);
            for (int i = 0; i < exact.length; i++) {
                assertThat(difference(found[i], exact[i])).isLessThan(rounded ? 0.02 : 1e-5);
            }
        }
    }

    /** A model without scores would be computed in full precision, and one without stages with all activations kept. */
    @Test
    void aPassThatTheModelCannotBeComputedByIsRefused() {
        cases().filter(which -> which.model instanceof Quadratic || which.model instanceof Mlp)
                .forEach(which -> assertThatThrownBy(() ->
                                setup(which, DType.FLOAT32, new GradientPass(1, false, true), ReplicaMode.THREADED, 1))
                        .hasMessageContaining("has none"));
        Case quadratic = cases().filter(which -> which.model instanceof Quadratic)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() ->
                        setup(quadratic, DType.FLOAT32, new GradientPass(1, true, false), ReplicaMode.THREADED, 1))
                .hasMessageContaining("a loss of its own");
    }

    /** Models that compute one replica at a time: in micro-batches and rounded as all others, and refused where they are stacked. */
    @Test
    void modelsOfOneReplicaAtATimeAreAccumulatedAndRounded() {
        Case lstm =
                new Case("lstm", new Lstm(new Lstm.Settings(2, 16, true), new ModelContext(256, 16, WORKERS)), text());
        PatchTransformer.Settings settings = new PatchTransformer.Settings(14, List.of(4), 3, 2, 2, 16, 1, 2, 8, 16);
        ModelContext images = new ModelContext("digits", new DataShape.Examples(List.of(1, 28, 28), 10), WORKERS);
        Case patches = new Case("patches", new PatchTransformer(settings, images), digits());
        for (Case which : List.of(lstm, patches)) {
            Map<String, double[]> plain = plainlyTrained(which, DType.FLOAT64, ReplicaMode.THREADED);
            GradientPass halves = new GradientPass(2, false, which == patches);
            assertNear(trained(setup(which, DType.FLOAT64, halves, ReplicaMode.THREADED, 2)), plain, 1e-9);
            GradientPass rounding = new GradientPass(1, true, false);
            Map<String, double[]> rounded = trained(setup(which, DType.FLOAT32, rounding, ReplicaMode.THREADED, 1));
            assertThat(rounded.get("losses")).isNotEqualTo(plain.get("losses"));
            assertThat(rounded.get("losses")).containsExactly(plain.get("losses"), within(0.05));
            assertThatThrownBy(() -> setup(which, DType.FLOAT32, GradientPass.PLAIN, ReplicaMode.STACKED, 1))
                    .hasMessageContaining("computes one replica at a time");
        }
    }

    private static double[][] convolutionGradients(int in, int out, DType type, boolean rounded) {
        double[][] gradients = new double[2][];
        TensorScope.run(() -> {
            Generator random = new Generator(7);
            Tensor x = random.normal(Device.CPU, 0, 1, 4, in, 14, 14)
                    .to(type)
                    .copy()
                    .requireGradient();
            Tensor w = random.normal(Device.CPU, 0, 0.1, out, in, 5, 5)
                    .to(type)
                    .copy()
                    .requireGradient();
            Tensor b = Tensors.zeros(Device.CPU, type, out);
            Supplier<Tensor> forward = () -> Functional.conv2d(x, w, b, 2);
            Tensor y = rounded ? Autocast.bfloat16(Device.CPU, forward) : forward.get();
            y.to(type).square().sum().backward();
            gradients[0] = Objects.requireNonNull(x.gradient()).toDoubles();
            gradients[1] = Objects.requireNonNull(w.gradient()).toDoubles();
        });
        return gradients;
    }

    private static double max(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** What a GPU does, here: the same scale without a look at the norm. */
    @Test
    void limitsTheNormOnTheDevice() {
        TensorScope.run(() -> {
            for (double threshold : new double[] {0.5, 1e9}) {
                Tensor gradient = Tensors.of(Device.CPU, new float[] {3, -4, 0.25f}, 3);
                Tensor expected = gradient.copy();
                double scale = threshold / (gradient.norm() + 1e-6);
                if (scale < 1) {
                    expected.mulInPlace(scale);
                }
                Replica.limitOnDevice(gradient, gradient.normTensor(), threshold);
                assertThat(gradient.toFloats()).isEqualTo(expected.toFloats());
            }
        });
    }
}
