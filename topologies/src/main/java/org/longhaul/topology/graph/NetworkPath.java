package org.longhaul.topology.graph;

import java.time.Duration;
import java.util.List;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A way through a network.
 *
 * @param arcs indices of its arcs in order
 * @param latency one way
 * @param bandwidth of its narrowest arc
 */
public record NetworkPath(List<Integer> arcs, Duration latency, Bandwidth bandwidth) {

    /** Copies the list. */
    public NetworkPath {
        arcs = List.copyOf(arcs);
    }

    static NetworkPath of(Topology topology, List<Integer> arcs) {
        return new NetworkPath(
                arcs,
                Duration.ofNanos(
                        arcs.stream().mapToLong(topology::arcLatencyNanos).sum()),
                new Bandwidth(arcs.stream()
                        .mapToLong(topology::arcBitsPerSecond)
                        .min()
                        .orElseThrow()));
    }
}
