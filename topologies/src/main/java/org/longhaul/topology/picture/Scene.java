package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Topology;

/** What is drawn: a small graph in which a vertex may stand for many nodes and an edge for many links. */
final class Scene {
    final Topology topology;
    final List<Vertex> vertices = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    /** Links that lie inside one vertex. */
    final List<Integer> hiddenLinks = new ArrayList<>();

    Scene(Topology topology) {
        this.topology = topology;
    }

    /** How a vertex looks. */
    enum Shape {
        HOST,
        SWITCH,
        HOST_GROUP,
        SITE
    }

    /**
     * Something drawn as one mark.
     *
     * @param label under the mark
     * @param detail for the tool tip
     * @param shape of the mark
     * @param hosts how many hosts it stands for
     * @param site of the nodes it stands for, or null
     * @param place or null
     */
    record Vertex(
            String label, String detail, Shape shape, int hosts, @Nullable String site, @Nullable Coordinates place) {
        boolean isHostLike() {
            return shape == Shape.HOST || shape == Shape.HOST_GROUP;
        }
    }

    /**
     * Something drawn as one line.
     *
     * @param a vertex at one end
     * @param b vertex at the other end
     * @param forwardArcs arcs from a to b
     */
    record Edge(int a, int b, List<Integer> forwardArcs) {}

    /** Returns the text that describes {@code edge}: how many links, bandwidth, latency. */
    String describe(Edge edge) {
        String first = describeLink(edge.forwardArcs().get(0));
        for (int arc : edge.forwardArcs()) {
            if (!describeLink(arc).equals(first)) {
                return edge.forwardArcs().size() + " links";
            }
        }
        return edge.forwardArcs().size() == 1 ? first : edge.forwardArcs().size() + " × " + first;
    }

    /** Returns the bandwidth of the only link of {@code edge}, or the empty text when it differs within it. */
    String bandwidth(Edge edge) {
        int arc = edge.forwardArcs().get(0);
        boolean single =
                edge.forwardArcs().size() == 1 && topology.arcBitsPerSecond(arc) == topology.arcBitsPerSecond(arc ^ 1);
        return single ? ShortText.bandwidth(topology.arcBitsPerSecond(arc)) : "";
    }

    String describeLink(int arc) {
        String there = ShortText.bandwidth(topology.arcBitsPerSecond(arc));
        String back = ShortText.bandwidth(topology.arcBitsPerSecond(arc ^ 1));
        boolean bothWays = topology.isOpen(arc) && topology.isOpen(arc ^ 1);
        String bandwidth = there.equals(back)
                ? there
                : bothWays ? there + " ⇄ " + back : (topology.isOpen(arc) ? there : back) + " one way";
        String loss = topology.arcLossRate(arc) > 0 ? " · loss " + ShortText.percent(topology.arcLossRate(arc)) : "";
        return bandwidth + " · " + ShortText.duration(topology.arcLatencyNanos(arc)) + loss;
    }
}
