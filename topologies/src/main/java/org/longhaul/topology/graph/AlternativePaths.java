package org.longhaul.topology.graph;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jgrapht.Graph;
import org.jgrapht.GraphPath;
import org.jgrapht.alg.shortestpath.BhandariKDisjointShortestPaths;
import org.jgrapht.alg.shortestpath.YenKShortestPath;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.longhaul.topology.Topology;

/** Several ways from one node to another, of least latency and, among equals, of fewest links. */
public final class AlternativePaths {
    /** What a link counts beside its nanoseconds; a power of two, so that sums are exact. */
    private static final double PER_LINK = 0x1.0p-10;

    private final Topology topology;
    private final int from;
    private final int to;
    private final Graph<Integer, DefaultWeightedEdge> graph =
            new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
    private final Map<DefaultWeightedEdge, Integer> arcOf = new HashMap<>();

    /** Paths from the node at one index to the node at another. */
    public AlternativePaths(Topology topology, int from, int to) {
        this.topology = topology;
        this.from = from;
        this.to = to;
        for (int node = 0; node < topology.nodeCount(); node++) {
            graph.addVertex(node);
        }
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            if (topology.isOpen(arc) && leads(topology.arcSource(arc), from) && leads(topology.arcTarget(arc), to)) {
                add(arc);
            }
        }
    }

    private boolean leads(int node, int end) {
        return node == end || topology.mayRelay(node);
    }

    /** Every link has a vertex in its middle: the algorithms take no parallel edges. */
    private void add(int arc) {
        int middle = topology.nodeCount() + (arc >> 1);
        graph.addVertex(middle);
        DefaultWeightedEdge first = graph.addEdge(topology.arcSource(arc), middle);
        graph.setEdgeWeight(first, (double) topology.arcLatencyNanos(arc) + PER_LINK);
        arcOf.put(first, arc);
        graph.setEdgeWeight(graph.addEdge(middle, topology.arcTarget(arc)), 0);
    }

    /** Returns at most {@code count} paths that pass through no node twice, the shortest first (Yen's algorithm). */
    public List<NetworkPath> shortest(int count) {
        return paths(new YenKShortestPath<>(graph).getPaths(from, to, count));
    }

    /**
     * Returns at most {@code count} paths that share no link, those of the least sum, the shortest first (Bhandari's
     * algorithm); fewer where there are no more.
     */
    public List<NetworkPath> disjoint(int count) {
        return paths(new BhandariKDisjointShortestPaths<>(graph).getPaths(from, to, count));
    }

    private List<NetworkPath> paths(List<GraphPath<Integer, DefaultWeightedEdge>> paths) {
        return paths.stream()
                .sorted(Comparator.comparingDouble(GraphPath::getWeight))
                .map(path -> NetworkPath.of(
                        topology,
                        path.getEdgeList().stream()
                                .map(arcOf::get)
                                .filter(Objects::nonNull)
                                .toList()))
                .toList();
    }
}
