package org.longhaul.simulator.random;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.DataSize;

/**
 * A random amount of data, as {@link DurationDistribution} is a random duration.
 *
 * @param distribution which one
 * @param mean of the exponential
 * @param scale of the Weibull
 * @param shape of the Weibull
 * @param median of the log-normal
 * @param sigma of the log-normal: standard deviation of the natural logarithm
 * @param value of the constant
 */
public record SizeDistribution(
        @JsonProperty(defaultValue = "exponential")
                @JsonPropertyDescription("exponential (mean), weibull (scale, shape), log-normal (median, sigma) or"
                        + " constant (value)")
                Distribution.Kind distribution,
        @Nullable @JsonPropertyDescription("mean of the exponential distribution") DataSize mean,
        @Nullable @JsonPropertyDescription("scale of the Weibull distribution: 63 % of all sizes are smaller")
                DataSize scale,
        @Nullable @JsonPropertyDescription("shape of the Weibull distribution; below 1 few transfers carry most bytes")
                Double shape,
        @Nullable @JsonPropertyDescription("median of the log-normal distribution") DataSize median,
        @Nullable @JsonPropertyDescription("sigma of the log-normal distribution: standard deviation of the logarithm")
                Double sigma,
        @Nullable @JsonPropertyDescription("value of the constant distribution") DataSize value) {

    private static final long LARGEST_BYTES = 1L << 50;

    public SizeDistribution {
        parameters(distribution, mean, scale, shape, median, sigma, value).distribution();
    }

    /** Exponential with a mean. */
    public static SizeDistribution exponential(DataSize mean) {
        return new SizeDistribution(Distribution.Kind.EXPONENTIAL, mean, null, null, null, null, null);
    }

    /** Weibull with a scale and a shape. */
    public static SizeDistribution weibull(DataSize scale, double shape) {
        return new SizeDistribution(Distribution.Kind.WEIBULL, null, scale, shape, null, null, null);
    }

    /** Log-normal with a median and the standard deviation of the logarithm. */
    public static SizeDistribution logNormal(DataSize median, double sigma) {
        return new SizeDistribution(Distribution.Kind.LOG_NORMAL, null, null, null, median, sigma, null);
    }

    /** Always the same size. */
    public static SizeDistribution constant(DataSize value) {
        return new SizeDistribution(Distribution.Kind.CONSTANT, null, null, null, null, null, value);
    }

    /** The distribution, in bytes. */
    public Distribution bytes() {
        return parameters(distribution, mean, scale, shape, median, sigma, value)
                .distribution();
    }

    /** The next sample of a distribution in bytes: at least 1 byte and at most 1 PiB. */
    public static long sampleBytes(Distribution bytes, RandomGenerator random) {
        return (long) Math.max(1, Math.min((double) LARGEST_BYTES, Math.rint(bytes.sample(random))));
    }

    private static Parameters parameters(
            Distribution.Kind kind,
            @Nullable DataSize mean,
            @Nullable DataSize scale,
            @Nullable Double shape,
            @Nullable DataSize median,
            @Nullable Double sigma,
            @Nullable DataSize value) {
        return new Parameters(kind, inBytes(mean), inBytes(scale), shape, inBytes(median), sigma, inBytes(value));
    }

    private static @Nullable Double inBytes(@Nullable DataSize size) {
        return size == null ? null : (double) size.bytes();
    }
}
