package org.longhaul.topology.graph;

import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import org.jgrapht.Graph;
import org.jgrapht.graph.WeightedMultigraph;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;

/** The undirected graph of a network's links that lead both ways; vertices are indices of nodes. */
final class LinkGraph {
    private LinkGraph() {}

    /**
     * Returns a new graph: some nodes as vertices, the links between two of them that lead both ways as edges.
     *
     * @param kept whether it has the node of an index
     * @param weight of a link
     */
    static Graph<Integer, Link> of(Topology topology, IntPredicate kept, ToDoubleFunction<Link> weight) {
        Graph<Integer, Link> graph = new WeightedMultigraph<>(Link.class);
        for (int node = 0; node < topology.nodeCount(); node++) {
            if (kept.test(node)) {
                graph.addVertex(node);
            }
        }
        for (int l = 0; l < topology.links().size(); l++) {
            int from = topology.arcSource(2 * l);
            int to = topology.arcTarget(2 * l);
            Link link = topology.links().get(l);
            if (kept.test(from) && kept.test(to) && !link.isOneWay()) {
                graph.addEdge(from, to, link);
                graph.setEdgeWeight(link, weight.applyAsDouble(link));
            }
        }
        return graph;
    }
}
