package org.longhaul.simulator.random;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A random duration: exponential (mean), Weibull (scale, shape), log-normal (median, sigma) or constant (value). A
 * parameter that does not belong to the distribution is refused, as is a missing one.
 *
 * @param distribution which one
 * @param mean of the exponential
 * @param scale of the Weibull: 63 % of all are shorter
 * @param shape of the Weibull
 * @param median of the log-normal
 * @param sigma of the log-normal: standard deviation of the natural logarithm
 * @param value of the constant
 */
public record DurationDistribution(
        @JsonProperty(defaultValue = "exponential")
                @JsonPropertyDescription("exponential (mean), weibull (scale, shape), log-normal (median, sigma) or"
                        + " constant (value)")
                Distribution.Kind distribution,
        @Nullable @JsonPropertyDescription("mean of the exponential distribution") Duration mean,
        @Nullable @JsonPropertyDescription("scale of the Weibull distribution: 63 % of all durations are shorter")
                Duration scale,
        @Nullable @JsonPropertyDescription("shape of the Weibull distribution; below 1 failures come in bursts")
                Double shape,
        @Nullable @JsonPropertyDescription("median of the log-normal distribution") Duration median,
        @Nullable @JsonPropertyDescription("sigma of the log-normal distribution: standard deviation of the logarithm")
                Double sigma,
        @Nullable @JsonPropertyDescription("value of the constant distribution") Duration value) {

    // 73 years: far beyond any run, and sums of two stay within a long.
    private static final long LONGEST_NANOS = 1L << 61;

    public DurationDistribution {
        parameters(distribution, mean, scale, shape, median, sigma, value).distribution();
    }

    /** Exponential with a mean. */
    public static DurationDistribution exponential(Duration mean) {
        return new DurationDistribution(Distribution.Kind.EXPONENTIAL, mean, null, null, null, null, null);
    }

    /** Weibull with a scale and a shape. */
    public static DurationDistribution weibull(Duration scale, double shape) {
        return new DurationDistribution(Distribution.Kind.WEIBULL, null, scale, shape, null, null, null);
    }

    /** Log-normal with a median and the standard deviation of the logarithm. */
    public static DurationDistribution logNormal(Duration median, double sigma) {
        return new DurationDistribution(Distribution.Kind.LOG_NORMAL, null, null, null, median, sigma, null);
    }

    /** Always the same duration. */
    public static DurationDistribution constant(Duration value) {
        return new DurationDistribution(Distribution.Kind.CONSTANT, null, null, null, null, null, value);
    }

    /** The distribution, in nanoseconds. */
    public Distribution nanos() {
        return parameters(distribution, mean, scale, shape, median, sigma, value)
                .distribution();
    }

    /** The next sample of a distribution in nanoseconds: at least 1 ns, so that time goes on, and at most 73 years. */
    public static long sampleNanos(Distribution nanos, RandomGenerator random) {
        return (long) Math.max(1, Math.min((double) LONGEST_NANOS, Math.rint(nanos.sample(random))));
    }

    private static Parameters parameters(
            Distribution.Kind kind,
            @Nullable Duration mean,
            @Nullable Duration scale,
            @Nullable Double shape,
            @Nullable Duration median,
            @Nullable Double sigma,
            @Nullable Duration value) {
        return new Parameters(kind, inNanos(mean), inNanos(scale), shape, inNanos(median), sigma, inNanos(value));
    }

    private static @Nullable Double inNanos(@Nullable Duration duration) {
        return duration == null ? null : (double) duration.toNanos();
    }
}
