package org.longhaul.simulator.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.unit.DataSize;

class DistributionTest {

    private static final List<Distribution> ALL = List.of(
            new Distribution.Exponential(3),
            new Distribution.Weibull(2, 0.7),
            new Distribution.Weibull(2, 3),
            new Distribution.LogNormal(5, 0.8),
            new Distribution.Constant(4));

    @Test
    void meansOfSamplesAreTheMean() {
        for (Distribution distribution : ALL) {
            RandomGenerator random = new RandomStreams(7).stream("test", 0);
            double sum = 0;
            int samples = 200_000;
            for (int i = 0; i < samples; i++) {
                double sample = distribution.sample(random);
                assertThat(sample).isNotNegative().isFinite();
                sum += sample;
            }
            assertThat(sum / samples).as(distribution.toString()).isCloseTo(distribution.mean(), within(0.06));
        }
    }

    @Test
    void quantilesAreTheClosedForms() {
        assertThat(new Distribution.Exponential(3).quantile(0.5)).isCloseTo(3 * Math.log(2), within(1e-12));
        assertThat(new Distribution.Weibull(2, 0.7).quantile(1 - Math.exp(-1))).isCloseTo(2, within(1e-12));
        assertThat(new Distribution.LogNormal(5, 0.8).quantile(0.5)).isCloseTo(5, within(1e-12));
        // The standard normal's 84.134 % quantile is 1.
        assertThat(new Distribution.LogNormal(5, 0.8).quantile(0.8413447460685429))
                .isCloseTo(5 * Math.exp(0.8), within(1e-9));
    }

    @Test
    void aSampleTakesOneNumberFromTheStream() {
        RandomGenerator used = new RandomStreams(7).stream("test", 0);
        RandomGenerator other = new RandomStreams(7).stream("test", 0);
        for (Distribution distribution : ALL.subList(0, 4)) {
            distribution.sample(used);
            other.nextLong();
        }
        assertThat(used.nextLong()).isEqualTo(other.nextLong());
    }

    @Test
    void durationsAndSizesStayInRange() {
        RandomGenerator random = new RandomStreams(1).stream("test", 0);
        Distribution wild = new Distribution.LogNormal(1e15, 30);
        for (int i = 0; i < 1000; i++) {
            assertThat(DurationDistribution.sampleNanos(wild, random)).isBetween(1L, 1L << 61);
            assertThat(SizeDistribution.sampleBytes(wild, random)).isBetween(1L, 1L << 50);
        }
        assertThat(DurationDistribution.constant(Duration.ofMillis(3)).nanos())
                .isEqualTo(new Distribution.Constant(3e6));
        assertThat(SizeDistribution.exponential(DataSize.parse("2 MB")).bytes())
                .isEqualTo(new Distribution.Exponential(2e6));
    }

    @Test
    void parametersOfAnotherDistributionAreRefused() {
        Duration day = Duration.ofDays(1);
        assertThatThrownBy(
                        () -> new DurationDistribution(Distribution.Kind.EXPONENTIAL, null, day, 0.7, null, null, null))
                .hasMessageContaining("scale is given, but the distribution exponential takes mean")
                .hasMessageContaining("Maybe distribution: weibull");
        assertThatThrownBy(
                        () -> new DurationDistribution(Distribution.Kind.LOG_NORMAL, null, null, null, day, null, null))
                .hasMessageContaining("sigma is missing")
                .hasMessageContaining("median and sigma");
        assertThatThrownBy(() -> DurationDistribution.exponential(Duration.ZERO))
                .hasMessageContaining("mean (0.0) must be above 0");
        assertThatThrownBy(() -> SizeDistribution.weibull(DataSize.parse("1 MB"), Double.NaN))
                .hasMessageContaining("shape (NaN)");
    }
}
