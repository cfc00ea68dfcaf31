package org.longhaul.training.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.Reading;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** A decoder of 1, 2 and 1 blocks whose middle is passed several times. */
class LoopedTransformerTest {
    private static final int VOCABULARY = 24;
    private static final int CONTEXT = 8;
    private static final int LAYERS = 4;

    /** With the usual head and tail. */
    private static final LoopSettings USUAL =
            new LoopSettings(null, null, 2, null, null, false, false, List.of(), false);

    /** So small that halved steps and doubled states are the same to rounding. */
    private static final double NO_EPSILON = 1e-30;

    static Stream<LoopSettings> loops() {
        return Stream.of(
                loop(3, LoopSettings.Residual.NONE, false),
                loop(3, LoopSettings.Residual.BETWEEN, false),
                loop(3, LoopSettings.Residual.BETWEEN, true),
                loop(2, LoopSettings.Residual.ALWAYS, false),
                loop(2, LoopSettings.Residual.ALWAYS, true),
                recurrent(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = LoopSettings.Residual.class,
            names = {"NONE", "BETWEEN"})
    void onePassIsThePlainTransformerBitForBit(LoopSettings.Residual residual) {
        double[][] plain = lossAndGradient(null, 1e-5);
        double[][] looped = lossAndGradient(loop(1, residual, residual == LoopSettings.Residual.BETWEEN), 1e-5);
        assertThat(looped[0]).containsExactly(plain[0]);
        assertThat(looped[1]).containsExactly(plain[1]);
    }

    private static double[][] lossAndGradient(@Nullable LoopSettings loop, double epsilon) {
        double[][] found = new double[2][];
        with(loop, epsilon, DType.FLOAT32, (model, parameters) -> {
            Tensor loss = model.loss(parameters.leaves(), batch(1, 3));
            loss.backward();
            found[0] = loss.toDoubles();
            found[1] = parameters.gradients().toDoubles();
        });
        return found;
    }

    /** Without residual three passes are a decoder of eight blocks, six of them the body three times over. */
    @Test
    void passesAreABodyWithTheSameWeights() {
        with(loop(3, LoopSettings.Residual.NONE, false), 1e-5, DType.FLOAT32, (model, parameters) -> {
            Transformer deep = new Transformer(settings(8, null, 1e-5), new ModelContext(VOCABULARY, CONTEXT, 1));
            int[] weightsOf = {0, 1, 2, 1, 2, 1, 2, 3};
            Tensor[] leaves = parameters.leaves();
            int each = (leaves.length - 2) / LAYERS;
            Tensor[] unrolled = new Tensor[2 + 8 * each];
            unrolled[0] = leaves[0];
            unrolled[unrolled.length - 1] = leaves[leaves.length - 1];
            for (int block = 0; block < 8; block++) {
                System.arraycopy(leaves, 1 + weightsOf[block] * each, unrolled, 1 + block * each, each);
            }
            Tensor tokens = batch(1, 2).inputs();
            assertThat(model.scores(leaves, tokens).toDoubles())
                    .containsExactly(deep.scores(unrolled, tokens).toDoubles());
        });
    }

    /** The sums written out block by block, with the stages of one pass. */
    @ParameterizedTest
    @CsvSource({"BETWEEN, 2", "BETWEEN, 3", "ALWAYS, 1", "ALWAYS, 3"})
    void aResidualGoesAroundTheWholeBody(LoopSettings.Residual residual, int passes) {
        with(loop(passes, residual, false), 1e-5, DType.FLOAT64, (model, parameters) -> {
            Tensor tokens = batch(1, 2).inputs();
            var blocks = new Transformer(settings(LAYERS, null, 1e-5), new ModelContext(VOCABULARY, CONTEXT, 1))
                    .stages(parameters.leaves(), tokens);
            Tensor x = blocks.get(1).apply(blocks.get(0).apply(tokens));
            for (int k = 0; k < passes; k++) {
                Tensor given = blocks.get(3).apply(blocks.get(2).apply(x));
                boolean isAdded = residual == LoopSettings.Residual.ALWAYS || k < passes - 1;
                x = isAdded ? given.add(x) : given;
            }
            Tensor expected = blocks.get(5).apply(blocks.get(4).apply(x));
            assertThat(model.scores(parameters.leaves(), tokens).toDoubles()).containsExactly(expected.toDoubles());
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = LoopSettings.Residual.class,
            names = {"BETWEEN", "ALWAYS"})
    void halvedStepsAreTheSameLoop(LoopSettings.Residual residual) {
        double[][] doubled = lossAndGradient(loop(6, residual, false), NO_EPSILON);
        double[][] halved = lossAndGradient(loop(6, residual, true), NO_EPSILON);
        assertThat(halved[0]).containsExactly(doubled[0], within(1e-6));
        assertThat(halved[1]).containsExactly(doubled[1], within(1e-6));
    }

    /** The direction has come to rest; x itself, of 2^200 and more, is none that a float holds. */
    @ParameterizedTest
    @EnumSource(
            value = LoopSettings.Residual.class,
            names = {"BETWEEN", "ALWAYS"})
    void halvedStepsGoOnWhereADoubledStateEnds(LoopSettings.Residual residual) {
        LoopSettings read = readAt(loop(200, residual, true), List.of(30, 200));
        with(read, NO_EPSILON, DType.FLOAT32, (model, parameters) -> {
            Batch batch = batch(1, 3);
            List<WeightedSum> sums = model.read(parameters.leaves(), batch);
            assertThat(sums.get(1).mean()).isCloseTo(sums.get(0).mean(), within(1e-4));
            assertThat(sums.get(3).mean() / sums.get(2).mean()).isCloseTo(Math.pow(2, 170), withinPercentage(0.01));
            assertThat(sums.get(5).mean()).isCloseTo(1, within(1e-6));
            assertThat(model.loss(parameters.leaves(), batch).item())
                    .isEqualTo(sums.get(1).mean());
        });
    }

    @ParameterizedTest
    @MethodSource("loops")
    void gradientsAgreeWithFiniteDifferences(LoopSettings loop) {
        with(loop, 1e-5, DType.FLOAT64, (model, parameters) -> {
            Batch batch = batch(2, 2);
            model.loss(parameters.leaves(), batch).backward();
            double step = 1e-5;
            List<ParameterSpec> specs = parameters.layout().specs();
            for (int i = 0; i < specs.size(); i += 5) {
                long at = parameters.layout().offset(i) + specs.get(i).elements() / 2;
                Tensor element = parameters.parameters().narrow(0, at, 1);
                double value = element.item();
                element.fillInPlace(value + step);
                double above = model.loss(parameters.leaves(), batch).item();
                element.fillInPlace(value - step);
                double below = model.loss(parameters.leaves(), batch).item();
                element.fillInPlace(value);
                double difference = (above - below) / (2 * step);
                assertThat(parameters.gradients().narrow(0, at, 1).item())
                        .as(specs.get(i).name())
                        .isCloseTo(difference, within(1e-8 + 1e-6 * Math.abs(difference)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("loops")
    void laterTokensDoNotChangeEarlierScores(LoopSettings loop) {
        with(loop, 1e-5, DType.FLOAT64, (model, parameters) -> {
            Tensor tokens = batch(1, 2).inputs();
            Tensor changed = tokens.copy();
            changed.narrow(1, 5, 1).fillInPlace(3);
            Tensor before = model.logits(parameters.leaves(), tokens);
            Tensor after = model.logits(parameters.leaves(), changed);
            assertThat(after.narrow(1, 0, 5).toDoubles())
                    .containsExactly(before.narrow(1, 0, 5).toDoubles());
            assertThat(after.select(1, 5).contentEquals(before.select(1, 5))).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("loops")
    void readingsAreTheModelJudgedAtThatManyPasses(LoopSettings loop) {
        List<Integer> passes = List.of(1, 2, 4);
        with(readAt(loop, passes), 1e-5, DType.FLOAT32, (model, parameters) -> {
            Batch batch = batch(3, 3);
            List<WeightedSum> read = model.read(parameters.leaves(), batch);
            List<Measure> measures =
                    model.readings().stream().map(Reading::measure).toList();
            assertThat(read).hasSameSizeAs(measures);
            assertThat(model.measures()).endsWith(measures.toArray(new Measure[0]));
            for (int i = 0; i < passes.size(); i++) {
                LoopSettings other = new LoopSettings(
                        1,
                        1,
                        loop.bodyIterations(),
                        passes.get(i),
                        loop.iterationResidual(),
                        loop.halvedSteps(),
                        loop.recurrentDepth(),
                        List.of(),
                        false);
                Model judged = model(other, 1e-5, 5).judged();
                double loss = judged.loss(parameters.leaves(), batch).item();
                assertThat(measures.get(i).id()).isEqualTo("perplexity-at-" + passes.get(i));
                assertThat(model.readings().get(i).value().applyAsDouble(1)).isEqualTo(Math.E);
                assertThat(read.get(i)).isEqualTo(WeightedSum.of(loss, 3));
                assertThat(measures.get(6 + i).id()).isEqualTo("state-cosine-at-" + passes.get(i));
                assertThat(read.get(6 + i).mean()).isBetween(-1.0, 1.0);
            }
            assertThat(model.judged()).isSameAs(model);
        });
    }

    /** With a body that adds nothing D's state doubles in each pass, and points where it pointed. */
    @ParameterizedTest
    @CsvSource({"BETWEEN, false, 2", "BETWEEN, true, 2", "ALWAYS, true, 2", "NONE, false, 1"})
    void normsAndCosinesAreThoseOfTheState(LoopSettings.Residual residual, boolean halved, double growth) {
        LoopSettings read = readAt(loop(2, residual, halved), List.of(1, 2, 3));
        with(read, 1e-5, DType.FLOAT64, (model, parameters) -> {
            Layout layout = parameters.layout();
            for (int i = 0; i < layout.specs().size(); i++) {
                ParameterSpec spec = layout.specs().get(i);
                boolean isBody = spec.group().equals(DecoderShape.block(1))
                        || spec.group().equals(DecoderShape.block(2));
                if (isBody && (spec.name().endsWith(".wo") || spec.name().endsWith(".w2"))) {
                    parameters
                            .parameters()
                            .narrow(0, layout.offset(i), spec.elements())
                            .zeroInPlace();
                }
            }
            Batch batch = batch(1, 2);
            List<WeightedSum> sums = model.read(parameters.leaves(), batch);
            var blocks = new Transformer(settings(LAYERS, null, 1e-5), new ModelContext(VOCABULARY, CONTEXT, 1))
                    .stages(parameters.leaves(), batch.inputs());
            Tensor start = blocks.get(1).apply(blocks.get(0).apply(batch.inputs()));
            double norm = start.square().sum(-1, false).sqrt().mean().item();
            for (int passes = 1; passes <= 3; passes++) {
                assertThat(sums.get(2 + passes).mean()).isCloseTo(norm * Math.pow(growth, passes), within(1e-9 * norm));
                assertThat(sums.get(5 + passes).mean()).isCloseTo(1, within(1e-12));
            }
        });
    }

    @Test
    void recurrentDepthBeginsWithNoiseOfTheSeedAndTheTokensSoFar() {
        TensorScope.run(() -> {
            Tensor tokens = batch(1, 64).inputs();
            Tensor like = new Generator(1).normal(Device.CPU, 0, 1, 64, CONTEXT, 32);
            Tensor noise = InitialStates.of(tokens, like, 7);
            assertThat(noise.toDoubles())
                    .containsExactly(InitialStates.of(tokens, like, 7).toDoubles());
            assertThat(noise.contentEquals(InitialStates.of(tokens, like, 8))).isFalse();
            assertThat(noise.mean().item()).isCloseTo(0, within(0.03));
            assertThat(noise.square().mean().item()).isCloseTo(1, within(0.05));
            Tensor alone = InitialStates.of(tokens.narrow(0, 9, 1), like.narrow(0, 9, 1), 7);
            assertThat(alone.toDoubles()).containsExactly(noise.narrow(0, 9, 1).toDoubles());
            // The mean product of neighbours is that of independent numbers.
            Tensor product = noise.narrow(1, 0, CONTEXT - 1).mul(noise.narrow(1, 1, CONTEXT - 1));
            assertThat(product.mean().item()).isCloseTo(0, within(0.03));
        });
        double[] one = lossOf(recurrent(2), 1);
        assertThat(lossOf(recurrent(2), 1)).containsExactly(one);
        assertThat(lossOf(recurrent(2), 2)[0]).isNotEqualTo(one[0]);
    }

    private static double[] lossOf(LoopSettings loop, long seed) {
        double[][] found = new double[1][];
        Transformer model = model(loop, 1e-5, seed);
        try (FlatParameters parameters = new FlatParameters(model, Device.CPU, DType.FLOAT32)) {
            parameters.initialize(1);
            TensorScope.run(() ->
                    found[0] = model.loss(parameters.leaves(), batch(1, 3)).toDoubles());
        }
        return found[0];
    }

    /** x of the next pass is made of the state and the head's output by the first matrix of the body. */
    @Test
    void recurrentDepthJoinsTheHeadsOutput() {
        with(recurrent(1), 1e-5, DType.FLOAT64, (model, parameters) -> {
            Tensor tokens = batch(1, 2).inputs();
            Tensor[] leaves = parameters.leaves();
            int joining = 1 + (leaves.length - 3) / LAYERS;
            assertThat(model.parameters().get(joining).name()).isEqualTo("block.1.joining");
            Tensor[] without =
                    Stream.of(leaves).filter(each -> each != leaves[joining]).toArray(Tensor[]::new);
            var blocks = new Transformer(settings(LAYERS, null, 1e-5), new ModelContext(VOCABULARY, CONTEXT, 1))
                    .stages(without, tokens);
            Tensor head = blocks.get(1).apply(blocks.get(0).apply(tokens));
            Tensor noise = InitialStates.of(tokens, head, 5);
            long width = head.size(2);
            Tensor x = Functional.linear(noise, leaves[joining].narrow(1, 0, width))
                    .add(Functional.linear(head, leaves[joining].narrow(1, width, width)));
            for (int i = 2; i < blocks.size(); i++) {
                x = blocks.get(i).apply(x);
            }
            assertThat(model.scores(leaves, tokens).toDoubles()).containsExactly(x.toDoubles(), within(1e-9));
        });
    }

    @Test
    void aCheckpointOfAModelWithoutALoopIsThatOfBefore() {
        assertThat(model(null, 1e-5, 1).identity()).doesNotContain("loop");
        assertThat(model(recurrent(2), 1e-5, 1).identity()).contains("recurrentDepth=true");
    }

    @Test
    void impossibleLoopsAreRefusedByName() {
        assertThatThrownBy(() -> settings(2, USUAL, 1e-5))
                .hasMessageContaining("headBlocks (1)")
                .hasMessageContaining("tailBlocks (1)")
                .hasMessageContaining("2 layers");
        assertThatThrownBy(() -> loop(0, LoopSettings.Residual.NONE, false)).hasMessageContaining("bodyIterations (0)");
        assertThatThrownBy(() -> loop(2, LoopSettings.Residual.NONE, true)).hasMessageContaining("between or always");
        assertThatThrownBy(() ->
                        new LoopSettings(1, 1, 2, null, LoopSettings.Residual.ALWAYS, false, true, List.of(), false))
                .hasMessageContaining("iterationResidual (always)");
        assertThatThrownBy(() -> readAt(loop(2, LoopSettings.Residual.NONE, false), List.of(4, 2)))
                .hasMessageContaining("must ascend");
        assertThatThrownBy(() -> loop(49, LoopSettings.Residual.ALWAYS, false))
                .hasMessageContaining("bodyIterations (49)")
                .hasMessageContaining("at most 48, or halvedSteps: true");
        assertThatThrownBy(() -> readAt(USUAL, List.of(2, 100))).hasMessageContaining("readAt (100)");
        assertThat(readAt(loop(2, LoopSettings.Residual.NONE, false), List.of(2, 100))
                        .readAt())
                .containsExactly(2, 100);
        assertThat(USUAL.shape(12).bodyBlocks(12)).isEqualTo(6);
    }

    private interface Body {
        void run(Transformer model, FlatParameters parameters);
    }

    private static void with(@Nullable LoopSettings loop, double epsilon, DType type, Body body) {
        Transformer model = model(loop, epsilon, 5);
        try (FlatParameters parameters = new FlatParameters(model, Device.CPU, type)) {
            parameters.initialize(1);
            TensorScope.run(() -> body.run(model, parameters));
        }
    }

    private static LoopSettings loop(int passes, LoopSettings.Residual residual, boolean halved) {
        return new LoopSettings(1, 1, passes, null, residual, halved, false, List.of(), false);
    }

    private static LoopSettings readAt(LoopSettings loop, List<Integer> passes) {
        return new LoopSettings(
                loop.headBlocks(),
                loop.tailBlocks(),
                loop.bodyIterations(),
                loop.evaluationIterations(),
                loop.iterationResidual(),
                loop.halvedSteps(),
                loop.recurrentDepth(),
                passes,
                true);
    }

    private static LoopSettings recurrent(int passes) {
        return new LoopSettings(1, 1, passes, null, null, false, true, List.of(), false);
    }

    private static Batch batch(long seed, int rows) {
        return Batch.ofTokens(new Generator(seed)
                .uniform(Device.CPU, 0, VOCABULARY, rows, CONTEXT + 1)
                .to(DType.INT64));
    }

    private static Transformer model(@Nullable LoopSettings loop, double epsilon, long seed) {
        return new Transformer(
                settings(LAYERS, loop, epsilon),
                new ModelContext("text", new DataShape.Tokens(VOCABULARY, CONTEXT), 1, seed));
    }

    private static Transformer.Settings settings(int layers, @Nullable LoopSettings loop, double epsilon) {
        return new Transformer.Settings(
                        layers, 32, 4, 48, Transformer.Activation.SWIGLU, 10_000, true, false, 0.3, false, epsilon)
                .with(loop);
    }
}
