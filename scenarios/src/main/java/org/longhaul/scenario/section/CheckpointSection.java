package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Durations;

/** How often a run saves its state; whatever it is, a resumed run has the same results. */
public record CheckpointSection(
        @JsonProperty(defaultValue = "20 s") @JsonPropertyDescription("real time between checkpoints") Duration every,
        @Nullable @JsonPropertyDescription("steps between checkpoints, besides the time; default: none")
                Long everySteps) {

    public CheckpointSection {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every (" + Durations.shown(every) + ") must be above 0 s.");
        }
        TrainingSection.requirePositive("everySteps", everySteps);
    }
}
