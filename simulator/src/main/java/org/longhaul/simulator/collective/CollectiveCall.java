package org.longhaul.simulator.collective;

import java.util.List;
import java.util.Locale;

/**
 * One exchange as an algorithm sees it: what to achieve, how many bytes, and where the ranks are. Immutable.
 */
public final class CollectiveCall {

    private final Pattern pattern;
    private final long bytes;
    private final List<Long> parts;
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
        this(pattern, bytes, List.of(), nodes, hosts);
    }

    /**
     * A call whose ranks have parts of different sizes.
     *
     * @param pattern what to achieve
     * @param bytes size of all parts together
     * @param parts size of each rank's part; empty where they are the same but for a byte
     * @param nodes node of each rank
     * @param hosts view of the topology
     */
    public CollectiveCall(Pattern pattern, long bytes, List<Long> parts, int[] nodes, HostView hosts) {
        if (bytes < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "bytes (%d) must not be negative", bytes));
        }
        if (nodes.length == 0) {
            throw new IllegalArgumentException("a collective needs at least one rank");
        }
        this.pattern = pattern;
        if (!parts.isEmpty() && parts.size() != nodes.length) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d parts are not those of %d ranks", parts.size(), nodes.length));
        }
        this.bytes = bytes;
        this.parts = List.copyOf(parts);
        this.nodes = nodes.clone();
        this.hosts = hosts;
    }

    /** The same call with another view of the hosts. */
    CollectiveCall with(HostView others) {
        return new CollectiveCall(pattern, bytes, parts, nodes, others);
    }

    /** What to achieve. */
    public Pattern pattern() {
        return pattern;
    }

    /** Size of the whole vector. */
    public long bytes() {
        return bytes;
    }

    /** Size of each rank's part; empty where they are the same but for a byte. */
    public List<Long> parts() {
        return parts;
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
