package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Latency of an all-reduce over a binary tree beside that of averaging with one partner, and what waiting for the later of two
 * messages costs where a message takes a log-normal time.
 *
 * <pre>
 *   E[one] = exp(mu + sigma^2 / 2)      E[later of two] = (1 + erf(sigma / 2)) E[one]
 *   tree  2 E[one] log2 n               pair  2 E[one]
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "pair-latency",
        description = "Latency of an all-reduce over a tree beside that of averaging with one partner.",
        source = "NoLoCo, arXiv 2506.10911, latency analysis")
public final class PairLatency implements Formula<PairLatency.Symbols> {
    private static final int TERMS = 60;

    /** Symbols of {@code pair-latency}. */
    public record Symbols(
            @JsonPropertyDescription("workers n") int workers,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("mu of the logarithm of a message's seconds")
                    double mu,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("sigma of it; 0 where all are alike")
                    double sigma) {
        public Symbols {
            Require.atLeast("workers", workers, 2);
            Require.notNegative("sigma", sigma, 5);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double one = Math.exp(symbols.mu() + symbols.sigma() * symbols.sigma() / 2);
        double levels = Math.log(symbols.workers()) / Math.log(2);
        return ImmutableMap.of(
                "tree-seconds", 2 * one * levels,
                "pair-seconds", 2 * one,
                "message-seconds", one,
                "later-of-two-seconds", one * (1 + erf(symbols.sigma() / 2)));
    }

    /** The error function by its Taylor series, which is exact to rounding for the small arguments here. */
    private static double erf(double x) {
        double sum = 0;
        double term = x;
        for (int n = 0; n < TERMS; n++) {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
