package org.longhaul.topology.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.BiconnectivityInspector;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.graph.MaskSubgraph;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;

/**
 * Loses the bridges and articulation points among the nodes that relay, and says which hosts are left together. Hosts that
 * relay nothing stand beside that graph: each reaches what any of its neighbours reaches.
 */
final class WeakPointSearch {
    private final Topology topology;
    private final Graph<Integer, Link> graph;
    /** The arcs to neighbours that relay, of every host that does not. */
    private final Map<Integer, Set<Integer>> arcsOf = new TreeMap<>();
    /** The hosts beside each node that relays. */
    private final Map<Integer, Set<Integer>> hostsBeside = new HashMap<>();
    /** The nodes of the part that a node that relays belongs to, and the hosts of that part. */
    private final Map<Integer, Part> partOf = new HashMap<>();

    private final List<Part> parts = new ArrayList<>();

    private record Part(Set<Integer> nodes, Set<Integer> hosts) {}

    WeakPointSearch(Topology topology) {
        this.topology = topology;
        this.graph = LinkGraph.of(topology, topology::mayRelay, link -> 1);
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            int host = topology.arcSource(arc);
            int relay = topology.arcTarget(arc);
            if (!topology.mayRelay(host) && topology.mayRelay(relay)) {
                arcsOf.computeIfAbsent(host, key -> new TreeSet<>()).add(arc);
                hostsBeside.computeIfAbsent(relay, key -> new TreeSet<>()).add(host);
            }
        }
        for (Set<Integer> nodes : new ConnectivityInspector<>(graph).connectedSets()) {
            Part part = new Part(nodes, hostsOf(nodes));
            parts.add(part);
            nodes.forEach(node -> partOf.put(node, part));
        }
    }

    Stream<WeakPoint> points() {
        BiconnectivityInspector<Integer, Link> inspector = new BiconnectivityInspector<>(graph);
        Set<Integer> cutpoints = inspector.getCutpoints();
        List<WeakPoint> points = new ArrayList<>();
        for (Link bridge : inspector.getBridges()) {
            points.add(new WeakPoint(true, bridge.id(), withoutBridge(bridge)));
        }
        arcsOf.forEach((host, arcs) -> arcs.forEach(arc -> {
            int relay = topology.arcTarget(arc);
            if (arcs.stream().noneMatch(other -> !other.equals(arc) && isPart(topology.arcTarget(other), relay))) {
                points.add(new WeakPoint(true, topology.links().get(arc >> 1).id(), apart(host, relay)));
            }
        }));
        for (Link line : topology.links()) {
            points.add(new WeakPoint(true, line.id(), withoutLine(line)));
        }
        for (int node : graph.vertexSet()) {
            List<Integer> cutOff = cutpoints.contains(node) ? without(node, null) : withoutInner(node);
            points.add(new WeakPoint(false, topology.node(node).id(), cutOff));
        }
        return points.stream().filter(point -> !point.cutOff().isEmpty());
    }

    /** The ends of a line between two hosts that relay nothing, if it is their only way. */
    private List<Integer> withoutLine(Link line) {
        int from = topology.nodeIndex(line.from());
        int to = topology.nodeIndex(line.to());
        if (topology.mayRelay(from) || topology.mayRelay(to)) {
            return List.of();
        }
        long lines = IntStream.range(0, topology.degree(from))
                .filter(i -> topology.arcTarget(topology.outArc(from, i)) == to)
                .count();
        boolean meet = parts.stream()
                .anyMatch(part -> part.hosts().contains(from) && part.hosts().contains(to));
        return lines > 1 || meet ? List.of() : List.of(Math.min(from, to), Math.max(from, to));
    }

    private List<Integer> withoutBridge(Link bridge) {
        for (int end : new int[] {graph.getEdgeSource(bridge), graph.getEdgeTarget(bridge)}) {
            if (graph.degreeOf(end) == 1 && !hostsBeside.containsKey(end)) {
                // The end of a branch: nothing has to be searched.
                return topology.node(end).isHost() ? apart(end, end) : List.of();
            }
        }
        return without(graph.getEdgeSource(bridge), bridge);
    }

    /** Who is cut off when a host in or beside the part of {@code node} is on its own. */
    private List<Integer> apart(int host, int node) {
        Part part = part(node);
        if (parts.size() == 1 && part.hosts().size() > 2) {
            // The others are together, however many: they are not copied for every host.
            return List.of(host);
        }
        Set<Integer> others = new TreeSet<>(part.hosts());
        others.remove(host);
        return split(part, part.hosts(), others);
    }

    /** Who is cut off by the loss of a node without which the others still reach each other. */
    private List<Integer> withoutInner(int node) {
        Set<Integer> onlyHere = new TreeSet<>(hostsBeside.getOrDefault(node, Set.of()));
        onlyHere.removeIf(host -> arcsOf.getOrDefault(host, Set.of()).stream()
                .map(topology::arcTarget)
                .anyMatch(relay -> relay != node && isPart(relay, node)));
        if (onlyHere.isEmpty()) {
            return List.of();
        }
        Set<Integer> left = new TreeSet<>(part(node).hosts());
        left.remove(node);
        Set<Integer> together = new TreeSet<>(left);
        together.removeAll(onlyHere);
        return split(part(node), left, together);
    }

    /** Who is cut off by the loss of a link, or without one, of the node. */
    private List<Integer> without(int node, @Nullable Link link) {
        Part part = part(node);
        Graph<Integer, Link> rest = new MaskSubgraph<>(
                graph,
                vertex -> !part.nodes().contains(vertex) || (link == null && vertex == node),
                edge -> edge.equals(link));
        Set<Integer> left = new TreeSet<>(part.hosts());
        if (link == null) {
            left.remove(node);
        }
        Set<Integer> largest = new ConnectivityInspector<>(rest)
                .connectedSets().stream()
                        .map(this::hostsOf)
                        .max(Comparator.comparingInt(Set::size))
                        .orElse(Set.of());
        return split(part, left, largest);
    }

    /**
     * Those of the hosts that are left who are not in the largest group, if it is one.
     *
     * @param together the largest group in the part that has lost something
     */
    private List<Integer> split(Part part, Set<Integer> left, Set<Integer> together) {
        Set<Integer> largest = together;
        for (Part other : parts) {
            if (!other.equals(part)) {
                Set<Integer> elsewhere = new TreeSet<>(other.hosts());
                elsewhere.retainAll(left);
                largest = elsewhere.size() > largest.size() ? elsewhere : largest;
            }
        }
        Set<Integer> cutOff = new TreeSet<>(left.size() > 1 ? left : Set.of());
        if (largest.size() > 1) {
            cutOff.removeAll(largest);
        }
        return List.copyOf(cutOff);
    }

    private boolean isPart(int node, int other) {
        return part(node).equals(part(other));
    }

    private Part part(int node) {
        Part part = partOf.get(node);
        if (part == null) {
            throw new IllegalStateException("node " + node + " relays nothing");
        }
        return part;
    }

    /** The hosts among some nodes and beside them. */
    private Set<Integer> hostsOf(Set<Integer> nodes) {
        Set<Integer> hosts = new TreeSet<>();
        for (int node : nodes) {
            if (topology.node(node).isHost()) {
                hosts.add(node);
            }
            hosts.addAll(hostsBeside.getOrDefault(node, Set.of()));
        }
        return hosts;
    }
}
