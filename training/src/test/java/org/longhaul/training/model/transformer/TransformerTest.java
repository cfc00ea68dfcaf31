package org.longhaul.training.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class TransformerTest {
    private static final int VOCABULARY = 40;
    private static final int CONTEXT = 16;

    static Stream<Transformer.Settings> variants() {
        return Stream.of(
                settings(Transformer.Activation.SWIGLU, true, false, 0.02),
                settings(Transformer.Activation.GELU, true, true, 0.02),
                settings(Transformer.Activation.SWIGLU, false, true, 0.02),
                settings(Transformer.Activation.GELU, false, false, 0.02));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void lossStartsNearTheLogarithmOfTheVocabulary(Transformer.Settings settings) {
        with(settings, DType.FLOAT32, (model, parameters) -> {
            double loss = model.loss(parameters.leaves(), Batch.ofTokens(tokens(1, 8)))
                    .item();
            assertThat(loss).isCloseTo(Math.log(VOCABULARY), within(0.05));
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void laterTokensDoNotChangeEarlierScores(Transformer.Settings settings) {
        with(settings, DType.FLOAT64, (model, parameters) -> {
            Tensor tokens = tokens(1, 2).narrow(1, 0, CONTEXT);
            Tensor changed = tokens.copy();
            changed.narrow(1, 9, 1).fillInPlace(3);
            Tensor before = model.logits(parameters.leaves(), tokens);
            Tensor after = model.logits(parameters.leaves(), changed);
            assertThat(after.narrow(1, 0, 9).toDoubles())
                    .containsExactly(before.narrow(1, 0, 9).toDoubles());
            for (int position = 9; position < CONTEXT; position++) {
                assertThat(after.select(1, position).contentEquals(before.select(1, position)))
                        .isFalse();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void gradientsAgreeWithFiniteDifferencesInDoublePrecision(Transformer.Settings small) {
        Transformer.Settings settings = settings(small.activation(), small.tiedEmbeddings(), small.queryKeyNorm(), 0.3);
        with(settings, DType.FLOAT64, (model, parameters) -> {
            Tensor tokens = tokens(2, 2);
            model.loss(parameters.leaves(), Batch.ofTokens(tokens)).backward();
            double step = 1e-5;
            for (int i = 0; i < parameters.layout().specs().size(); i++) {
                long at = parameters.layout().offset(i)
                        + parameters.layout().specs().get(i).elements() / 2;
                double analytic = parameters.gradients().narrow(0, at, 1).item();
                double difference = (lossMoved(model, parameters, tokens, at, step)
                                - lossMoved(model, parameters, tokens, at, -step))
                        / (2 * step);
                assertThat(analytic)
                        .as(parameters.layout().specs().get(i).name())
                        .isCloseTo(difference, within(1e-8 + 1e-6 * Math.abs(difference)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void parametersAddUpToTheCountedShape(Transformer.Settings settings) {
        Transformer model = model(settings);
        assertThat(model.elements()).isEqualTo(model.shape().parameters());
        List<Layout.Range> ranges = new Layout(model.parameters()).ranges();
        assertThat(ranges).hasSameSizeAs(model.groups());
        for (int i = 0; i < ranges.size(); i++) {
            assertThat(ranges.get(i).group()).isEqualTo(model.groups().get(i).name());
            assertThat(ranges.get(i).length()).isEqualTo(model.groups().get(i).elements());
        }
    }

    @Test
    void scaledResidualInitShrinksOnlyWhatWritesToTheResidualStream() {
        Transformer.Settings settings = new Transformer.Settings(
                8, 64, 4, null, Transformer.Activation.SWIGLU, 10_000, true, false, 0.02, true, 1e-5);
        for (ParameterSpec spec : model(settings).parameters()) {
            boolean writes = spec.name().endsWith(".wo") || spec.name().endsWith(".w2");
            if (spec.init() instanceof Init.Normal normal) {
                assertThat(normal.standardDeviation()).isEqualTo(writes ? 0.005 : 0.02);
            }
        }
    }

    @Test
    void hiddenWidthDefaultsToEightThirdsOrFourRoundedUp() {
        assertThat(settings(Transformer.Activation.SWIGLU, true, false, 1).hiddenWidth())
                .isEqualTo(96);
        assertThat(settings(Transformer.Activation.GELU, true, false, 1).hiddenWidth())
                .isEqualTo(128);
    }

    @Test
    void impossibleSettingsAreRefusedByName() {
        assertThatThrownBy(() -> new Transformer.Settings(
                        2, 30, 4, null, Transformer.Activation.GELU, 1e4, true, false, 0.02, false, 1e-5))
                .hasMessageContaining("width (30)")
                .hasMessageContaining("heads (4)");
        assertThatThrownBy(() -> new Transformer.Settings(
                        0, 32, 4, null, Transformer.Activation.GELU, 1e4, true, false, 0.02, false, 1e-5))
                .hasMessageContaining("layers (0)");
        TensorScope.run(() -> {
            Transformer model = model(settings(Transformer.Activation.GELU, true, false, 0.02));
            Tensor tooLong = Tensors.zeros(Device.CPU, DType.INT64, 1, CONTEXT + 2);
            assertThatThrownBy(() -> model.loss(new Tensor[0], Batch.ofTokens(tooLong)))
                    .hasMessageContaining("context length 16");
        });
    }

    @Test
    void aFewStepsOnOneBatchLowerTheLoss() {
        with(settings(Transformer.Activation.SWIGLU, true, false, 0.02), DType.FLOAT32, (model, parameters) -> {
            Tensor tokens = tokens(4, 4);
            double first =
                    model.loss(parameters.leaves(), Batch.ofTokens(tokens)).item();
            for (int step = 0; step < 30; step++) {
                TensorScope.run(() -> {
                    parameters.gradients().zeroInPlace();
                    model.loss(parameters.leaves(), Batch.ofTokens(tokens)).backward();
                    Autograd.withoutGradients(() -> parameters.parameters().addInPlace(parameters.gradients(), -1.0));
                });
            }
            assertThat(model.loss(parameters.leaves(), Batch.ofTokens(tokens)).item())
                    .isLessThan(first - 0.5);
        });
    }

    private interface Body {
        void run(Transformer model, FlatParameters parameters);
    }

    private static void with(Transformer.Settings settings, DType type, Body body) {
        Transformer model = model(settings);
        try (FlatParameters parameters = new FlatParameters(model, Device.CPU, type)) {
            parameters.initialize(1);
            TensorScope.run(() -> body.run(model, parameters));
        }
    }

    private static double lossMoved(
            Transformer model, FlatParameters parameters, Tensor tokens, long at, double distance) {
        Tensor element = parameters.parameters().narrow(0, at, 1);
        Tensor before = element.copy();
        element.addInPlace(distance);
        double loss = model.loss(parameters.leaves(), Batch.ofTokens(tokens)).item();
        element.copyInPlace(before);
        return loss;
    }

    private static Tensor tokens(long seed, int batch) {
        return new Generator(seed)
                .uniform(Device.CPU, 0, VOCABULARY, batch, CONTEXT + 1)
                .to(DType.INT64);
    }

    private static Transformer model(Transformer.Settings settings) {
        return new Transformer(settings, new ModelContext(VOCABULARY, CONTEXT, 1));
    }

    private static Transformer.Settings settings(
            Transformer.Activation activation, boolean tied, boolean queryKeyNorm, double deviation) {
        return new Transformer.Settings(2, 32, 4, null, activation, 10_000, tied, queryKeyNorm, deviation, false, 1e-5);
    }
}
