package org.longhaul.topology.graph;

import java.util.Comparator;
import java.util.List;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;

/**
 * A link or a node whose loss alone splits hosts from each other. A link is lost with both directions. Where lines lead one
 * way, hosts are together if each reaches the other.
 *
 * @param isLink whether it is a link; otherwise it is a node
 * @param id of the link or node
 * @param cutOff indices of the hosts that no longer reach the largest group of two or more that is left, or of all hosts
 *     where no two are left together; ascending, without the lost node itself. Of a line between two hosts that relay
 *     nothing and have no other way to each other: these two
 */
public record WeakPoint(boolean isLink, String id, List<Integer> cutOff) {
    private static final Comparator<WeakPoint> MOST_FIRST = Comparator.comparingInt(
                    (WeakPoint point) -> -point.cutOff().size())
            .thenComparing(point -> !point.isLink())
            .thenComparing(WeakPoint::id);

    /** Copies the list. */
    public WeakPoint {
        cutOff = List.copyOf(cutOff);
    }

    /** Returns the weak points of {@code topology}: those that cut off the most hosts first, links before nodes. */
    public static List<WeakPoint> of(Topology topology) {
        boolean isOneWay = topology.links().stream().anyMatch(Link::isOneWay);
        return (isOneWay ? new OneWayWeakPoints(topology).points() : new WeakPointSearch(topology).points())
                .sorted(MOST_FIRST)
                .toList();
    }
}
