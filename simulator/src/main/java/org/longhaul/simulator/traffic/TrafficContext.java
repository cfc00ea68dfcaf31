package org.longhaul.simulator.traffic;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.topology.Topology;

/**
 * What background traffic lives in.
 *
 * @param name of the traffic, unique in the run: its random streams carry it
 * @param topology the network
 * @param streams the run's random streams
 */
public record TrafficContext(String name, Topology topology, RandomStreams streams) {

    /** A sender and a receiver. */
    public record Pair(int source, int target) {}

    /** The random stream of one part of this traffic. */
    public RandomGenerator stream(String part) {
        return streams.stream("traffic/" + name + "/" + part, 0);
    }

    /** Every sending host with every receiving host that is another one, in the topology's order. */
    public List<Pair> pairs(List<String> from, List<String> to) {
        Elements elements = new Elements(topology);
        List<Pair> pairs = new ArrayList<>();
        IntArrayList targets = hosts(elements, "to", to);
        for (int source : hosts(elements, "from", from)) {
            for (int target : targets) {
                if (source != target) {
                    pairs.add(new Pair(source, target));
                }
            }
        }
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("from (" + from + ") and to (" + to + ") name the same single host.");
        }
        return pairs;
    }

    /** What patterns match besides hosts is left out; a switch that is named is refused, since it sends nothing itself. */
    private IntArrayList hosts(Elements elements, String setting, List<String> names) {
        for (String name : names) {
            int node = name.contains("*")
                    ? -1
                    : elements.nodes(setting, List.of(name)).getInt(0);
            if (node >= 0 && !topology.node(node).isHost()) {
                throw new IllegalArgumentException(
                        setting + " names '" + name + "', which is a switch; background traffic runs between hosts.");
            }
        }
        IntArrayList hosts = elements.nodes(setting, names);
        hosts.removeIf((int node) -> !topology.node(node).isHost());
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException(setting + " (" + names + ") matches no host.");
        }
        return hosts;
    }

    String nameOf(Pair pair) {
        return topology.node(pair.source()).id() + " -> "
                + topology.node(pair.target()).id();
    }
}
