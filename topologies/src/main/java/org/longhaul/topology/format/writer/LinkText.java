package org.longhaul.topology.format.writer;

import org.longhaul.topology.Link;

/** How the writers for people put a link. */
final class LinkText {
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
}
