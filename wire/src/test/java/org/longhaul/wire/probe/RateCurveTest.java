package org.longhaul.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RateCurveTest {
    private static RateCurve curve(double seconds, double step, DoubleUnaryOperator bytes) {
        RateCurve curve = new RateCurve();
        for (double t = 0; t <= seconds; t += step) {
            curve.add(Math.round(t * 1e9), Math.round(bytes.applyAsDouble(t)));
        }
        return curve;
    }

    @Test
    void slowStartIsNotSteadyAndWhatFollowsCounts() {
        // Doubles each 40 ms from 100 kB/s on, until 12.5 MB/s at 0.279 s.
        DoubleUnaryOperator start = t -> 100_000 * 0.04 / Math.log(2) * (Math.pow(2, t / 0.04) - 1);
        DoubleUnaryOperator all =
                t -> t < 0.2786 ? start.applyAsDouble(t) : start.applyAsDouble(0.2786) + 12.5e6 * (t - 0.2786);
        assertThat(RateCurve.of(List.of(curve(0.25, 0.005, all)), 50_000_000).isSteady())
                .isFalse();
        assertThat(RateCurve.of(List.of(curve(0.5, 0.005, all)), 50_000_000).isSteady())
                .isFalse();
        RateCurve.Rate rate = RateCurve.of(List.of(curve(1.5, 0.005, all)), 50_000_000);
        assertThat(rate.isSteady()).isTrue();
        assertThat(rate.bytesPerSecond()).isCloseTo(12.5e6, within(0.01e6));
        // A long round trip: the same curve says nothing yet.
        assertThat(RateCurve.of(List.of(curve(1.5, 0.005, all)), 500_000_000).isSteady())
                .isFalse();
    }

    @Test
    void whatComesLateAfterALossDoesNotRaiseTheRate() {
        // Nothing is handed over from 1.0 to 1.3 s and from 1.55 to 1.6 s, then all at once.
        DoubleUnaryOperator line = t -> 10e6 * t;
        DoubleUnaryOperator holes =
                t -> t >= 1.0 && t < 1.3 ? 10e6 : t >= 1.55 && t < 1.6 ? 15.5e6 : line.applyAsDouble(t);
        RateCurve.Rate rate = RateCurve.of(List.of(curve(2, 0.005, holes)), 50_000_000);
        assertThat(rate.bytesPerSecond()).isCloseTo(10e6, within(0.1e6));
    }

    @Test
    void flowsAddUpWhileAllOfThemGo() {
        RateCurve one = curve(1, 0.01, t -> 3e6 * t);
        RateCurve other = curve(2, 0.01, t -> t < 1 ? 2e6 * t : 2e6 + 5e6 * (t - 1));
        RateCurve.Rate both = RateCurve.of(List.of(one, other), 1);
        assertThat(both.bytesPerSecond()).isCloseTo(5e6, within(0.05e6));
        assertThat(both.shares()).containsExactly(new double[] {0.6, 0.4}, within(0.01));
        assertThat(RateCurve.of(List.of(one, new RateCurve()), 1).bytesPerSecond())
                .isZero();
    }
}
