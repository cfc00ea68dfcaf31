package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a unit of a run, one method under one seed, may take at most; beyond, it ends with that as its outcome. */
public record LimitsSection(
        @JsonProperty(defaultValue = "1000000000")
                @JsonPropertyDescription(
                        "events that the simulation of one method under one seed may take; a run that would take more ends"
                                + " without its result")
                long events) {

    public LimitsSection {
        if (events < 1) {
            throw new IllegalArgumentException("events (" + events + ") must be at least 1.");
        }
    }
}
