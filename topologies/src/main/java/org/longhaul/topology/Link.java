package org.longhaul.topology;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * A full-duplex line between two nodes; each direction has its own capacity.
 *
 * @param id name, unique in its topology
 * @param from id of one end
 * @param to id of the other end
 * @param forward capacity from {@code from} to {@code to}; positive
 * @param backward capacity from {@code to} to {@code from}; positive
 * @param latency one-way propagation latency; not negative, at most one day
 * @param lossRate probability that a packet is lost on the wire, in [0, 1)
 * @param queue size of the drop-tail queue before each direction, or null: one bandwidth-delay product
 * @param dollarsPerGigabyte price of 10^9 bytes sent in either direction, or null when unknown; finite, not negative
 */
public record Link(
        String id,
        String from,
        String to,
        Bandwidth forward,
        Bandwidth backward,
        Duration latency,
        double lossRate,
        @Nullable DataSize queue,
        @Nullable Double dollarsPerGigabyte) {
    // Bounds the sum along any path well inside 63 bits of nanoseconds.
    private static final Duration LONGEST_LATENCY = Duration.ofDays(1);

    /** Checks every value against its range. */
    public Link {
        Node.checkId("link", id);
        String where = "link \"" + id + "\" (" + from + " - " + to + ")";
        if (from.equals(to)) {
            throw new TopologyException(where + ": both ends are \"" + from + "\"; allowed: two different nodes");
        }
        requirePositive(where, "forward", forward);
        requirePositive(where, "backward", backward);
        if (latency.isNegative() || latency.compareTo(LONGEST_LATENCY) > 0) {
            throw new TopologyException(where + ": latency is " + latency + "; allowed: 0 s to 1 d");
        }
        if (!(lossRate >= 0 && lossRate < 1)) {
            throw new TopologyException(where + ": lossRate is " + lossRate + "; allowed: 0 <= lossRate < 1");
        }
        if (dollarsPerGigabyte != null && !(dollarsPerGigabyte >= 0 && dollarsPerGigabyte < Double.POSITIVE_INFINITY)) {
            throw new TopologyException(
                    where + ": dollarsPerGigabyte is " + dollarsPerGigabyte + "; allowed: finite and not negative");
        }
    }

    /** Returns a symmetric, loss-free link with the default queue and no price. */
    public static Link of(String id, String from, String to, Bandwidth bandwidth, Duration latency) {
        return new Link(id, from, to, bandwidth, bandwidth, latency, 0, null, null);
    }

    /** Whether both directions have the same capacity. */
    public boolean isSymmetric() {
        return forward.equals(backward);
    }

    private static void requirePositive(String where, String direction, Bandwidth bandwidth) {
        if (bandwidth.bitsPerSecond() <= 0) {
            throw new TopologyException(
                    where + ": " + direction + " bandwidth is " + bandwidth + "; allowed: more than 0 bit/s");
        }
    }
}
