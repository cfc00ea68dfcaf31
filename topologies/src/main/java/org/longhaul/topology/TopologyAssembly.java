package org.longhaul.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.longhaul.extension.Spelling;

/** The parts of a topology that is being built, and the arithmetic that turns them into arrays. */
final class TopologyAssembly {
    // Twice as many arcs must still have an index.
    private static final int MOST_LINKS = 1 << 29;

    final String name;
    final List<Node> nodes = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final Set<TopologyNote> notes = new LinkedHashSet<>();
    final List<FixedRoute> fixedRoutes = new ArrayList<>();
    boolean relayingHosts = true;
    PathRule paths = PathRule.LEAST_LATENCY;
    Map<String, Integer> indexOfNode = Map.of();

    TopologyAssembly(String name) {
        this.name = name;
    }

    void check() {
        if (name.isBlank()) {
            throw new TopologyException("topology name is blank; allowed: at least one visible character");
        }
        if (nodes.isEmpty()) {
            throw new TopologyException("topology \"" + name + "\" has no nodes; allowed: at least one");
        }
        if (links.size() > MOST_LINKS) {
            throw new TopologyException(
                    "topology \"" + name + "\" has " + links.size() + " links; allowed: at most " + MOST_LINKS);
        }
        Map<String, Integer> index = new HashMap<>(nodes.size() * 2);
        for (int i = 0; i < nodes.size(); i++) {
            String id = nodes.get(i).id();
            Integer earlier = index.put(id, i);
            if (earlier != null) {
                throw new TopologyException("node \"" + id + "\" occurs twice, as number " + (earlier + 1)
                        + " and number " + (i + 1) + "; allowed: unique ids");
            }
        }
        indexOfNode = index;
        Set<String> linkIds = new HashSet<>(links.size() * 2);
        for (Link link : links) {
            if (!linkIds.add(link.id())) {
                throw new TopologyException("link \"" + link.id() + "\" occurs twice; allowed: unique ids");
            }
            requireEnd(link, "from", link.from());
            requireEnd(link, "to", link.to());
        }
    }

    private void requireEnd(Link link, String end, String id) {
        if (!indexOfNode.containsKey(id)) {
            throw new TopologyException("link \"" + link.id() + "\": " + end + " is \"" + Spelling.excerpt(id)
                    + "\"; allowed: the id of one of the " + nodes.size() + " nodes"
                    + Spelling.maybe(id, indexOfNode.keySet()));
        }
    }

    int[] hosts() {
        int[] found = new int[nodes.size()];
        int count = 0;
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isHost()) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    int[] arcTargets() {
        int[] targets = new int[2 * links.size()];
        for (int l = 0; l < links.size(); l++) {
            targets[2 * l] = index(links.get(l).to());
            targets[2 * l + 1] = index(links.get(l).from());
        }
        return targets;
    }

    /** Fills {@code outStart} and returns the arcs grouped by source, each group sorted by (target, arc). */
    int[] outArcs(int[] arcTarget, int[] outStart) {
        for (int arc = 0; arc < arcTarget.length; arc++) {
            outStart[arcTarget[arc ^ 1] + 1]++;
        }
        for (int n = 1; n < outStart.length; n++) {
            outStart[n] += outStart[n - 1];
        }
        long[] keys = new long[arcTarget.length];
        int[] next = outStart.clone();
        for (int arc = 0; arc < arcTarget.length; arc++) {
            keys[next[arcTarget[arc ^ 1]]++] = (long) arcTarget[arc] << 32 | arc;
        }
        int[] arcs = new int[arcTarget.length];
        for (int n = 0; n + 1 < outStart.length; n++) {
            Arrays.sort(keys, outStart[n], outStart[n + 1]);
        }
        for (int i = 0; i < arcs.length; i++) {
            arcs[i] = (int) keys[i];
        }
        return arcs;
    }

    /** Returns the arcs of every fixed route by its ends, each checked to be a way between them. */
    Map<Long, int[]> fixedArcs(Topology topology) {
        if (fixedRoutes.isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> indexOfLink = new HashMap<>(links.size() * 2);
        for (int l = 0; l < links.size(); l++) {
            indexOfLink.put(links.get(l).id(), l);
        }
        Map<Long, int[]> arcs = new HashMap<>(fixedRoutes.size() * 2);
        for (FixedRoute route : fixedRoutes) {
            long pair = Topology.pair(topology.nodeIndex(route.from()), topology.nodeIndex(route.to()));
            if (arcs.put(pair, arcs(topology, route, indexOfLink)) != null) {
                throw refuse(route, "is fixed twice; allowed: once");
            }
        }
        return arcs;
    }

    private int[] arcs(Topology topology, FixedRoute route, Map<String, Integer> indexOfLink) {
        int[] arcs = new int[route.links().size()];
        int at = index(route.from());
        for (int i = 0; i < arcs.length; i++) {
            String id = route.links().get(i);
            Integer link = indexOfLink.get(id);
            if (link == null) {
                throw refuse(
                        route,
                        "takes link \"" + Spelling.excerpt(id) + "\"; allowed: the id of one of the " + links.size()
                                + " links" + Spelling.maybe(id, indexOfLink.keySet()));
            }
            int arc = topology.arcSource(2 * link) == at ? 2 * link : 2 * link + 1;
            if (topology.arcSource(arc) != at || !topology.isOpen(arc)) {
                throw refuse(
                        route,
                        "takes link \"" + id + "\" from \"" + nodes.get(at).id()
                                + "\", where it does not lead on; allowed: links that follow on each other");
            }
            arcs[i] = arc;
            at = topology.arcTarget(arc);
        }
        if (at != index(route.to())) {
            throw refuse(route, "ends at \"" + nodes.get(at).id() + "\"; allowed: at \"" + route.to() + "\"");
        }
        return arcs;
    }

    private static TopologyException refuse(FixedRoute route, String problem) {
        return new TopologyException("route from \"" + route.from() + "\" to \"" + route.to() + "\" " + problem);
    }

    private int index(String id) {
        Integer index = indexOfNode.get(id);
        if (index == null) {
            throw new IllegalStateException("unchecked end " + id);
        }
        return index;
    }
}
