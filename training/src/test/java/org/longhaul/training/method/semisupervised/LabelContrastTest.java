package org.longhaul.training.method.semisupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

final class LabelContrastTest {
    private static final double[] EMBEDDINGS = {1, 0, 0.8, 0.6, 0, 1, -0.6, 0.8};
    private static final long[] LABELS = {0, 0, 1, 1};

    private static double loss(FedAnchor.Reading reading, double temperature, double[] rows, long... labels) {
        return TensorScope.evaluate(() -> new LabelContrast(reading, temperature)
                .of(Tensors.of(Device.CPU, rows, labels.length, rows.length / labels.length), labels)
                .item());
    }

    /** Golden vector 6 of the facts. */
    @Test
    void bothReadingsGiveTheRecordedValues() {
        assertThat(loss(FedAnchor.Reading.ALL_PAIRS, 0.5, EMBEDDINGS, LABELS)).isCloseTo(0.898915, within(1e-6));
        assertThat(loss(FedAnchor.Reading.OTHER_CLASSES, 0.5, EMBEDDINGS, LABELS))
                .isCloseTo(-1.133164, within(1e-6));
    }

    @Test
    void theLengthOfAnEmbeddingDoesNotMatter() {
        double[] longer = EMBEDDINGS.clone();
        longer[0] *= 7;
        longer[2] *= 3;
        longer[3] *= 3;
        assertThat(loss(FedAnchor.Reading.ALL_PAIRS, 0.5, longer, LABELS)).isCloseTo(0.898915, within(1e-6));
    }

    @Test
    void classesOfOneExampleAddNothingOfTheirOwn() {
        assertThat(loss(FedAnchor.Reading.ALL_PAIRS, 0.5, EMBEDDINGS, 0, 1, 2, 3))
                .isZero();
        assertThat(loss(FedAnchor.Reading.OTHER_CLASSES, 0.5, EMBEDDINGS, 2, 2, 2, 2))
                .isZero();
        assertThat(loss(FedAnchor.Reading.ALL_PAIRS, 0.5, EMBEDDINGS, 2, 2, 2, 2))
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void aSmallTemperatureOverflowsNothing() {
        assertThat(loss(FedAnchor.Reading.ALL_PAIRS, 0.001, EMBEDDINGS, LABELS)).isFinite();
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        for (FedAnchor.Reading reading : FedAnchor.Reading.values()) {
            double[] gradient = new double[EMBEDDINGS.length];
            TensorScope.run(() -> {
                Tensor z = Tensors.of(Device.CPU, EMBEDDINGS, 4, 2).requireGradient();
                new LabelContrast(reading, 0.5).of(z, LABELS).backward();
                Tensor found = Objects.requireNonNull(z.gradient());
                System.arraycopy(found.reshape(-1).toDoubles(), 0, gradient, 0, gradient.length);
            });
            for (int i = 0; i < gradient.length; i++) {
                double[] up = EMBEDDINGS.clone();
                double[] down = EMBEDDINGS.clone();
                up[i] += 1e-6;
                down[i] -= 1e-6;
                double difference = (loss(reading, 0.5, up, LABELS) - loss(reading, 0.5, down, LABELS)) / 2e-6;
                assertThat(gradient[i]).isCloseTo(difference, within(1e-5));
            }
        }
    }
}
