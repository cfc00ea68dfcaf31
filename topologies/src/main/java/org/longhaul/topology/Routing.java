package org.longhaul.topology;

/**
 * Chooses the path of a flow. Implementations are deterministic: the same topology, ends and flow key give the same path,
 * whatever was asked before. Safe for use by many threads.
 */
public interface Routing {
    /**
     * Returns the arcs from {@code sourceNode} to {@code targetNode} in order; empty when they are the same node.
     *
     * @param sourceNode index of the sender
     * @param targetNode index of the receiver
     * @param flowKey what tells flows between the same ends apart, such as a connection's number
     * @return a new array of arc indices
     * @throws UnreachableException if no path exists
     */
    int[] route(int sourceNode, int targetNode, long flowKey);
}
