package org.longhaul.training.agent;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Who refines its answer by whose: a directed graph over agents in an order, whose edges go forward in it.
 *
 * <p>Only pairs of an earlier and a later place are ever asked for an edge, so that no graph has a cycle.
 *
 * <p>Thread-safety: immutable.
 */
public final class AnswerGraph {
    private final int[] order;
    private final BitSet edges;

    private AnswerGraph(int[] order, BitSet edges) {
        this.order = order;
        this.edges = edges;
    }

    /** Whether there is an edge between two places of the order. */
    @FunctionalInterface
    interface Choice {
        /**
         * Is asked once for each pair, by rising earlier and then later place.
         *
         * @param earlier place of who speaks
         * @param later place of who listens, above {@code earlier}
         */
        boolean edge(int earlier, int later);
    }

    /**
     * A graph over agents in an order.
     *
     * @param order numbers of agents, each once
     */
    static AnswerGraph of(int[] order, Choice choice) {
        int[] own = order.clone();
        BitSet edges = new BitSet(own.length * own.length);
        for (int earlier = 0; earlier < own.length; earlier++) {
            for (int later = earlier + 1; later < own.length; later++) {
                if (choice.edge(earlier, later)) {
                    edges.set(earlier * own.length + later);
                }
            }
        }
        return new AnswerGraph(own, edges);
    }

    /** Number of agents. */
    public int agents() {
        return order.length;
    }

    /** The agent at a place of the order. */
    public int agentAt(int place) {
        return order[place];
    }

    /** Number of edges: of messages from agent to agent. */
    public int edges() {
        return edges.cardinality();
    }

    /** Whether nobody talks. */
    public boolean isEmpty() {
        return edges.isEmpty();
    }

    /** Whether the agent at the earlier place speaks to the one at the later. */
    boolean hasEdge(int earlier, int later) {
        return edges.get(earlier * order.length + later);
    }

    /** Whether one agent speaks to another, by number. */
    boolean speaks(int from, int to) {
        int earlier = placeOf(from);
        int later = placeOf(to);
        return earlier >= 0 && later > earlier && hasEdge(earlier, later);
    }

    /** Whom an agent listens to, in the order; empty for one that is not in the graph. */
    public int[] predecessors(int agent) {
        int later = placeOf(agent);
        int[] found = new int[Math.max(later, 0)];
        int count = 0;
        for (int earlier = 0; earlier < later; earlier++) {
            if (hasEdge(earlier, later)) {
                found[count++] = order[earlier];
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Whom an agent speaks to, in the order. */
    public int[] successors(int agent) {
        int earlier = placeOf(agent);
        int[] found = new int[order.length];
        int count = 0;
        for (int later = earlier + 1; earlier >= 0 && later < order.length; later++) {
            if (hasEdge(earlier, later)) {
                found[count++] = order[later];
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Edges of the longest path: how many refinements wait for one another. */
    public int depth() {
        int[] depth = new int[order.length];
        int deepest = 0;
        for (int later = 0; later < order.length; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (hasEdge(earlier, later)) {
                    depth[later] = Math.max(depth[later], depth[earlier] + 1);
                }
            }
            deepest = Math.max(deepest, depth[later]);
        }
        return deepest;
    }

    private int placeOf(int agent) {
        for (int place = 0; place < order.length; place++) {
            if (order[place] == agent) {
                return place;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("order ").append(Arrays.toString(order));
        for (int earlier = 0; earlier < order.length; earlier++) {
            for (int later = earlier + 1; later < order.length; later++) {
                if (hasEdge(earlier, later)) {
                    text.append(' ').append(order[earlier]).append("->").append(order[later]);
                }
            }
        }
        return text.toString();
    }
}
