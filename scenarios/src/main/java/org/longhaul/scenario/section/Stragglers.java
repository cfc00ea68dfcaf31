package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.longhaul.extension.PlainNumber;

/** How compute times differ between workers and from step to step, drawn from a named stream of the master seed. */
public record Stragglers(
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("factor on each worker's compute time, by worker")
                List<Double> factors,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription(
                        "standard deviation over mean of a step's log-normal noise factor, whose mean is 1")
                double variation,
        @JsonProperty(defaultValue = "0") @JsonPropertyDescription("probability that a worker's step is slow")
                double slowProbability,
        @JsonProperty(defaultValue = "2") @JsonPropertyDescription("factor on the compute time of a slow step")
                double slowFactor) {

    private static final double LARGEST_FACTOR = 1e6;

    public Stragglers {
        factors = List.copyOf(factors);
        for (double factor : factors) {
            if (!(factor >= 1 / LARGEST_FACTOR && factor <= LARGEST_FACTOR)) {
                throw new IllegalArgumentException(
                        "factors (" + PlainNumber.of(factor) + " among them) must lie in [1e-6, 1e6].");
            }
        }
        if (!(variation >= 0 && variation <= 10)) {
            throw new IllegalArgumentException("variation (" + PlainNumber.of(variation) + ") must lie in [0, 10].");
        }
        if (!(slowProbability >= 0 && slowProbability <= 1)) {
            throw new IllegalArgumentException(
                    "slowProbability (" + PlainNumber.of(slowProbability) + ") must lie in [0, 1].");
        }
        if (!(slowFactor >= 1 && slowFactor <= LARGEST_FACTOR)) {
            throw new IllegalArgumentException("slowFactor (" + PlainNumber.of(slowFactor) + ") must lie in [1, 1e6].");
        }
    }

    /** Factor on a worker's compute time; 1 where none are stated. Where workers are more than factors, these come again. */
    public double factor(int worker) {
        return factors.isEmpty() ? 1 : factors.get(worker % factors.size());
    }
}
