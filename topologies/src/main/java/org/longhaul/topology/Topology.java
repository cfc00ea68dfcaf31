package org.longhaul.topology;

import java.util.List;
import java.util.Map;
import org.jgrapht.Graph;
import org.jgrapht.graph.AsUnmodifiableGraph;
import org.jgrapht.graph.DirectedWeightedMultigraph;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/**
 * An immutable network: nodes, full-duplex links, and their directed arcs in primitive arrays.
 *
 * <p>Nodes and links have indices in the order in which they were added. Link {@code l} has the arcs {@code 2 * l} (from
 * {@code from} to {@code to}) and {@code 2 * l + 1} (back); {@code arc ^ 1} is an arc's opposite. Safe for use by many
 * threads.
 */
public final class Topology {
    private final String name;
    private final List<Node> nodes;
    private final List<Link> links;
    private final List<TopologyNote> notes;
    private final boolean relayingHosts;
    private final PathRule paths;
    private final List<FixedRoute> fixedRoutes;
    /** Arcs of each fixed route, by its ends. */
    private final Map<Long, int[]> fixedArcs;

    private final Map<String, Integer> indexOfNode;
    private final int[] hosts;
    private final int[] arcTarget;
    private final long[] arcBitsPerSecond;
    private final long[] arcLatencyNanos;
    private final double[] arcLossRate;
    // Arcs that leave node n, sorted by target and then by arc: outArcs[outStart[n]] to outArcs[outStart[n + 1] - 1].
    private final int[] outStart;
    private final int[] outArcs;
    /** Made when it is first asked for; the same whoever makes it. */
    private volatile @Nullable Graph<Node, Arc> graph;

    Topology(TopologyAssembly assembly) {
        this.name = assembly.name;
        this.nodes = List.copyOf(assembly.nodes);
        this.links = List.copyOf(assembly.links);
        this.notes = List.copyOf(assembly.notes);
        this.relayingHosts = assembly.relayingHosts;
        this.paths = assembly.paths;
        this.fixedRoutes = List.copyOf(assembly.fixedRoutes);
        this.indexOfNode = assembly.indexOfNode;
        this.hosts = assembly.hosts();
        this.arcTarget = assembly.arcTargets();
        this.arcBitsPerSecond = new long[2 * links.size()];
        this.arcLatencyNanos = new long[2 * links.size()];
        this.arcLossRate = new double[2 * links.size()];
        for (int l = 0; l < links.size(); l++) {
            Link link = links.get(l);
            arcBitsPerSecond[2 * l] = link.forward().bitsPerSecond();
            arcBitsPerSecond[2 * l + 1] = link.backward().bitsPerSecond();
            arcLatencyNanos[2 * l] = link.latency().toNanos();
            arcLatencyNanos[2 * l + 1] = link.backwardLatency().toNanos();
            arcLossRate[2 * l] = link.lossRate();
            arcLossRate[2 * l + 1] = link.backwardLossRate();
        }
        this.outStart = new int[nodes.size() + 1];
        this.outArcs = assembly.outArcs(arcTarget, outStart);
        this.fixedArcs = assembly.fixedArcs(this);
    }

    /** Starts a topology called {@code name}. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the nodes; a node's position is its index. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns the links; a link's position is its index. */
    public List<Link> links() {
        return links;
    }

    /** Returns what a reader should know of how the values came about: sources, what was inferred, what was read otherwise. */
    public List<TopologyNote> notes() {
        return notes;
    }

    /** Returns the notes that concern what this network is: what was inferred, and what was read otherwise than it is written. */
    public List<TopologyNote> departures() {
        return notes.stream()
                .filter(note -> note.kind() != TopologyNote.Kind.SOURCE)
                .toList();
    }

    /** Whether a path may pass through a host; if not, a host only sends and receives. */
    public boolean relayingHosts() {
        return relayingHosts;
    }

    /** Whether a path may pass through the node at {@code index}. */
    public boolean mayRelay(int index) {
        return relayingHosts || !nodes.get(index).isHost();
    }

    /** Returns the rule by which paths are chosen where no route is fixed. */
    public PathRule paths() {
        return paths;
    }

    /** Returns the routes that are fixed, whatever the rule. */
    public List<FixedRoute> fixedRoutes() {
        return fixedRoutes;
    }

    /** Returns the arcs of the fixed route between two nodes, or null where none is fixed; not to be changed. */
    int @Nullable [] fixedArcs(int source, int target) {
        return fixedArcs.isEmpty() ? null : fixedArcs.get(pair(source, target));
    }

    static long pair(int source, int target) {
        return (long) source << 32 | target;
    }

    /** Returns the number of nodes. */
    public int nodeCount() {
        return nodes.size();
    }

    /** Returns the node at {@code index}. */
    public Node node(int index) {
        return nodes.get(index);
    }

    /** Whether a node of that id exists. */
    public boolean hasNode(String id) {
        return indexOfNode.containsKey(id);
    }

    /**
     * Returns the index of the node called {@code id}.
     *
     * @throws TopologyException if there is none; the message names the nearest id
     */
    public int nodeIndex(String id) {
        Integer index = indexOfNode.get(id);
        if (index == null) {
            throw new TopologyException("topology \"" + name + "\" has no node \"" + Spelling.excerpt(id)
                    + "\" among its " + nodes.size() + " nodes" + Spelling.maybe(id, indexOfNode.keySet()));
        }
        return index;
    }

