package org.longhaul.simulator.request;

import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.Topology;

/**
 * What arrivals live in.
 *
 * @param name of the requests, unique in the run: their random streams carry it. Services that are compared have requests of one
 *     name, and so the same arrivals
 * @param topology the network
 * @param capacity requests a second that the service can answer, as far as its hosts' computing goes; not a number where that
 *     is not known
 * @param streams the run's random streams
 */
public record ArrivalContext(String name, Topology topology, double capacity, RandomStreams streams) {

    /** The random stream of one part of these arrivals. */
    public RandomGenerator stream(String part) {
        return streams.stream("requests/" + name + "/" + part, 0);
    }
}
