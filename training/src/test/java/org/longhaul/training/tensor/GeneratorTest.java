package org.longhaul.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void everyBitOfTheSeedCounts() {
        TensorScope.run(() -> {
            float[] drawn = new Generator(5).normal(Device.CPU, 0, 1, 4).toFloats();
            assertThat(new Generator(5).normal(Device.CPU, 0, 1, 4).toFloats()).isEqualTo(drawn);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                assertThat(new Generator(5 ^ (1L << bit))
                                .normal(Device.CPU, 0, 1, 4)
                                .toFloats())
                        .isNotEqualTo(drawn);
            }
        });
    }

    /** Twenty million values: added up in float32, their squares are off by more than a thousandth. */
    @Test
    void theNormOfManyElementsIsThatOfDoubles() {
        TensorScope.run(() -> {
            int count = 20_000_003;
            Tensor values = Tensors.full(Device.CPU, 0.1, count);
            values.narrow(0, count / 2, 3).fillInPlace(-7);
            double square = (double) 0.1f * 0.1f;
            double expected = Math.sqrt((count - 3.0) * square + 3 * 49);
            assertThat(values.norm() / expected).isCloseTo(1, within(1e-12));
            assertThat(values.view(-1, 1).narrow(0, 3, 4).norm()).isCloseTo(0.2, within(1e-8));
        });
    }

    @Test
    void aNormMayBeLargerThanTheSquareRootOfTheLargestNumber() {
        TensorScope.run(() -> {
            assertThat(Tensors.full(Device.CPU, 1e30, 9).norm()).isCloseTo(3e30, within(1e24));
            assertThat(Tensors.of(Device.CPU, new float[] {1, Float.NaN}, 2).norm())
                    .isNaN();
            assertThat(Tensors.of(Device.CPU, new float[] {1, Float.NEGATIVE_INFINITY}, 2)
                            .norm())
                    .isInfinite();
        });
    }
}
