package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What is asked of a run between real processes. */
public record WireSection(
        @JsonProperty(defaultValue = "25 %")
                @JsonPropertyDescription(
                        "how far the projected step and total time of a method may lie from the measured ones before"
                                + " 'longhaul wire compare' fails")
                PercentTolerance tolerance) {}
