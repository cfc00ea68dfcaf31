package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Time of a run whose exchanges stop the world: {@code steps (c + s U)} for compute c a step, s for the exchange of one model
 * and U of these a step, which need not be whole.
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "fitted-step-time",
        description = "Time of a run from compute a step, time of one exchange of the model, and exchanges a step.",
        source = "DES-LOC, arXiv 2505.22549, Appendix G, with its terms fitted instead of derived")
public final class FittedStepTime implements Formula<FittedStepTime.Symbols> {
    /** Symbols of {@code fitted-step-time}. */
    public record Symbols(
            @JsonPropertyDescription("compute c of a step, seconds") double computeSeconds,
            @JsonPropertyDescription("time s of exchanging one model, seconds") double unitSeconds,
            @JsonPropertyDescription("models exchanged in one period") double units,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("steps of one period") double period,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("steps of the run") double steps,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("sequences of a step, over all workers")
                    double sequences) {
        public Symbols {
            Require.positive("computeSeconds", computeSeconds, 1e12);
            Require.positive("period", period, 1e12);
            Require.positive("steps", steps, 1e12);
            Require.positive("sequences", sequences, 1e12);
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double step = symbols.computeSeconds() + symbols.unitSeconds() * symbols.units() / symbols.period();
        return ImmutableMap.of(
                "step-seconds", step,
                "hours", step * symbols.steps() / 3600,
                "days", step * symbols.steps() / 86_400,
                "sequences-per-second", symbols.sequences() / step);
    }
}
