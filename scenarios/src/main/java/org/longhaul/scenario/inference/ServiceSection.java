package org.longhaul.scenario.inference;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.WorkKind;
import org.longhaul.scenario.file.Inline;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.Names;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.ServiceModel;

/** One of the services that are compared: a kind with its settings, under a name, and what differs for it. */
public record ServiceSection(
        @Inline Selection<ServiceModel<?>> model,
        @Nullable
                @JsonPropertyDescription(
                        "name in tables, of which its random streams are made; default: the kind; unique")
                String name,
        @Nullable @JsonPropertyDescription("arrivals instead of requests.arrivals") Selection<ArrivalModel<?>> arrivals,
        @Nullable @JsonPropertyDescription("work instead of the scenario's") Selection<WorkKind> work) {

    public ServiceSection {
        Names.check("name", name);
    }

    /** The name, or the kind's id when there is none. */
    public String label() {
        return name == null ? model.id() : name;
    }
}
