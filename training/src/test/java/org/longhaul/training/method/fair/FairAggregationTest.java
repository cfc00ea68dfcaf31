package org.longhaul.training.method.fair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.server.Aggregation;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** How a server weights clients by their losses, by numbers worked out by hand. */
class FairAggregationTest {
    private static final double[] LOSSES = {0.5, 2};

    private static Aggregation.Clients clients(double... squaredDistances) {
        return new Aggregation.Clients(LOSSES, squaredDistances, new double[] {30, 10}, 0.1);
    }

    /** w = (1, 2), w_1 = (0.9, 1.8), w_2 = (0.5, 2.2). */
    @ParameterizedTest
    @CsvSource({"0, 0.7, 2.0", "1, 0.822034, 2.050847", "5, 0.939425, 2.024202"})
    void qFedAvgMovesAsItsRuleSays(double q, double first, double second) {
        double[] c = new QFairness(q).coefficients(clients(0.05, 0.29), new double[0]);
        assertThat(1 - 0.1 * c[0] - 0.5 * c[1]).isCloseTo(first, within(5e-7));
        assertThat(2 - 0.2 * c[0] + 0.2 * c[1]).isCloseTo(second, within(5e-7));
    }

    @Test
    void noPowerOverflowsAndLossesOfNothingLeaveTheModelWhereItIs() {
        Aggregation.Clients far =
                new Aggregation.Clients(new double[] {1e-3, 700}, new double[] {1, 1}, new double[] {1, 1}, 0.1);
        double[] c = new QFairness(500).coefficients(far, new double[0]);
        assertThat(c[0]).isZero();
        assertThat(c[1]).isPositive().isLessThan(1);
        Aggregation.Clients none =
                new Aggregation.Clients(new double[] {0, -3}, new double[] {1, 1}, new double[] {1, 1}, 0.1);
        assertThat(new QFairness(1).coefficients(none, new double[0]))
                .containsExactly(new double[] {0, 0}, within(1e-9));
    }

    /** Schedules end there. */
    @Test
    void atALearningRateOfZeroTheModelStaysWhereItIs() {
        Aggregation.Clients still = new Aggregation.Clients(LOSSES, new double[] {0, 0}, new double[] {30, 10}, 0);
        assertThat(new QFairness(1).coefficients(still, new double[0]))
                .containsExactly(new double[] {0.2, 0.8}, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.462570", "1, 0.182426", "-1, 0.817574", "0, 0.5"})
    void termNormalisesTheTiltedLosses(double t, double first) {
        double[] c = new Tilt(t, TiltedAveraging.Form.NORMALISED, MeanWeights.EQUAL)
                .coefficients(clients(1, 1), new double[0]);
        assertThat(c[0]).isCloseTo(first, within(5e-7));
        assertThat(c[0] + c[1]).isCloseTo(1, within(1e-15));
    }

    @Test
    void samplesCountBesideTheLosses() {
        double[] c = new Tilt(1, TiltedAveraging.Form.NORMALISED, MeanWeights.SAMPLES)
                .coefficients(clients(1, 1), new double[0]);
        double odds = 3 * Math.exp(-1.5);
        assertThat(c[0]).isCloseTo(odds / (1 + odds), within(1e-15));
        double[] even = new Tilt(800, TiltedAveraging.Form.NORMALISED, MeanWeights.EQUAL)
                .coefficients(clients(1, 1), new double[0]);
        assertThat(even).containsExactly(0, 1);
        assertThatThrownBy(() -> new Tilt(1, TiltedAveraging.Form.REFERENCE_CODE, MeanWeights.SAMPLES))
                .hasMessageContaining("Maybe set weights: equal.");
    }

    @Test
    void theReferenceCodeEstimatesTheNormalisationOverRounds() {
        Tilt tilt = new Tilt(1, TiltedAveraging.Form.REFERENCE_CODE, MeanWeights.EQUAL);
        double[] kept = new double[tilt.kept()];
        double[] expected = {0.305783, 0.458674, 0.535119};
        for (double e : expected) {
            double[] c = tilt.coefficients(clients(1, 1), kept);
            assertThat(kept[0]).isCloseTo(e, within(5e-7));
            assertThat(c[0]).isCloseTo(Math.exp(-1.5) / (e * 4), within(1e-5));
            assertThat(c[1]).isCloseTo(1 / (e * 4), within(1e-5));
        }
    }

    /** Clients whose losses are g . x with their own constant g: at x = 1 they are 2 g. */
    private static final FunctionModel SLOPES =
            new FunctionModel(2, 1, (x, client, step) -> client == 0 ? new double[] {0.25, 0.25} : new double[] {1, 1});

    @Test
    void aRoundSendsTheLossesOfTheReceivedModelAndChargesForThem() {
        QFedAvg.Settings settings = new QFedAvg.Settings(2, 1, 0, RoundState.RESET, null, null, null);
        try (Workers workers = Workers.of(
                2,
                DType.FLOAT64,
                SLOPES,
                new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0)),
                new QFedAvg(),
                settings)) {
            workers.run(2);
            // F = (0.5, 2); both walk -0.2 g in each element.
            double[] c = new QFairness(1)
                    .coefficients(
                            new Aggregation.Clients(
                                    LOSSES, new double[] {2 * 0.05 * 0.05, 2 * 0.2 * 0.2}, new double[] {1, 1}, 0.1),
                            new double[0]);
            assertThat(workers.evaluated()[0]).isCloseTo(1 - 0.05 * c[0] - 0.2 * c[1], within(1e-7));
            assertThat(workers.costs().passed()).containsExactly("[0, 1] 1.0 0.0");
            assertThat(workers.costs().elementsByLabel())
                    .containsEntry("loss", 1L)
                    .containsEntry("parameters", 2L)
                    .containsEntry("model", 2L);
            assertThat(workers.costs().bytes()).isEqualTo(4 * (1 + 2 + 2));
        }
    }

    /** A round without fairness is the mean with equal weights, to the rounding of the wire. */
    @Test
    void atZeroAllOfThemAreTheMean() {
        TiltedAveraging.Settings term = new TiltedAveraging.Settings(
                3, 0, TiltedAveraging.Form.NORMALISED, MeanWeights.EQUAL, 0, RoundState.RESET, null, null, null);
        double[] mean = IntStream.range(0, 2)
                .mapToDouble(i -> 1 - 0.1 * 6 * (0.25 + 1) / 2)
                .toArray();
        try (Workers workers = Workers.of(
                2,
                DType.FLOAT64,
                SLOPES,
                new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0)),
                new TiltedAveraging(),
                term)) {
            assertThat(workers.run(6).evaluated()).containsExactly(mean, within(1e-6));
        }
        try (Workers workers = Workers.of(
                2,
                DType.FLOAT64,
                SLOPES,
                new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0)),
                new QFedAvg(),
                new QFedAvg.Settings(3, 0, 0, RoundState.RESET, null, null, null))) {
            assertThat(workers.run(6).evaluated()).containsExactly(mean, within(1e-6));
        }
    }
}
