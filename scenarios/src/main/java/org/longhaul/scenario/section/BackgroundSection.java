package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** Who else uses the network while a method runs. All of it begins with the method and ends with it. */
public record BackgroundSection(
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("other training jobs") List<JobSection> jobs,
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("other traffic between hosts")
                List<FlowSection> flows) {

    public BackgroundSection {
        jobs = List.copyOf(jobs);
        flows = List.copyOf(flows);
    }
}
