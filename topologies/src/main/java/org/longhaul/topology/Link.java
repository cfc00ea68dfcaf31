package org.longhaul.topology;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/**
 * A full-duplex line between two nodes; each direction has its own capacity and, where stated, latency, loss and price. A
 * capacity of 0 means that the line carries nothing that way: a one-way line, such as one direction of a medium that both
 * directions share.
 *
 * @param id name, unique in its topology
 * @param from id of one end
 * @param to id of the other end
 * @param forward capacity from {@code from} to {@code to}; 0: the line does not lead there
 * @param backward capacity from {@code to} to {@code from}; 0: the line does not lead there. One of the two is positive
 * @param latency one-way propagation latency from {@code from} to {@code to}; not negative, at most one day
 * @param lossRate probability that a packet is lost on the wire from {@code from} to {@code to}, in [0, 1)
 * @param queue size of the drop-tail queue before each direction, or null: one bandwidth-delay product, at least 1 ms
 * @param price of what is sent, or null when unknown or free
 * @param wayBack latency and loss from {@code to} to {@code from}; null: the same both ways
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
        @Nullable LinkPrice price,
        @Nullable WayBack wayBack) {
    // Bounds the sum along any path well inside 63 bits of nanoseconds.
    private static final Duration LONGEST_LATENCY = Duration.ofDays(1);

    /** Checks every value against its range. */
    public Link {
        Node.checkId("link", id);
        String where = "link \"" + id + "\" (" + from + " - " + to + ")";
        if (from.equals(to)) {
            throw new TopologyException(where + ": both ends are \"" + from + "\"; allowed: two different nodes");
        }
        if (forward.bitsPerSecond() == 0 && backward.bitsPerSecond() == 0) {
            throw new TopologyException(
                    where + ": bandwidth is " + forward + "; allowed: more than 0 bit/s in one direction at least");
        }
        check(where, "latency", latency, "lossRate", lossRate);
        if (wayBack != null) {
            check(where, "backwardLatency", wayBack.latency(), "backwardLossRate", wayBack.lossRate());
            if (wayBack.latency().equals(latency) && wayBack.lossRate() == lossRate) {
                wayBack = null;
            }
        }
    }

    /** A link whose latency and loss are the same both ways. */
    public Link(
            String id,
            String from,
            String to,
            Bandwidth forward,
            Bandwidth backward,
            Duration latency,
            double lossRate,
            @Nullable DataSize queue,
            @Nullable LinkPrice price) {
        this(id, from, to, forward, backward, latency, lossRate, queue, price, null);
    }

    private static void check(String where, String latencyName, Duration latency, String lossName, double lossRate) {
        if (latency.isNegative() || latency.compareTo(LONGEST_LATENCY) > 0) {
            throw new TopologyException(
                    where + ": " + latencyName + " is " + Durations.shown(latency) + "; allowed: 0 s to 1 d");
        }
        if (!(lossRate >= 0 && lossRate < 1)) {
            throw new TopologyException(where + ": " + lossName + " is " + PlainNumber.of(lossRate) + "; allowed: 0 <= "
                    + lossName + " < 1");
        }
    }

    /** One-way propagation latency from {@code to} to {@code from}. */
    public Duration backwardLatency() {
        return wayBack == null ? latency : wayBack.latency();
    }

    /** Probability that a packet is lost on the wire from {@code to} to {@code from}. */
    public double backwardLossRate() {
        return wayBack == null ? lossRate : wayBack.lossRate();
    }

    /** Returns a symmetric, loss-free link with the default queue and no price. */
    public static Link of(String id, String from, String to, Bandwidth bandwidth, Duration latency) {
        return new Link(id, from, to, bandwidth, bandwidth, latency, 0, null, null);
    }

    /** Whether both directions have the same capacity. */
    public boolean isSymmetric() {
        return forward.equals(backward);
    }

    /** Whether the line leads one way only. */
    public boolean isOneWay() {
        return forward.bitsPerSecond() == 0 || backward.bitsPerSecond() == 0;
    }
}
