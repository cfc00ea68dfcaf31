package org.longhaul.wire.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.longhaul.topology.Topology;
import org.longhaul.topology.measured.MeasuredTopology;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network as its members measured it.
 *
 * @param measuredAt the wall clock of the first member, ISO 8601
 * @param hosts by rank
 * @param roundTrips of every pair
 * @param rates of the tests that were made, in their order
 * @param leftOut tests for which no time or no bytes were left, or in whose time nothing arrived
 * @param bytes payload of all tests
 * @param seconds that they took
 */
public record MeasuredNetwork(
        String measuredAt,
        List<Host> hosts,
        List<RoundTrip> roundTrips,
        List<RateTest> rates,
        List<String> leftOut,
        long bytes,
        double seconds) {

    /** Copies the lists. */
    public MeasuredNetwork {
        hosts = List.copyOf(hosts);
        roundTrips = List.copyOf(roundTrips);
        rates = List.copyOf(rates);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * A member's host.
     *
     * @param name in the topology
     * @param mtu largest packet on the way to the others, bytes
     * @param headerBytes of IP and TCP in a packet
     * @param facts what its system says
     */
    public record Host(String name, int mtu, int headerBytes, HostFacts facts) {}

    /**
     * Round trips of small messages between two idle members, over an open connection; what their systems take is in them.
     *
     * @param from who asked, by rank
     * @param to who answered
     */
    public record RoundTrip(int from, int to, long leastNanos, long medianNanos, int exchanges) {}

    /** What was tested. */
    public enum Kind {
        /** One pair, one way. */
        ALONE("alone"),
        /** One host sends to all others. */
        SENDS_TO_ALL("sends to all at once"),
        /** One host takes from all others. */
        TAKES_FROM_ALL("takes from all at once"),
        /** All hosts of a group send to all of another. */
        GROUP_TO_GROUP("group to group"),
        /** All hosts of a group send to all others, or take from them. */
        GROUP_TO_ALL("group to all others"),
        /** The same. */
        ALL_TO_GROUP("all others to a group"),
        /** Two hosts send to each other. */
        BOTH_WAYS("both ways at once"),
        /** Each host sends to the next. */
        EVERYONE("everyone to the next");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What a test of this kind is called whose first flow goes from one host to another. */
        String of(String from, String to, int flows) {
            String pair = from + " -> " + to;
            return switch (this) {
                case ALONE -> pair;
                case SENDS_TO_ALL -> from + " " + words;
                case TAKES_FROM_ALL -> to + " " + words;
                case BOTH_WAYS -> from + " <-> " + to + " " + words;
                case EVERYONE -> words;
                case GROUP_TO_GROUP, GROUP_TO_ALL, ALL_TO_GROUP ->
                    words + " (" + pair + " and " + (flows - 1) + " more flows)";
            };
        }
    }

    /**
     * A flow of a test.
     *
     * @param from rank
     * @param to rank
     * @param payloadBytesPerSecond what came
     * @param lineBitsPerSecond what that is on the line, with the headers of IP and TCP
     */
    public record Flow(int from, int to, double payloadBytesPerSecond, long lineBitsPerSecond) {}

    /**
     * A test of rates.
     *
     * @param flows that went at once
     * @param payloadBytesPerSecond what came of all of them together, once slow start was over
     * @param lineBitsPerSecond what that is on the line, with the headers of IP and TCP
     * @param seconds from the order to the last byte
     * @param bytes payload that came
     * @param streams connections of each flow
     * @param isSteady whether slow start is known to have been over; if not, the network may carry more
     */
    public record RateTest(
            Kind kind,
            List<Flow> flows,
            double payloadBytesPerSecond,
            long lineBitsPerSecond,
            double seconds,
            long bytes,
            int streams,
            boolean isSteady) {
        /** Copies the list. */
        public RateTest {
            flows = List.copyOf(flows);
        }
    }

    /**
     * What all hosts carried when each sent to the next, as a part of what a network allows by equal shares: less than 1 where
     * machines or a switch do not keep up with the lines, or acknowledgements wait behind data.
     *
     * @return empty where that was not tested, the network has other hosts, or all members are on one machine
     */
    public OptionalDouble everyoneOfAllowed(Topology topology) {
        if (isOneMachine() || !hosts.stream().allMatch(host -> topology.hasNode(host.name()))) {
            return OptionalDouble.empty();
        }
        for (RateTest test : rates) {
            if (test.kind() == Kind.EVERYONE) {
                int[] from = nodes(topology, test.flows().stream().mapToInt(Flow::from));
                int[] to = nodes(topology, test.flows().stream().mapToInt(Flow::to));
                double allowed = new AllowedRates(topology).together(from, to, test.streams());
                return OptionalDouble.of(test.lineBitsPerSecond() / allowed);
            }
        }
        return OptionalDouble.empty();
    }

    private int[] nodes(Topology topology, IntStream ranks) {
        return ranks.map(rank -> topology.nodeIndex(hosts.get(rank).name())).toArray();
    }

    /** Whether all members are on one machine, so that what was measured is no network. */
    public boolean isOneMachine() {
        return hosts.get(0).facts().machine() != null
                && hosts.stream().map(host -> host.facts().machine()).distinct().count() == 1;
    }

    /** Returns the network that these measurements tell of, with comments on what was measured and what was inferred. */
    public MeasuredTopology topology(String name) {
        return new NetworkInference(this).topology(name);
    }

    /** Returns this as JSON. */
    public String json() {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(this);
    }

    /** Reads what {@link #json} wrote. */
    public static MeasuredNetwork parse(String json) {
        return JsonMapper.shared().readValue(json, MeasuredNetwork.class);
    }

    /**
     * Reads a file of it.
     *
     * @throws IllegalArgumentException if the file is damaged
     * @throws IOException if it cannot be read
     */
    public static MeasuredNetwork read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
