package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * How long an exponential moving average remembers.
 *
 * <pre>
 *   half-life  ln 0.5 / ln beta
 *   retention  beta^K                                      weight of the average of K steps ago
 *   drift      1 - beta^K                                  |u_{t+K} - u_t| &lt;= 2 rho (1 - beta^K) where gradients are clipped at rho
 *   noise      (1 - beta) / (1 + beta) (1 - beta^{2K})     variance that K gradients of variance 1 add to it
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "momentum-memory",
        description = "How long an exponential moving average remembers.",
        source = "DES-LOC, arXiv 2505.22549, half-life rule and drift bounds; MT-DAO, arXiv 2510.05361, retention")
public final class MomentumMemory implements Formula<MomentumMemory.Symbols> {
    /** Symbols of {@code momentum-memory}. */
    public record Symbols(
            @JsonPropertyDescription("decay of the average, in (0, 1)") double beta,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("steps K") long steps) {
        public Symbols {
            if (!(beta > 0 && beta < 1)) {
                throw new IllegalArgumentException("beta (" + beta + ") must lie in (0, 1).");
            }
            Require.period("steps", steps);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double retention = Math.pow(symbols.beta(), (double) symbols.steps());
        return ImmutableMap.of(
                "half-life-steps",
                Math.log(0.5) / Math.log(symbols.beta()),
                "retention",
                retention,
                "drift",
                1 - retention,
                "noise-variance",
                (1 - symbols.beta()) / (1 + symbols.beta()) * (1 - retention * retention));
    }
}
