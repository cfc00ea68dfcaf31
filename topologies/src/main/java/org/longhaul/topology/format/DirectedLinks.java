package org.longhaul.topology.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edges that a file states one direction at a time. An edge and one back between the same two nodes, equal in queue and in having
 * a price, are one full-duplex line whose directions may differ; any other edge is a one-way line. Of several edges back, one with
 * the same latency and loss goes first.
 */
public final class DirectedLinks {
    private final List<PartialLink> lines = new ArrayList<>();
    /** Places in {@link #lines} of edges that wait for one back, by their ends. */
    private final Map<List<String>, Deque<Integer>> alone = new HashMap<>();

    /** Whether edges must have the same latency and loss to be a pair. */
    private final boolean alikeOnly;

    private int pairs;
    private int oneWay;

    /** Edges of a file that says that they are directed. */
    DirectedLinks() {
        this(false);
    }

    private DirectedLinks(boolean alikeOnly) {
        this.alikeOnly = alikeOnly;
    }

    /**
     * Returns {@code links} of a format that does not say whether they are directed. Where each of several has one back of the same
     * latency and loss, stated apart, they are the two directions of lines, since as lines they would double every capacity.
     */
    public static List<PartialLink> unlessAllArePaired(List<PartialLink> links, Collector collector) {
        DirectedLinks paired = new DirectedLinks(true);
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
        Integer partner = waiting == null ? null : partner(waiting, edge);
        if (waiting != null && partner != null) {
            waiting.remove(partner);
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

    private @Nullable Integer partner(Deque<Integer> waiting, PartialLink edge) {
        Integer partner = null;
        for (Integer place : waiting) {
            PartialLink back = lines.get(place);
            if (back.isPairOf(edge)) {
                if (back.isAlike(edge)) {
                    return place;
                }
                partner = partner == null && !alikeOnly ? place : partner;
            }
        }
        return partner;
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
                    + " of directed edges, one each way, read as one line, whose directions may differ");
        }
        if (oneWay > 0) {
            collector.adapted(Inference.counted(oneWay, "directed edge")
                    + " without an edge back that fits: one-way lines, which carry nothing back");
        }
        return lines;
    }
}
