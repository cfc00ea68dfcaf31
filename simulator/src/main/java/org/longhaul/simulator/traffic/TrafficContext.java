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
    record Pair(int source, int target) {}

    /** The random stream of one part of this traffic. */
    RandomGenerator stream(String part) {
        return streams.stream("traffic/" + name + "/" + part, 0);
    }

    /** Every sender with every receiver that is another host, in the topology's order. */
    List<Pair> pairs(List<String> from, List<String> to) {
        Elements elements = new Elements(topology);
        List<Pair> pairs = new ArrayList<>();
        IntArrayList targets = elements.nodes("to", to);
        for (int source : elements.nodes("from", from)) {
            for (int target : targets) {
                if (source != target) {
                    pairs.add(new Pair(source, target));
                }
            }
        }
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("from (" + from + ") and to (" + to + ") name the same single node.");
        }
        return pairs;
    }

    String nameOf(Pair pair) {
        return topology.node(pair.source()).id() + " -> "
                + topology.node(pair.target()).id();
    }
}
