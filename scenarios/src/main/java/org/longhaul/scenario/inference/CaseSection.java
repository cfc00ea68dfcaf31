package org.longhaul.scenario.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.BackgroundSection;
import org.longhaul.scenario.section.FaultSection;
import org.longhaul.scenario.section.Names;
import org.longhaul.topology.build.TopologyBuilder;

/** Circumstances under which every service is run: another network, something that fails, somebody else who sends. */
public record CaseSection(
        @JsonPropertyDescription("name in tables; unique") String name,
        @Nullable @JsonPropertyDescription("the network instead of the scenario's")
                Selection<TopologyBuilder<?>> topology,
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("what fails or varies beside the scenario's faults")
                List<FaultSection> faults,
        @Nullable @JsonPropertyDescription("training jobs and other traffic instead of the scenario's")
                BackgroundSection background) {

    public CaseSection {
        Names.check("name", name);
        faults = List.copyOf(faults);
    }
}
