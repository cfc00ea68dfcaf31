package org.longhaul.training.model.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.task.Accuracy;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class ClassifierTest {
    private static ModelContext images(int side, int classes) {
        return new ModelContext("images", new DataShape.Examples(List.of(1, side, side), classes), 1);
    }

    private static Cnn.Settings cnn(List<Integer> channels, boolean same, int norm, List<Integer> hidden) {
        return new Cnn.Settings(channels, 5, same, Cnn.Pooling.MAX, norm, hidden);
    }

    private static long femnist(FemnistCnn.Size size) {
        return new FemnistCnn()
                .create(new FemnistCnn.Settings(size), images(28, 62))
                .elements();
    }

    /** 1,663,370 is stated by McMahan et al. (2017), section 3; the others are sums by hand of layers that were published. */
    @Test
    void publishedNetworksHaveTheirNumberOfParameters() {
        assertThat(new Cnn(cnn(List.of(32, 64), true, 0, List.of(512)), images(28, 10)).elements())
                .isEqualTo(1_663_370);
        assertThat(new Cnn(cnn(List.of(32, 64), true, 0, List.of(2048)), images(28, 62)).elements())
                .isEqualTo(832 + 51_264 + 3136L * 2048 + 2048 + 2048 * 62 + 62)
                .isEqualTo(6_603_710);
        assertThat(new Cnn(cnn(List.of(6, 16), false, 0, List.of(120, 84)), images(28, 62)).elements())
                .isEqualTo(156 + 2416 + 256 * 120 + 120 + 120 * 84 + 84 + 84 * 62 + 62);
        assertThat(femnist(FemnistCnn.Size.LEAF)).isEqualTo(6_603_710);
        assertThat(femnist(FemnistCnn.Size.SMALL)).isEqualTo(48_846);
        // McMahan et al., section 3: the 2NN has 199,210.
        assertThat(new Mlp(new Mlp.Settings(List.of(200, 200)), images(28, 10)).elements())
                .isEqualTo(199_210);
    }

    /** What methods that make models sparse prune: weights of filters, those of the scores, no biases, no norms. */
    @Test
    void weightsOfProductsArePrunableAndNothingElse() {
        Cnn model = new Cnn(cnn(List.of(2, 4), true, 2, List.of()), images(8, 10));
        long prunable = model.parameters().stream()
                .filter(ParameterSpec::isPrunable)
                .mapToLong(ParameterSpec::elements)
                .sum();
        assertThat(prunable).isEqualTo(25 * 2 + 25 * 2 * 4 + 4 * 2 * 2 * 10);
        assertThat(model.parameters()).allMatch(ParameterSpec::isTrained);
    }

    @Test
    void groupNormAddsAScaleAndAShiftForEachChannel() {
        long without = new Cnn(cnn(List.of(8, 16), true, 0, List.of()), images(28, 10)).elements();
        assertThat(new Cnn(cnn(List.of(8, 16), true, 4, List.of()), images(28, 10)).elements())
                .isEqualTo(without + 2 * (8 + 16));
        assertThatThrownBy(() -> cnn(List.of(8, 18), true, 4, List.of())).hasMessageContaining("normGroups (4)");
    }

    /** Worked by hand: a 2 x 2 image of 1, 2, 3, 4 with zeros around it under a filter of ones, kernel 3. */
    @Test
    void convolutionsAndPoolsDoWhatTheySay() {
        TensorScope.run(() -> {
            Tensor image = Tensors.of(Device.CPU, new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
            Tensor filter = Tensors.full(Device.CPU, 1, 1, 1, 3, 3);
            Tensor bias = Tensors.full(Device.CPU, 0.5, 1);
            Tensor summed = Functional.conv2d(image, filter, bias, 1);
            assertThat(summed.toFloats()).containsExactly(10.5f, 10.5f, 10.5f, 10.5f);
            Tensor shifted = Functional.conv2d(
                    image, Tensors.of(Device.CPU, new float[] {0, 0, 0, 0, 0, 1, 0, 0, 0}, 1, 1, 3, 3), bias, 1);
            assertThat(shifted.toFloats()).containsExactly(2.5f, 0.5f, 4.5f, 0.5f);
            assertThat(Functional.maxPool2d(image, 2).toFloats()).containsExactly(4);
            assertThat(Functional.averagePool2d(image, 2).toFloats()).containsExactly(2.5f);
            assertThat(Functional.relu(image.add(-2)).toFloats()).containsExactly(0, 0, 1, 2);
            Tensor normed =
                    Functional.groupNorm(image, 1, Tensors.full(Device.CPU, 2, 1), Tensors.full(Device.CPU, 1, 1));
            double deviation = Math.sqrt(1.25 + 1e-5);
            assertThat((double) normed.toFloats()[0]).isCloseTo(1 + 2 * (1 - 2.5) / deviation, within(1e-6));
        });
    }

    @ParameterizedTest
    @CsvSource({"true, 14, 7", "false, 12, 4"})
    void flopsAreThoseOfTheProducts(boolean same, int first, int second) {
        Cnn model = new Cnn(cnn(List.of(2, 3), same, 0, List.of()), images(28, 10));
        double outer = same ? 28 : 24;
        double inner = same ? 14 : 8;
        int flat = 3 * second * second;
        assertThat(first).isEqualTo((int) outer / 2);
        assertThat(model.forwardFlopsPerItem())
                .isEqualTo(2 * 25 * 2 * outer * outer + 2 * 2 * 25 * 3 * inner * inner + 2 * flat * 10 + 10);
    }

    @Test
    void anImageModelRefusesTextAndATextModelImages() {
        ModelContext text = new ModelContext(256, 32, 1);
        assertThatThrownBy(() -> new Cnn(cnn(List.of(8), true, 0, List.of()), text))
                .hasMessage("the model 'cnn' learns from examples with classes, and 'text' has sequences of 32 tokens");
        assertThatThrownBy(() -> new Transformer.Factory()
                        .create(org.longhaul.training.DefaultSettings.of(new Transformer.Factory()), images(28, 10)))
                .hasMessage("the model 'transformer' learns from sequences of tokens, and 'images' has examples of"
                        + " 1 x 28 x 28 numbers in 10 classes");
        assertThatThrownBy(() -> new Cnn(
                        cnn(List.of(8), true, 0, List.of()),
                        new ModelContext("features", new DataShape.Examples(List.of(561), 6), 1)))
                .hasMessageContaining("'features' has examples of 561 numbers");
        assertThatThrownBy(() -> new Cnn(cnn(List.of(8, 8, 8, 8, 8), true, 0, List.of()), images(28, 10)))
                .hasMessageContaining("more stages");
    }

    @Test
    void accuracyCountsTheExamplesWhoseClassScoresHighest() {
        TensorScope.run(() -> {
            Tensor scores = Tensors.of(Device.CPU, new float[] {1, 2, 3, 5, 4, 0, 1, 9, 2}, 3, 3);
            Tensor targets = Tensors.of(Device.CPU, new long[] {2, 1, 1}, 3);
            Batch batch = new Batch(scores, targets, 3);
            assertThat(new Accuracy().of(new Prediction(batch, Tensors.zeros(Device.CPU), scores)))
                    .isEqualTo(new WeightedSum(2, 3));
        });
    }
}
