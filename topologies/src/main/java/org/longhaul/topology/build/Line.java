package org.longhaul.topology.build;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/**
 * What the links of one tier of a network have in common.
 *
 * @param bandwidth capacity of each direction
 * @param latency one way
 * @param lossRate per packet
 * @param queue before each direction, or null: one bandwidth-delay product, at least 1 ms
 * @param price or null
 */
record Line(
        Bandwidth bandwidth, Duration latency, double lossRate, @Nullable DataSize queue, @Nullable LinkPrice price) {

    static Line of(Bandwidth bandwidth, Duration latency) {
        return new Line(bandwidth, latency, 0, null, null);
    }

    /** Returns a link between two nodes, called after them. */
    Link between(String from, String to) {
        return named(from + "--" + to, from, to);
    }

    /** Returns a link with another capacity from {@code to} to {@code from}. */
    Link between(String from, String to, String id, Bandwidth backward) {
        return between(from, to, id, backward, null);
    }

    /** Returns a link with another capacity, latency and loss from {@code to} to {@code from}. */
    Link between(String from, String to, String id, Bandwidth backward, @Nullable WayBack wayBack) {
        return new Link(id, from, to, bandwidth, backward, latency, lossRate, queue, price, wayBack);
    }

    Link named(String id, String from, String to) {
        return new Link(id, from, to, bandwidth, bandwidth, latency, lossRate, queue, price);
    }
}