    /**
     * Returns the index of the link called {@code id}; goes through all links.
     *
     * @throws TopologyException if there is none; the message names the nearest id
     */
    public int linkIndex(String id) {
        for (int l = 0; l < links.size(); l++) {
            if (links.get(l).id().equals(id)) {
                return l;
            }
        }
        List<String> ids = links.stream().map(Link::id).toList();
        throw new TopologyException("topology \"" + name + "\" has no link \"" + Spelling.excerpt(id) + "\" among its "
                + links.size() + " links" + Spelling.maybe(id, ids));
    }

    /** Returns the indices of the hosts, ascending; a new array. */
    public int[] hosts() {
        return hosts.clone();
    }

    /** Returns the number of directed arcs, twice the number of links. */
    public int arcCount() {
        return arcTarget.length;
    }

    /** Returns the node that {@code arc} leaves. */
    public int arcSource(int arc) {
        return arcTarget[arc ^ 1];
    }

    /** Returns the node that {@code arc} enters. */
    public int arcTarget(int arc) {
        return arcTarget[arc];
    }

    /** Whether {@code arc} leads anywhere: false for the other direction of a one-way link. */
    public boolean isOpen(int arc) {
        return arcBitsPerSecond[arc] > 0;
    }

    /** Returns the capacity of {@code arc}, bits per second; 0 where it is not {@linkplain #isOpen open}. */
    public long arcBitsPerSecond(int arc) {
        return arcBitsPerSecond[arc];
    }

    /** Returns the one-way propagation latency of {@code arc}, nanoseconds. */
    public long arcLatencyNanos(int arc) {
        return arcLatencyNanos[arc];
    }

    /** Returns the probability that {@code arc} loses a packet. */
    public double arcLossRate(int arc) {
        return arcLossRate[arc];
    }

    /** Returns the bytes that the queue before {@code arc} holds, or -1 where none is stated. */
    public long arcQueueBytes(int arc) {
        var queue = links.get(arc >> 1).queue();
        return queue == null ? -1 : queue.bytes();
    }

    /** Returns the name of {@code arc} for people, such as {@code leaf1 -> spine2}. */
    public String arcName(int arc) {
        return nodes.get(arcSource(arc)).id() + " -> "
                + nodes.get(arcTarget[arc]).id();
    }

    /** Returns how many arcs leave {@code node}. */
    public int degree(int node) {
        return outStart[node + 1] - outStart[node];
    }

    /** Returns the {@code i}-th arc that leaves {@code node}; arcs are sorted by target index, then by arc. */
    public int outArc(int node, int i) {
        return outArcs[outStart[node] + i];
    }

    /**
     * Returns this network as an unmodifiable JGraphT graph, for its algorithms: one vertex a node, one edge an open arc, an
     * edge's weight is its latency in nanoseconds. Made when it is first asked for, and then the same.
     */
    public Graph<Node, Arc> asGraph() {
        Graph<Node, Arc> known = graph;
        if (known == null) {
            known = newGraph();
            graph = known;
        }
        return known;
    }

    private Graph<Node, Arc> newGraph() {
        DirectedWeightedMultigraph<Node, Arc> graph = new DirectedWeightedMultigraph<>(Arc.class);
        for (Node node : nodes) {
            graph.addVertex(node);
        }
        for (int arc = 0; arc < arcTarget.length; arc++) {
            if (!isOpen(arc)) {
                continue;
            }
            Arc edge = new Arc(arc, links.get(arc >> 1));
            graph.addEdge(nodes.get(arcSource(arc)), nodes.get(arcTarget[arc]), edge);
            graph.setEdgeWeight(edge, (double) arcLatencyNanos(arc));
        }
        return new AsUnmodifiableGraph<>(graph);
    }

    /**
     * An edge of the graph view.
     *
     * @param index the arc's index
     * @param link the link that it is a direction of
     */
    public record Arc(int index, Link link) {}

    @Override
    public String toString() {
        return name + " (" + hosts.length + " hosts, " + (nodes.size() - hosts.length) + " switches, " + links.size()
                + " links)";
    }

    /** Collects the parts of a topology in any order; {@link #build()} checks them. Not safe for many threads. */
    public static final class Builder {
        private final TopologyAssembly assembly;

        private Builder(String name) {
            this.assembly = new TopologyAssembly(name);
        }

        /** Adds a node. */
        public Builder node(Node node) {
            assembly.nodes.add(node);
            return this;
        }

        /** Adds a link; its ends may be added later. */
        public Builder link(Link link) {
            assembly.links.add(link);
            return this;
        }

        /** Adds a remark on where values come from; a repeated one is kept once. */
        public Builder note(String note) {
            return note(new TopologyNote(TopologyNote.Kind.SOURCE, note));
        }

        /** Adds a note; a repeated one is kept once. */
        public Builder note(TopologyNote note) {
            assembly.notes.add(note);
            return this;
        }

        /** Sets the rule by which paths are chosen; without it, least latency. */
        public Builder paths(PathRule rule) {
            assembly.paths = rule;
            return this;
        }

        /** Fixes the route of what one node sends another; its links may be added later. */
        public Builder fixedRoute(FixedRoute route) {
            assembly.fixedRoutes.add(route);
            return this;
        }

        /** Says whether a path may pass through a host (the default, for hosts that stand for whole sites). */
        public Builder relayingHosts(boolean relaying) {
            assembly.relayingHosts = relaying;
            return this;
        }

        /**
         * Returns the topology.
         *
         * @throws TopologyException if there is no node, two nodes or two links share an id, a link's end is missing,
         *     or a fixed route is no way from its one end to its other
         */
        public Topology build() {
            assembly.check();
            return new Topology(assembly);
        }
    }
}
