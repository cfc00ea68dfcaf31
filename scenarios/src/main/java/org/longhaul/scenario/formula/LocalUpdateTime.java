package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.FlopRate;

/**
 * DES-LOC's model of wall-clock time, without overlap.
 *
 * <pre>
 *   compute        6 P D / (MFU S M)                      P parameters, D tokens, S operations a second of each of M workers
 *   communication  U T a ((2 P b / B) (1 - 1/M) + l)      U exchanges of P elements a step, T steps, b bytes an element
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "local-update-wall-clock",
        description = "Wall-clock time of training with exchanges of the model every so many steps.",
        source = "DES-LOC, arXiv 2505.22549, Appendix G")
public final class LocalUpdateTime implements Formula<LocalUpdateTime.Symbols> {
    /** Symbols of {@code local-update-wall-clock}. */
    public record Symbols(
            @JsonPropertyDescription("parameters P") double parameters,
            @JsonPropertyDescription("tokens D") double tokens,
            @JsonPropertyDescription("tokens of a step, over all workers") double tokensPerStep,
            @JsonPropertyDescription("workers M") int workers,
            @JsonPropertyDescription("operations a second S of a worker") FlopRate peak,
            @JsonPropertyDescription("share of S that is reached, 0 to 1") double mfu,
            @JsonPropertyDescription("bandwidth B of the slowest link") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("latency l of an exchange, seconds")
                    double latencySeconds,
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("bytes b of an element") double bytesPerElement,
            @JsonPropertyDescription("exchanges U of one model a step") double unitsPerStep,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("share a of communication that nothing hides")
                    double exposed) {
        public Symbols {
            Require.positive("parameters", parameters, 1e15);
            Require.positive("tokens", tokens, 1e18);
            Require.positive("tokensPerStep", tokensPerStep, 1e15);
            Require.positive("mfu", mfu, 1);
            Require.positive("bytesPerElement", bytesPerElement, 64);
            Require.count("workers", workers, Integer.MAX_VALUE);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double steps = symbols.tokens() / symbols.tokensPerStep();
        double compute = 6
                * symbols.parameters()
                * symbols.tokens()
                / (symbols.mfu() * symbols.peak().flopsPerSecond() * symbols.workers());
        double bytesPerSecond = symbols.bandwidth().bytesPerSecond();
        double exchange =
                2 * symbols.parameters() * symbols.bytesPerElement() / bytesPerSecond * (1 - 1.0 / symbols.workers())
                        + symbols.latencySeconds();
        double communication = symbols.unitsPerStep() * steps * exchange * symbols.exposed();
        return ImmutableMap.of(
                "steps", steps,
                "exchange-seconds", exchange,
                "compute-days", compute / 86_400,
                "communication-days", communication / 86_400,
                "days", (compute + communication) / 86_400);
    }
}
