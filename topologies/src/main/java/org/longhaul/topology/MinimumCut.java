package org.longhaul.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jgrapht.alg.flow.DinicMFImpl;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.longhaul.topology.unit.Bandwidth;

/**
 * The narrowest place between two groups of nodes: the maximum flow from one to the other over all paths at once, and the arcs
 * that bound it.
 *
 * @param rate the maximum flow, which is the capacity of the arcs; 0 where no path joins the groups
 * @param arcs indices of the arcs of the minimum cut that lies nearest to the sources, ascending
 */
public record MinimumCut(Bandwidth rate, List<Integer> arcs) {
    private static final double MOST_BITS_PER_SECOND = 9e18;

    /** Copies the list. */
    public MinimumCut {
        arcs = List.copyOf(arcs);
    }

    /**
     * Returns the minimum cut (Dinic's algorithm). A host that relays nothing carries no flow but its own.
     *
     * @param sources indices of the nodes that send
     * @param sinks indices of the nodes that receive; none of them sends
     */
    public static MinimumCut between(Topology topology, Set<Integer> sources, Set<Integer> sinks) {
        SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph =
                new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
        int source = topology.nodeCount();
        int sink = source + 1;
        for (int v = 0; v <= sink; v++) {
            graph.addVertex(v);
        }
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            int from = topology.arcSource(arc);
            int to = topology.arcTarget(arc);
            if (topology.isOpen(arc)
                    && (sources.contains(from) || topology.mayRelay(from))
                    && (sinks.contains(to) || topology.mayRelay(to))) {
                add(graph, from, to, (double) topology.arcBitsPerSecond(arc));
            }
        }
        // Wider than all arcs of the node together, so that the cut never takes them.
        sources.forEach(node -> add(graph, source, node, 1 + capacity(topology, node, 0)));
        sinks.forEach(node -> add(graph, node, sink, 1 + capacity(topology, node, 1)));
        DinicMFImpl<Integer, DefaultWeightedEdge> flow = new DinicMFImpl<>(graph);
        double rate = flow.calculateMinCut(source, sink);
        Set<Integer> near = flow.getSourcePartition();
        List<Integer> arcs = new ArrayList<>();
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            int from = topology.arcSource(arc);
            int to = topology.arcTarget(arc);
            if (topology.isOpen(arc) && near.contains(from) && !near.contains(to) && graph.containsEdge(from, to)) {
                arcs.add(arc);
            }
        }
        return new MinimumCut(new Bandwidth((long) Math.min(rate, MOST_BITS_PER_SECOND)), arcs);
    }

    /** The capacity of all arcs that leave a node, or with {@code opposite} 1, that enter it. */
    private static double capacity(Topology topology, int node, int opposite) {
        double all = 0;
        for (int i = 0; i < topology.degree(node); i++) {
            all += (double) topology.arcBitsPerSecond(topology.outArc(node, i) ^ opposite);
        }
        return all;
    }

    private static void add(
            SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph, int from, int to, double capacity) {
        DefaultWeightedEdge edge = graph.getEdge(from, to);
        if (edge == null) {
            edge = graph.addEdge(from, to);
            graph.setEdgeWeight(edge, capacity);
        } else {
            graph.setEdgeWeight(edge, graph.getEdgeWeight(edge) + capacity);
        }
    }
}
