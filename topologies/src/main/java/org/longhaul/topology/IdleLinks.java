package org.longhaul.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Finds links that no path between two hosts takes: lines that were stated, and perhaps paid for, and carry nothing. */
public final class IdleLinks {
    // All pairs of more hosts take seconds.
    private static final int MOST_HOSTS = 400;

    private IdleLinks() {}

    /**
     * Returns the links of {@code topology} that no path of {@link Routings#shortestLatency} between hosts takes, in their
     * order; none where there are more than 400 hosts, and no link without latency that leads one way, since such a one only
     * joins parts of others.
     */
    public static List<Link> of(Topology topology) {
        int[] hosts = topology.hosts();
        if (hosts.length > MOST_HOSTS || hosts.length < 2) {
            return List.of();
        }
        BitSet used = new BitSet(topology.links().size());
        Routing routing = Routings.shortestLatency(topology);
        for (int source : hosts) {
            for (int target : hosts) {
                try {
                    for (int arc : routing.route(source, target, 0)) {
                        used.set(arc >> 1);
                    }
                } catch (UnreachableException e) {
                    // A pair without a path uses no link.
                }
            }
        }
        List<Link> idle = new ArrayList<>();
        for (int l = 0; l < topology.links().size(); l++) {
            Link link = topology.links().get(l);
            if (!used.get(l) && !(link.isOneWay() && link.latency().isZero())) {
                idle.add(link);
            }
        }
        return idle;
    }

    /** Returns a warning that names some of the links that nothing takes, or the empty text where there are none. */
    public static String warning(Topology topology) {
        List<Link> idle = of(topology);
        if (idle.isEmpty()) {
            return "";
        }
        List<String> named = idle.stream().limit(5).map(Link::id).toList();
        return "warning: no path between hosts takes " + (idle.size() == 1 ? "link " : idle.size() + " links: ")
                + String.join(", ", named) + (idle.size() > named.size() ? ", ..." : "")
                + "; another way has less latency, or the paths rule prefers it";
    }
}
