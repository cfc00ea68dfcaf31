package org.longhaul.topology.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Edges that a file states one direction at a time. An edge and one back between the same two nodes, equal in all but
 * capacity, are one full-duplex line with two capacities; any other edge is a one-way line.
 */
public final class DirectedLinks {
    private final List<PartialLink> lines = new ArrayList<>();
    /** Places in {@link #lines} of edges that wait for one back, by their ends. */
    private final Map<List<String>, Deque<Integer>> alone = new HashMap<>();

    private int pairs;
    private int oneWay;

    /**
     * Returns {@code links} of a format that does not say whether they are directed. Where each of several has one back,
     * stated apart, they are the two directions of lines, since as lines they would double every capacity.
     */
    public static List<PartialLink> unlessAllArePaired(List<PartialLink> links, Collector collector) {
        DirectedLinks paired = new DirectedLinks();
        for (PartialLink link : links) {
            if (link.backward() != null && !link.backward().equals(link.forward())) {
                return links;
            }
            paired.add(link);
        }
        return paired.pairs < 2 || paired.oneWay > 0 ? links : paired.lines(collector);
    }

    /** Adds an edge; its capacity is that from its source to its target. */
    void add(PartialLink edge) {
        if (edge.from().equals(edge.to())) {
            lines.add(edge);
            return;
        }
        Deque<Integer> waiting = alone.get(List.of(edge.to(), edge.from()));
        Integer partner = waiting == null ? null : waiting.peek();
        if (waiting != null && partner != null && lines.get(partner).isPairOf(edge)) {
            waiting.remove();
            // The median is of what is stated: a direction without capacity takes the other's.
            PartialLink first = lines.get(partner);
            lines.set(
                    partner,
                    first.forward() == null && edge.forward() != null
                            ? edge.pairedWith(first)
                            : first.pairedWith(edge));
            pairs++;
            oneWay--;
            return;
        }
        alone.computeIfAbsent(List.of(edge.from(), edge.to()), key -> new ArrayDeque<>())
                .add(lines.size());
        lines.add(edge);
        oneWay++;
    }

    /** Returns the lines in the order of their first edges, and notes what became of the edges. */
    List<PartialLink> lines(Collector collector) {
        for (Deque<Integer> waiting : alone.values()) {
            for (int place : waiting) {
                lines.set(place, lines.get(place).oneWay());
            }
        }
        if (pairs > 0) {
            collector.adapted(Inference.counted(pairs, "pair")
                    + " of directed edges, one each way, read as one line with a capacity for each direction");
        }
        if (oneWay > 0) {
            collector.adapted(Inference.counted(oneWay, "directed edge")
                    + " without an equal edge back: one-way lines, which carry nothing back");
        }
        return lines;
    }
}
