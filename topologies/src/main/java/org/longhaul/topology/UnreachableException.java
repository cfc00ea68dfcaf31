package org.longhaul.topology;

import java.util.BitSet;

/** No path joins two nodes; the message names both and shows where the network is cut. */
public final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 5;

    private final String source;
    private final String target;

    /** Creates the exception for the nodes at the two indices. */
    public UnreachableException(Topology topology, int sourceNode, int targetNode) {
        this(topology, sourceNode, targetNode, new BitSet());
    }

    /** Creates the exception for the nodes at the two indices of a topology of which some links are not to be used. */
    UnreachableException(Topology topology, int sourceNode, int targetNode, BitSet withoutLinks) {
        super(message(topology, sourceNode, targetNode, withoutLinks));
        this.source = topology.node(sourceNode).id();
        this.target = topology.node(targetNode).id();
    }

    /** Returns the id of the node that wants to send. */
    public String source() {
        return source;
    }

    /** Returns the id of the node that cannot be reached. */
    public String target() {
        return target;
    }

    private static String message(Topology topology, int source, int target, BitSet without) {
        return "no path from \"" + topology.node(source).id() + "\" to \""
                + topology.node(target).id() + "\" in topology \"" + topology.name() + "\": "
                + side(topology, source, without, "reaches") + "; "
                + side(topology, target, without, "is reached by")
                + (without.isEmpty() ? "" : "; " + without.cardinality() + " links are down")
                + ". Allowed: a chain of links between them"
                + (topology.relayingHosts() ? "" : " that passes through switches only");
    }

    private static String side(Topology topology, int start, BitSet without, String verb) {
        boolean outward = verb.equals("reaches");
        BitSet reached = new BitSet(topology.nodeCount());
        int[] stack = new int[topology.nodeCount()];
        int size = 0;
        stack[size++] = start;
        reached.set(start);
        while (size > 0) {
            int node = stack[--size];
            if (node != start && topology.node(node).isHost() && !topology.relayingHosts()) {
                continue;
            }
            for (int i = 0; i < topology.degree(node); i++) {
                int arc = topology.outArc(node, i);
                int next = topology.arcTarget(arc);
                if (topology.isOpen(outward ? arc : arc ^ 1) && !without.get(arc >> 1) && !reached.get(next)) {
                    reached.set(next);
                    stack[size++] = next;
                }
            }
        }
        StringBuilder sb = new StringBuilder("\"" + topology.node(start).id() + "\" " + verb + " ");
        if (reached.cardinality() == 1) {
            return sb.append("no other node").toString();
        }
        sb.append("only ")
                .append(reached.cardinality())
                .append(" of ")
                .append(topology.nodeCount())
                .append(" nodes (");
        int named = 0;
        for (int n = reached.nextSetBit(0); n >= 0 && named < NAMED; n = reached.nextSetBit(n + 1), named++) {
            sb.append(named == 0 ? "" : ", ").append(topology.node(n).id());
        }
        return sb.append(reached.cardinality() > NAMED ? ", ...)" : ")").toString();
    }
}
