package org.longhaul.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.task.Batch;

/** The transformer against the same function assembled from libtorch's modules and elementary operators. */
class TransformerGoldenTest {
    private static final int VOCABULARY = 61;
    private static final int CONTEXT = 24;

    @ParameterizedTest
    @CsvSource({
        "SWIGLU, true, false",
        "SWIGLU, true, true",
        "GELU, true, false",
        "GELU, false, true",
        "SWIGLU, false, false"
    })
    void lossAndGradientsAgreeWithAnIndependentImplementation(
            Transformer.Activation activation, boolean tied, boolean queryKeyNorm) {
        Transformer model = new Transformer(
                new Transformer.Settings(3, 48, 4, 80, activation, 10_000, tied, queryKeyNorm, 0.15, false, 1e-5),
                new ModelContext(VOCABULARY, CONTEXT, 1));
        try (FlatParameters parameters = new FlatParameters(model, Device.CPU)) {
            parameters.initialize(11);
            TensorScope.run(() -> {
                roughenNorms(parameters);
                Tensor tokens = new Generator(3)
                        .uniform(Device.CPU, 0, VOCABULARY, 5, CONTEXT + 1)
                        .to(DType.INT64);
                Tensor loss = model.loss(parameters.leaves(), Batch.ofTokens(tokens));
                loss.backward();

                LibtorchTransformer reference = new LibtorchTransformer(
                        new LibtorchTransformer.Sizes(
                                3,
                                48,
                                4,
                                80,
                                VOCABULARY,
                                CONTEXT,
                                activation == Transformer.Activation.SWIGLU,
                                tied,
                                queryKeyNorm),
                        true);
                List<org.bytedeco.pytorch.Tensor> expected = reference.parameters();
                assertThat(expected).hasSameSizeAs(parameters.leaves());
                Autograd.withoutGradients(() -> {
                    for (int i = 0; i < expected.size(); i++) {
                        expected.get(i).copy_(parameters.leaves()[i].handle());
                    }
                });
                org.bytedeco.pytorch.Tensor expectedLoss = reference.loss(tokens.handle());
                expectedLoss.backward();

                assertThat(loss.item()).isCloseTo(expectedLoss.item_double(), within(1e-5));
                for (int i = 0; i < expected.size(); i++) {
                    Tensor gradient = parameters.layout().slice(parameters.gradients(), i);
                    Tensor difference = gradient.sub(Tensor.wrap(
                            new org.bytedeco.pytorch.Tensor(expected.get(i).grad())));
                    assertThat(gradient.abs().max().item()).isPositive();
                    assertThat(difference.abs().max().item())
                            .as(parameters.layout().specs().get(i).name())
                            .isLessThan(1e-5);
                }
            });
        }
    }

    /** Norm weights start at one, which would hide a mistake in their gradients' neighbours. */
    private static void roughenNorms(FlatParameters parameters) {
        Autograd.withoutGradients(() -> {
            Generator generator = new Generator(5);
            for (Tensor leaf : parameters.leaves()) {
                if (leaf.dimensions() == 1) {
                    leaf.copyInPlace(generator.uniform(Device.CPU, 0.5, 1.5, leaf.shape()));
                }
            }
        });
    }
}
