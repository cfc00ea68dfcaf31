package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Inline;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.FaultModel;

/** Something that fails or varies in the course of a run: a fault model with its settings, under a name. */
public record FaultSection(
        @Inline Selection<FaultModel<?>> model,
        @Nullable
                @JsonPropertyDescription(
                        "name in reports, of which its random streams are made; default: the kind; unique")
                String name) {

    public FaultSection {
        Names.check("name", name);
    }

    /** The name, or the model's id when there is none. */
    public String label() {
        return name == null ? model.id() : name;
    }

    /** The fault as the simulator takes it. */
    public Fault fault() {
        return new Fault(label(), model.factory(), model.settings());
    }
}
