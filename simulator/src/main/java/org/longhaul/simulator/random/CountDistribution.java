package org.longhaul.simulator.random;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A random whole number from 1 on, as {@link DurationDistribution} is a random duration.
 *
 * @param distribution which one
 * @param mean of the exponential
 * @param scale of the Weibull
 * @param shape of the Weibull
 * @param median of the log-normal
 * @param sigma of the log-normal: standard deviation of the natural logarithm
 * @param value of the constant
 */
public record CountDistribution(
        @JsonProperty(defaultValue = "exponential")
                @JsonPropertyDescription("exponential (mean), weibull (scale, shape), log-normal (median, sigma) or"
                        + " constant (value)")
                Distribution.Kind distribution,
        @Nullable @JsonPropertyDescription("mean of the exponential distribution") Double mean,
        @Nullable @JsonPropertyDescription("scale of the Weibull distribution: 63 % of all numbers are smaller")
                Double scale,
        @Nullable @JsonPropertyDescription("shape of the Weibull distribution; below 1 few numbers are large")
                Double shape,
        @Nullable @JsonPropertyDescription("median of the log-normal distribution") Double median,
        @Nullable @JsonPropertyDescription("sigma of the log-normal distribution: standard deviation of the logarithm")
                Double sigma,
        @Nullable @JsonPropertyDescription("value of the constant distribution") Double value) {

    // Far beyond any text, and products with bytes or operations of a token stay within what is counted.
    private static final long LARGEST = 1L << 40;

    public CountDistribution {
        new Parameters(distribution, mean, scale, shape, median, sigma, value).distribution();
    }

    /** Always the same number. */
    public static CountDistribution constant(double value) {
        return new CountDistribution(Distribution.Kind.CONSTANT, null, null, null, null, null, value);
    }

    /** The distribution before it is rounded. */
    public Distribution numbers() {
        return new Parameters(distribution, mean, scale, shape, median, sigma, value).distribution();
    }

    /** The number below which lies the given share of all: at least 1 and at most 2^40. */
    public static long quantile(Distribution numbers, double probability) {
        return (long) Math.max(1, Math.min((double) LARGEST, Math.rint(numbers.quantile(probability))));
    }
}
