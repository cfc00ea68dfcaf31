package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Inline;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.traffic.TrafficModel;

/** Traffic of others on the network: a kind of traffic with its settings, under a name. */
public record FlowSection(
        @Inline Selection<TrafficModel<?>> model,
        @Nullable
                @JsonPropertyDescription(
                        "name in reports, of which its random streams are made; default: the kind; unique")
                String name,
        @Nullable
                @JsonPropertyDescription(
                        "congestion control of its connections: reno, cubic or bbr; default: that of its hosts"
                                + " (network.congestionControls), else of the network")
                CongestionControl congestionControl) {

    public FlowSection {
        Names.check("name", name);
    }

    /** The name, or the kind's id when there is none. */
    public String label() {
        return name == null ? model.id() : name;
    }

    /** The traffic as the simulator takes it. */
    public BackgroundFlows flows() {
        return new BackgroundFlows(
                label(), model.factory(), model.settings(), congestionControl == null ? null : congestionControl.id());
    }
}
