package org.longhaul.topology;

import java.time.Duration;
import java.util.List;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Figures that describe a topology. Paths are those of {@link Routings#shortestLatency}.
 *
 * @param hosts number of hosts
 * @param switches number of switches
 * @param links number of links
 * @param parts number of parts that no link joins; hosts of different parts cannot reach each other
 * @param diameterHops most links on a path between hosts that reach each other
 * @param diameterLatency highest one-way latency of such a path
 * @param meanLatency mean one-way latency over ordered pairs of different hosts that reach each other
 * @param exact whether all hosts were targets; if not, evenly chosen ones were, the diameters are lower bounds, the mean and
 *     the loads are estimates
 * @param bisection least capacity, one way, found between two halves of the hosts; the true bisection bandwidth is at most
 *     this. 0 where the network falls apart into halves or has fewer than two hosts
 * @param bottlenecks the most loaded arcs when every host sends equally to every other, most loaded first, at most ten
 */
public record TopologyStatistics(
        int hosts,
        int switches,
        int links,
        int parts,
        int diameterHops,
        Duration diameterLatency,
        Duration meanLatency,
        boolean exact,
        Bandwidth bisection,
        List<Bottleneck> bottlenecks) {

    /** Copies the list. */
    public TopologyStatistics {
        bottlenecks = List.copyOf(bottlenecks);
    }

    /**
     * A loaded arc.
     *
     * @param arc its index
     * @param name its ends, for people
     * @param pairs ordered pairs of hosts whose path takes it
     * @param perPair rate that each of these pairs gets when they share it evenly
     */
    public record Bottleneck(int arc, String name, long pairs, Bandwidth perPair) {}

    /** Returns the figures of {@code topology}; takes seconds for tens of thousands of switches. */
    public static TopologyStatistics of(Topology topology) {
        return new StatisticsCollector(topology).collect();
    }
}
