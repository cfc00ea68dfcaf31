package org.longhaul.study.chakra;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Puts the nodes of a rank, which come in any order, into one in which a worker can do them one after another.
 *
 * <p>What is ready and waits for no exchange goes first: exchanges before computations, since they begin and go on beside them,
 * then by id. Only when nothing else is ready does the worker wait for an exchange. Where a rank could compute several things
 * meanwhile, another simulator may choose otherwise as it goes.
 */
final class RankOrder {
    private final Path file;
    private final List<ChakraNode> nodes;
    private final Map<Long, ChakraNode> byId = new HashMap<>();
    private final Map<ChakraNode, List<ChakraNode>> after = new HashMap<>();
    private final Map<ChakraNode, Integer> open = new HashMap<>();
    private final Set<Long> awaited = new HashSet<>();

    /**
     * A node's turn.
     *
     * @param awaits exchanges that must be over before it, and have not been waited for
     */
    record Turn(ChakraNode node, List<ChakraNode> awaits) {}

    private RankOrder(Path file, List<ChakraNode> nodes) {
        this.file = file;
        this.nodes = nodes;
    }

    /** @throws InvalidTraceException if an id occurs twice, a dependency is missing, or there is a cycle, which is printed */
    static List<Turn> of(Path file, List<ChakraNode> nodes) {
        RankOrder order = new RankOrder(file, nodes);
        order.link();
        return order.turns();
    }

    private void link() {
        for (ChakraNode node : nodes) {
            ChakraNode same = byId.putIfAbsent(node.id, node);
            if (same != null) {
                throw new InvalidTraceException(file + ": " + node + " has the id of " + same + "; ids must differ");
            }
        }
        for (ChakraNode node : nodes) {
            open.put(node, node.dependencies.length);
            for (long id : node.dependencies) {
                ChakraNode before = byId.get(id);
                if (before == null) {
                    throw new InvalidTraceException(file + ": " + node + " depends on node " + Long.toUnsignedString(id)
                            + ", which the file does not have");
                }
                after.computeIfAbsent(before, n -> new ArrayList<>()).add(node);
            }
        }
    }

    private List<Turn> turns() {
        Comparator<ChakraNode> byIds = (a, b) -> Long.compareUnsigned(a.id, b.id);
        PriorityQueue<ChakraNode> ready =
                new PriorityQueue<>(Comparator.comparing((ChakraNode node) -> !node.type.communicates())
                        .thenComparing(byIds));
        PriorityQueue<ChakraNode> blocked = new PriorityQueue<>(byIds);
        for (ChakraNode node : nodes) {
            if (node.dependencies.length == 0) {
                ready.add(node);
            }
        }
        List<Turn> turns = new ArrayList<>(nodes.size());
        while (!ready.isEmpty() || !blocked.isEmpty()) {
            ChakraNode node = ready.isEmpty() ? blocked.remove() : ready.remove();
            List<ChakraNode> awaits = awaits(node);
            awaits.forEach(each -> awaited.add(each.id));
            turns.add(new Turn(node, awaits));
            for (ChakraNode next : after.getOrDefault(node, List.of())) {
                if (open.merge(next, -1, Integer::sum) == 0) {
                    (awaits(next).isEmpty() ? ready : blocked).add(next);
                }
            }
        }
        if (turns.size() < nodes.size()) {
            throw new InvalidTraceException(
                    file + ": " + (nodes.size() - turns.size()) + " nodes wait for each other: " + cycle());
        }
        return turns;
    }

    private List<ChakraNode> awaits(ChakraNode node) {
        List<ChakraNode> awaits = new ArrayList<>();
        for (long id : node.dependencies) {
            ChakraNode before = byId.get(id);
            if (before != null && before.type.communicates() && !awaited.contains(id)) {
                awaits.add(before);
            }
        }
        return awaits;
    }

    /** Nodes that wait for each other in a circle, from the lowest id. */
    private String cycle() {
        ChakraNode at = nodes.stream()
                .filter(node -> open.getOrDefault(node, 0) > 0)
                .findFirst()
                .orElseThrow();
        Set<ChakraNode> seen = new HashSet<>();
        Deque<ChakraNode> way = new ArrayDeque<>();
        while (seen.add(at)) {
            way.addLast(at);
            at = blocker(at);
        }
        while (way.getFirst() != at) {
            way.removeFirst();
        }
        List<ChakraNode> circle = new ArrayList<>();
        way.descendingIterator().forEachRemaining(circle::add);
        int lowest = 0;
        for (int i = 1; i < circle.size(); i++) {
            lowest = Long.compareUnsigned(circle.get(i).id, circle.get(lowest).id) < 0 ? i : lowest;
        }
        Collections.rotate(circle, -lowest);
        StringBuilder words = new StringBuilder();
        circle.forEach(node -> words.append(node).append(" -> "));
        return words.append(circle.get(0)).append(" (each before the next)").toString();
    }

    private ChakraNode blocker(ChakraNode node) {
        for (long id : node.dependencies) {
            ChakraNode before = byId.get(id);
            if (before != null && open.getOrDefault(before, 0) > 0) {
                return before;
            }
        }
        throw new IllegalStateException(node + " waits for nothing");
    }
}
