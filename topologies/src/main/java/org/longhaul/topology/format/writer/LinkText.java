package org.longhaul.topology.format.writer;

import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.Link;
import org.longhaul.topology.unit.Durations;

/** How a link is put for people. */
public final class LinkText {
    private LinkText() {}

    /** Returns the capacity, of both directions where they differ; of a one-way link, where it leads. */
    static String bandwidth(Link link) {
        if (link.isSymmetric()) {
            return link.forward().toString();
        }
        if (link.isOneWay()) {
            boolean forward = link.forward().bitsPerSecond() > 0;
            return (forward ? link.forward() : link.backward()) + " one way, to " + (forward ? link.to() : link.from());
        }
        return link.forward() + " / " + link.backward();
    }

    /** Returns the latency, of both directions where they differ. */
    public static String latency(Link link) {
        String there = Durations.format(link.latency());
        return link.backwardLatency().equals(link.latency())
                ? there
                : there + " / " + Durations.format(link.backwardLatency());
    }

    /** Returns the loss, of both directions where they differ. */
    public static String loss(Link link) {
        String there = PlainNumber.of(link.lossRate());
        return link.lossRate() == link.backwardLossRate()
                ? there
                : there + " / " + PlainNumber.of(link.backwardLossRate());
    }
}
