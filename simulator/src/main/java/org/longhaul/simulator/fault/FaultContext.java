package org.longhaul.simulator.fault;

import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.Topology;

/**
 * What a fault lives in.
 *
 * @param name of the fault, unique in the run: its incidents and its random streams carry it
 * @param topology what can fail
 * @param streams the run's random streams
 */
public record FaultContext(String name, Topology topology, RandomStreams streams) {

    /**
     * The random stream of one element under this fault. Its name is made of both, so that another element or another
     * fault changes nothing that is drawn here.
     */
    public RandomGenerator stream(String element) {
        return streams.stream(streamName(element), 0);
    }

    /** The key of that stream, for numbers that are drawn by counter. */
    public long key(String element) {
        return streams.key(streamName(element), 0);
    }

    private String streamName(String element) {
        return "fault/" + name + "/" + element;
    }
}
