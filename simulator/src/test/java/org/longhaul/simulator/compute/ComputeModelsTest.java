package org.longhaul.simulator.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.unit.FlopRate;

class ComputeModelsTest {

    private static long step(ComputeModel model, int worker, long step) {
        return model.forwardNanos(worker, step) + model.backwardNanos(worker, step) + model.updateNanos(worker, step);
    }

    @Test
    void phasesSumToTheStatedStepTime() {
        ComputeModel model = ComputeModels.ofStepTime(new long[] {100, 101, 1}, new PhaseShares(0.3, 0.6, 0.1));
        assertThat(step(model, 0, 0)).isEqualTo(100);
        assertThat(step(model, 1, 5)).isEqualTo(101);
        assertThat(step(model, 2, 9)).isEqualTo(1);
        assertThat(model.isSteady()).isTrue();
    }

    @Test
    void throughputIsAnInverseTime() {
        ComputeModel model = ComputeModels.ofStepsPerSecond(new double[] {0.12, 2}, PhaseShares.DEFAULT);
        assertThat(step(model, 0, 0)).isEqualTo(8_333_333_333L);
        assertThat(step(model, 1, 0)).isEqualTo(500_000_000L);
        assertThat(model.backwardNanos(1, 0)).isEqualTo(333_333_333L);
    }

    @Test
    void tokenThroughputCountsTheTokensOfAStep() {
        ComputeModel model =
                ComputeModels.ofTokensPerSecond(new double[] {65_536, 32_768}, 131_072, PhaseShares.DEFAULT);
        assertThat(step(model, 0, 0)).isEqualTo(2_000_000_000L);
        assertThat(step(model, 1, 0)).isEqualTo(4_000_000_000L);
        assertThatThrownBy(() -> ComputeModels.ofTokensPerSecond(new double[] {1}, 0, PhaseShares.DEFAULT))
                .hasMessageContaining("tokens per step (0)");
    }

    /** 4 workers of one H100 each at 40 % MFU, 720 M parameters, 262,144 tokens: 6 x P x tokens / (peak x MFU) = 2.86 s. */
    @Test
    void operationsOverPeakTimesUtilisation() {
        FlopRate peak = DeviceTable.shipped().get("h100-sxm").peak(Precision.BF16);
        double forward = 2 * 719.82e6 * 262_144;
        ComputeModel model = ComputeModels.ofFlops(forward, 2 * forward, 0, new FlopRate[] {peak}, 0.4);
        assertThat(step(model, 0, 0) * 1e-9).isCloseTo(2.862, withPercentage(0.1));
        assertThat(model.backwardNanos(0, 0)).isCloseTo(2 * model.forwardNanos(0, 0), withPercentage(1e-6));
    }

    @Test
    void measurementsAreScaledByWorker() {
        ComputeModel model = ComputeModels.ofMeasurement(100, 200, 30, new double[] {1, 0.5});
        assertThat(step(model, 0, 0)).isEqualTo(330);
        assertThat(step(model, 1, 0)).isEqualTo(165);
    }

    @Test
    void logNormalStragglersHaveMeanOneAndTheStatedSpread() {
        StragglerModel stragglers = StragglerModel.logNormal(new RandomStreams(7), 0.3);
        double sum = 0;
        double squares = 0;
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            double factor = stragglers.factor(i % 8, i / 8);
            assertThat(factor).isPositive();
            sum += factor;
            squares += factor * factor;
        }
        double mean = sum / draws;
        assertThat(mean).isCloseTo(1, withPercentage(0.5));
        assertThat(Math.sqrt(squares / draws - mean * mean)).isCloseTo(0.3, withPercentage(2));
    }

    @Test
    void occasionalStragglersHaveTheStatedFrequency() {
        StragglerModel stragglers = StragglerModel.occasional(new RandomStreams(7), 0.02, 5);
        int slow = 0;
        for (int i = 0; i < 100_000; i++) {
            double factor = stragglers.factor(i % 4, i);
            assertThat(factor).isIn(1.0, 5.0);
            slow += factor > 1 ? 1 : 0;
        }
        assertThat(slow).isBetween(1_850, 2_150);
    }

    @Test
    void noiseIsAFunctionOfSeedWorkerAndStepOnly() {
        ComputeModel base = ComputeModels.ofStepTime(new long[] {1_000_000, 1_000_000}, PhaseShares.DEFAULT);
        ComputeModel one = ComputeModels.withStragglers(base, StragglerModel.logNormal(new RandomStreams(5), 0.2));
        ComputeModel same = ComputeModels.withStragglers(base, StragglerModel.logNormal(new RandomStreams(5), 0.2));
        ComputeModel other = ComputeModels.withStragglers(base, StragglerModel.logNormal(new RandomStreams(6), 0.2));
        assertThat(step(one, 1, 41)).isEqualTo(step(same, 1, 41)).isNotEqualTo(step(other, 1, 41));
        assertThat(step(one, 1, 41)).isNotEqualTo(step(one, 0, 41)).isNotEqualTo(step(one, 1, 42));
        assertThat(one.isSteady()).isFalse();
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> ComputeModels.ofStepsPerSecond(new double[] {1, 0}, PhaseShares.DEFAULT))
                .hasMessageContaining("steps per second (0.0) of worker 1");
        assertThatThrownBy(() -> ComputeModels.ofFlops(1, 1, 0, new FlopRate[0], 1.2))
                .hasMessageContaining("MFU (1.2)");
        assertThatThrownBy(() -> new PhaseShares(0.5, 0.6, 0)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> StragglerModel.occasional(new RandomStreams(1), 0.1, 0.5))
                .hasMessageContaining("slowFactor (0.5)");
        assertThatThrownBy(() -> StragglerModel.logNormal(new RandomStreams(1), 0))
                .hasMessageContaining("coefficientOfVariation (0.0)");
    }
}
