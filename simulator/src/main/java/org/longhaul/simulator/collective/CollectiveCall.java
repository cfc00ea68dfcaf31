package org.longhaul.simulator.collective;

import java.util.Locale;

/**
 * One exchange as an algorithm sees it: what to achieve, how many bytes, and where the ranks are. Immutable.
 */
public final class CollectiveCall {

    private final Pattern pattern;
    private final long bytes;
    private final int[] nodes;
    private final HostView hosts;

    /**
     * A call.
     *
     * @param pattern what to achieve
     * @param bytes size of the whole vector; see {@link Pattern}
     * @param nodes node of each rank
     * @param hosts view of the topology
     */
    public CollectiveCall(Pattern pattern, long bytes, int[] nodes, HostView hosts) {
        if (bytes < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "bytes (%d) must not be negative", bytes));
        }
        if (nodes.length == 0) {
            throw new IllegalArgumentException("a collective needs at least one rank");
        }
        this.pattern = pattern;
        this.bytes = bytes;
        this.nodes = nodes.clone();
        this.hosts = hosts;
    }

    /** What to achieve. */
    public Pattern pattern() {
        return pattern;
    }

    /** Size of the whole vector. */
    public long bytes() {
        return bytes;
    }

    /** Number of ranks. */
    public int ranks() {
        return nodes.length;
    }

    /** Node on which a rank runs. */
    public int node(int rank) {
        return nodes[rank];
    }

    /** View of the topology. */
    public HostView hosts() {
        return hosts;
    }

    /** Copy of the ranks' nodes. */
    public int[] nodes() {
        return nodes.clone();
    }

    /** Whether a rank runs on that node. */
    boolean holdsRank(int node) {
        for (int rankNode : nodes) {
            if (rankNode == node) {
                return true;
            }
        }
        return false;
    }
}
