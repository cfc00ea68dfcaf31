package org.longhaul.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.longhaul.topology.unit.Spelling;

/** The parts of a topology that is being built, and the arithmetic that turns them into arrays. */
final class TopologyAssembly {
    // Twice as many arcs must still have an index.
    private static final int MOST_LINKS = 1 << 29;

    final String name;
    final List<Node> nodes = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final Set<String> notes = new LinkedHashSet<>();
    boolean relayingHosts = true;
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

    private int index(String id) {
        Integer index = indexOfNode.get(id);
        if (index == null) {
            throw new IllegalStateException("unchecked end " + id);
        }
        return index;
    }
}
