package org.longhaul.topology;

import java.util.BitSet;

/**
 * What routing needs of a topology: the core (every node but leaves with one link), the arcs within it, and each leaf's
 * only way in and out. A path between leaves is their links around a path within the core, so that trees are kept for core
 * nodes only: a cluster of 100,000 single-homed hosts needs the trees of its switches.
 */
final class RoutingGraph {
    final Topology topology;
    /** Links that no path may take. */
    final BitSet without;

    final int coreCount;
    /** Core index of a node, or -1 of a leaf. */
    final int[] coreOf;
    /** Node of a core index. */
    final int[] nodeOf;
    /** A leaf's arc to its only neighbour, else -1. */
    final int[] uplinkOf;
    /** Arcs out of core node c to core nodes, sorted by (target, arc): arcs[start[c]] to arcs[start[c + 1] - 1]. */
    final int[] start;

    final int[] arcs;
    /** Core index of the node that each of {@link #arcs} enters. */
    final int[] heads;

    RoutingGraph(Topology topology, BitSet without) {
        this.topology = topology;
        this.without = without;
        int n = topology.nodeCount();
        this.uplinkOf = new int[n];
        this.coreOf = new int[n];
        int count = 0;
        for (int v = 0; v < n; v++) {
            boolean leaf = isLeaf(v);
            uplinkOf[v] = leaf ? topology.outArc(v, 0) : -1;
            coreOf[v] = leaf ? -1 : count++;
        }
        this.coreCount = count;
        this.nodeOf = new int[count];
        this.start = new int[count + 1];
        for (int v = 0; v < n; v++) {
            int c = coreOf[v];
            if (c >= 0) {
                nodeOf[c] = v;
                start[c + 1] = start[c] + coreDegree(v);
            }
        }
        this.arcs = new int[start[count]];
        this.heads = new int[start[count]];
        fillArcs();
    }

    private boolean isLeaf(int v) {
        if (topology.degree(v) != 1) {
            return false;
        }
        int uplink = topology.outArc(v, 0);
        if (!topology.isOpen(uplink) || !topology.isOpen(uplink ^ 1)) {
            return false;
        }
        int neighbour = topology.arcTarget(uplink);
        // Of two nodes that have only each other, the first stays in the core.
        boolean pairsFirst = topology.degree(neighbour) == 1 && v < neighbour;
        return !pairsFirst && topology.mayRelay(neighbour);
    }

    private int coreDegree(int v) {
        int degree = 0;
        for (int i = 0; i < topology.degree(v); i++) {
            int arc = topology.outArc(v, i);
            degree += isUsable(arc) && coreOf[topology.arcTarget(arc)] >= 0 ? 1 : 0;
        }
        return degree;
    }

    private void fillArcs() {
        int next = 0;
        for (int c = 0; c < coreCount; c++) {
            int v = nodeOf[c];
            for (int i = 0; i < topology.degree(v); i++) {
                int arc = topology.outArc(v, i);
                int head = coreOf[topology.arcTarget(arc)];
                if (head >= 0 && isUsable(arc)) {
                    arcs[next] = arc;
                    heads[next++] = head;
                }
            }
        }
    }

    /** Whether a path may take {@code arc}. */
    boolean isUsable(int arc) {
        return !without.get(arc >> 1);
    }
}
