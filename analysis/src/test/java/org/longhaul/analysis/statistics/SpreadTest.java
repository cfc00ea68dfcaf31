package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class SpreadTest {

    @Test
    void agreesWithTheTextbookOnFiveValues() {
        Spread spread = Spread.of(new double[] {4, 8, 6, 5, 7});

        assertThat(spread.mean()).isEqualTo(6);
        assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(2.5), within(1e-12));
        // t(0.975; 4) = 2.776445
        double half = 2.7764451052 * Math.sqrt(2.5 / 5);
        assertThat(spread.student().low()).isCloseTo(6 - half, within(1e-8));
        assertThat(spread.student().high()).isCloseTo(6 + half, within(1e-8));
    }

    @Test
    void bootstrapsTheSameIntervalFromTheSameSeedAndStaysWithinTheValues() {
        double[] values = {1.0, 2.0, 4.0};

        Interval first = Spread.of(values, 0.95, 7).bootstrap();

        assertThat(Spread.of(values, 0.95, 7).bootstrap()).isEqualTo(first);
        assertThat(first.low()).isBetween(1.0, 7.0 / 3);
        assertThat(first.high()).isBetween(7.0 / 3, 4.0);
    }

    @Test
    void coversTheTrueMeanAsOftenAsItClaims() {
        Random random = new Random(11);
        int covered = 0;
        for (int trial = 0; trial < 400; trial++) {
            double[] values = gaussians(random, 5);
            Interval interval = Spread.of(values).student();
            covered += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
        }
        assertThat(covered / 400.0).isBetween(0.92, 0.98);
    }

    private static double[] gaussians(Random random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = 3 + random.nextGaussian();
        }
        return values;
    }

    @Test
    void givesNoIntervalForOneValue() {
        Spread spread = Spread.of(new double[] {2.5});

        assertThat(spread.mean()).isEqualTo(2.5);
        assertThat(spread.standardDeviation()).isZero();
        assertThat(spread.student()).isNull();
        assertThat(spread.bootstrap()).isNull();
    }

    @Test
    void neverAveragesADivergenceAway() {
        Spread spread = Spread.of(new double[] {1, Double.NaN, 2});

        assertThat(spread.mean()).isNaN();
        assertThat(spread.student()).isNull();
    }

    @Test
    void refusesNoValuesAndImpossibleConfidence() {
        assertThatThrownBy(() -> Spread.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Spread.of(new double[] {1}, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.0");
    }

    @Test
    void quantilesInterpolateBetweenOrderStatistics() {
        double[] sorted = {1, 2, 4, 8};
        assertThat(Spread.quantile(sorted, 0)).isEqualTo(1);
        assertThat(Spread.quantile(sorted, 0.5)).isEqualTo(3);
        assertThat(Spread.quantile(sorted, 0.9)).isCloseTo(6.8, within(1e-12));
        assertThat(Spread.quantile(sorted, 1)).isEqualTo(8);
    }
}
