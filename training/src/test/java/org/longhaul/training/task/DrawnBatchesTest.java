package org.longhaul.training.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;

/** Offsets that average to zero, and noise that is a function of seed, worker and step. */
class DrawnBatchesTest {
    @Test
    void offsetsAverageToZero() {
        DrawnBatches drawn = new DrawnBatches(9, 3, 4, 3, 1.5);
        for (int i = 0; i < 4; i++) {
            assertThat(drawn.offset(0)[i] + drawn.offset(1)[i] + drawn.offset(2)[i])
                    .isCloseTo(0, within(1e-9));
            assertThat(drawn.offset(0)[i]).isNotZero();
        }
        assertThat(new DrawnBatches(9, 3, 4, 0, 1.5).offset(1)).containsOnly(0);
    }

    @Test
    void noiseIsAFunctionOfSeedWorkerAndStep() {
        DrawnBatches drawn = new DrawnBatches(9, 3, 4, 3, 1.5);
        double[] noise = drawn.noise(1, 4);
        assertThat(new DrawnBatches(9, 3, 4, 0, 1.5).noise(1, 4)).isEqualTo(noise);
        assertThat(drawn.noise(1, 5)).isNotEqualTo(noise);
        assertThat(drawn.noise(2, 4)).isNotEqualTo(noise);
        assertThat(new DrawnBatches(8, 3, 4, 3, 1.5).noise(1, 4)).isNotEqualTo(noise);
        assertThat(new DrawnBatches(9, 3, 4, 3, 0).noise(1, 4)).isEmpty();
    }

    @Test
    void aBatchIsTheOffsetAndTheNoise() {
        DrawnBatches drawn = new DrawnBatches(9, 3, 4, 3, 1.5);
        TensorScope.run(() -> {
            Batch batch = drawn.batch(2, 7, Device.CPU);
            assertThat(batch.inputs().toDoubles()).isEqualTo(drawn.offset(2));
            assertThat(batch.targets().toDoubles()).isEqualTo(drawn.noise(2, 7));
            assertThat(drawn.validation(0, Device.CPU).inputs().toDoubles()).containsOnly(0);
            assertThat(drawn.validation(0, Device.CPU).targets().elements()).isZero();
        });
    }
}
