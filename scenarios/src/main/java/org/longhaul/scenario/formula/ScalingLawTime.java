package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.topology.unit.Bandwidth;

/**
 * The idealised wall-clock model of the scaling laws for DiLoCo.
 *
 * <pre>
 *   compute        6 N D / (R Q)
 *   all-reduce     A(W, e, r) = 2 N b / W (1 - 1/r) + e                  b bits a parameter, r chips
 *   data-parallel  T A(W1, e1, R)                                        T = D / B steps
 *   DiLoCo, M = 1  the same (1 + 1/H)
 *   DiLoCo, M &gt; 1  T A(W0, e0, R / M) + (T / H) A(W1, e1, R)             each replica has R / M chips
 * </pre>
 *
 * <p>W0, e0 are those within a data centre, always the high network; W1, e1 those across.
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "scaling-law-wall-clock",
        description = "Idealised wall-clock time of data-parallel training and DiLoCo on two levels of network.",
        source = "Charles et al., Scaling Laws for DiLoCo, arXiv 2503.09799, Appendix A")
public final class ScalingLawTime implements Formula<ScalingLawTime.Symbols> {
    /** Symbols of {@code scaling-law-wall-clock}. */
    public record Symbols(
            @JsonPropertyDescription("parameters N") double parameters,
            @JsonPropertyDescription("tokens D") double tokens,
            @JsonPropertyDescription("tokens B of a step") double tokensPerStep,
            @JsonPropertyDescription("chips R") double chips,
            @JsonPropertyDescription("replicas M") double replicas,
            @JsonPropertyDescription("local steps H") double period,
            @JsonPropertyDescription("bandwidth W1 across data centres") Bandwidth bandwidth,
            @JsonPropertyDescription("latency e1 across data centres, seconds") double latencySeconds,
            @JsonProperty(defaultValue = "400 Gbit/s") @JsonPropertyDescription("bandwidth W0 within a data centre")
                    Bandwidth innerBandwidth,
            @JsonProperty(defaultValue = "1e-4") @JsonPropertyDescription("latency e0 within a data centre, seconds")
                    double innerLatencySeconds,
            @JsonProperty(defaultValue = "3e14") @JsonPropertyDescription("operations a second Q of a chip")
                    double flopPerSecond,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription("bits b of a parameter") double bits) {
        public Symbols {
            Require.positive("parameters", parameters, 1e15);
            Require.positive("tokens", tokens, 1e18);
            Require.positive("tokensPerStep", tokensPerStep, 1e15);
            Require.positive("chips", chips, 1e12);
            Require.positive("replicas", replicas, 1e12);
            Require.positive("period", period, 1e12);
            Require.positive("flopPerSecond", flopPerSecond, 1e20);
            Require.positive("bits", bits, 64);
        }

        private double allReduceSeconds(Bandwidth over, double latency, double members) {
            return 2 * parameters * bits / over.bitsPerSecond() * (1 - 1 / members) + latency;
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double steps = symbols.tokens() / symbols.tokensPerStep();
        double across = symbols.allReduceSeconds(symbols.bandwidth(), symbols.latencySeconds(), symbols.chips());
        double within = symbols.allReduceSeconds(
                symbols.innerBandwidth(), symbols.innerLatencySeconds(), symbols.chips() / symbols.replicas());
        double dataParallel = steps * across;
        double diloco = symbols.replicas() == 1
                ? dataParallel * (1 + 1 / symbols.period())
                : steps * within + steps / symbols.period() * across;
        return ImmutableMap.of(
                "steps",
                steps,
                "compute-seconds",
                6 * symbols.parameters() * symbols.tokens() / (symbols.chips() * symbols.flopPerSecond()),
                "data-parallel-seconds",
                dataParallel,
                "diloco-seconds",
                diloco,
                "outer-seconds",
                steps / symbols.period() * across,
                "inner-seconds",
                steps * within);
    }
}
