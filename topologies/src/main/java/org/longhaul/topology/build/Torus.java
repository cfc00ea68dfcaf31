package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Hosts on a grid whose every line closes to a ring; hosts forward. A host's number reads its coordinates with the first as
 * the least. A dimension of two joins its hosts by two parallel links, as the two ways round the ring; one of one by none.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "torus",
        description = "Hosts on a grid of any number of dimensions whose lines close to rings.",
        source = "Dally, Towles, \"Principles and Practices of Interconnection Networks\", 2004, chapter 5")
public final class Torus implements TopologyBuilder<Torus.Settings> {
    /**
     * Settings of a torus.
     *
     * @param dimensions hosts along each dimension
     * @param bandwidth of every link, per direction
     * @param latency of every link, one way
     */
    public record Settings(
            @JsonPropertyDescription("hosts along each dimension, such as [4, 4, 2]") List<Integer> dimensions,
            @JsonPropertyDescription("bandwidth of every link, per direction") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "1 us") @JsonPropertyDescription("one-way latency of every link")
                    Duration latency) {
        /** Checks the ranges. */
        public Settings {
            dimensions = List.copyOf(dimensions);
            if (dimensions.isEmpty() || dimensions.size() > 8) {
                throw new TopologyException("dimensions has " + dimensions.size() + " entries; allowed: 1 to 8");
            }
            long nodes = 1;
            for (int size : dimensions) {
                BuilderLimits.range("each entry of dimensions", size, 1, BuilderLimits.MOST_NODES);
                nodes *= size;
                BuilderLimits.nodes("dimensions", nodes);
            }
            BuilderLimits.positive("bandwidth", bandwidth);
            BuilderLimits.latency("latency", latency);
        }
    }

    /** For the service loader. */
    public Torus() {}

    @Override
    public Topology create(Settings s) {
        Topology.Builder builder = Topology.builder("torus");
        Line line = Line.of(s.bandwidth, s.latency);
        int hosts = s.dimensions.stream().reduce(1, (a, b) -> a * b);
        for (int h = 0; h < hosts; h++) {
            builder.node(Node.host("host" + h));
            int stride = 1;
            for (int d = 0; d < s.dimensions.size(); d++) {
                int size = s.dimensions.get(d);
                int coordinate = h / stride % size;
                int next = h + ((coordinate + 1) % size - coordinate) * stride;
                if (size > 1) {
                    builder.link(line.named("host" + h + "--" + d, "host" + h, "host" + next));
                }
                stride *= size;
            }
        }
        return builder.build();
    }
}
