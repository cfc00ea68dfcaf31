package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.topology.unit.Bandwidth;

/** A topology of a user's: towns along a road, with a switch and a host in each. */
@Provides(id = "road", description = "Towns along a road, with a switch and a host in each.")
public final class Road implements TopologyBuilder<Road.Settings> {
    /** How long the road is, and what lies along it. */
    public record Settings(
            @JsonPropertyDescription("number of towns, at least 2") int towns,
            @JsonPropertyDescription("of each line, per direction") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "1 ms") @JsonPropertyDescription("from town to town, one way")
                    Duration latency) {
        /** Checks the range. */
        public Settings {
            if (towns < 2) {
                throw new IllegalArgumentException("towns (" + towns + ") must be at least 2.");
            }
        }
    }

    @Override
    public Topology create(Settings settings) {
        Topology.Builder road = Topology.builder("road-" + settings.towns());
        for (int town = 0; town < settings.towns(); town++) {
            road.node(Node.host("host" + town)).node(Node.switchOf("switch" + town));
            road.link(line("door" + town, "host" + town, "switch" + town, settings.bandwidth(), Duration.ZERO));
            if (town > 0) {
                road.link(line(
                        "road" + town,
                        "switch" + (town - 1),
                        "switch" + town,
                        settings.bandwidth(),
                        settings.latency()));
            }
        }
        return road.build();
    }

    private static Link line(String id, String from, String to, Bandwidth bandwidth, Duration latency) {
        return new Link(id, from, to, bandwidth, bandwidth, latency, 0, null, null);
    }
}
