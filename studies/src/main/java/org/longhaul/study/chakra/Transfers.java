package org.longhaul.study.chakra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Identity;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.Release;

/**
 * Finds which nodes of different ranks are the same exchange: the first collective of a group on one rank is the first on another,
 * and the first vector that one rank sends another under a tag is the first that it receives.
 */
final class Transfers {
    /** Of a barrier, in which nothing is of use but that all are there: one value of 4 bytes. */
    private static final long BARRIER_BYTES = 4;

    private final List<RankFile> files;
    private final Map<String, List<Integer>> groups;
    private final Map<ChakraNode, Transfer> byNode = new HashMap<>();
    private long largest = 1;

    /**
     * One exchange.
     *
     * @param exchanges what it is made of: one, but for an all-to-all, which is a scatter of each member's
     * @param nodes of its members, in the order of their ranks
     */
    record Transfer(int number, List<Integer> members, List<ChakraNode> nodes, List<Exchange> exchanges) {}

    /** A node with its rank. */
    private record Part(int rank, ChakraNode node) {}

    /**
     * Pairs the nodes of all ranks.
     *
     * @param turns each rank's, in order
     * @param groups ranks by name of their group; whatever is not named is who takes part in something under the name
     */
    Transfers(List<RankFile> files, List<List<RankOrder.Turn>> turns, Map<String, List<Integer>> groups) {
        this.files = files;
        this.groups = new HashMap<>(groups);
        Map<String, Map<Integer, List<ChakraNode>>> collectives = new LinkedHashMap<>();
        Map<String, Map<Integer, List<ChakraNode>>> letters = new LinkedHashMap<>();
        for (int rank = 0; rank < turns.size(); rank++) {
            for (RankOrder.Turn turn : turns.get(rank)) {
                ChakraNode node = turn.node();
                if (node.type == NodeType.COMM_COLL_NODE) {
                    add(collectives, node.group, rank, node);
                } else if (node.type.communicates()) {
                    add(letters, letterKey(rank, node), rank, node);
                }
            }
        }
        collectives.forEach(this::collectives);
        letters.forEach((key, byRank) -> letters(byRank));
    }

    private static void add(Map<String, Map<Integer, List<ChakraNode>>> all, String key, int rank, ChakraNode node) {
        all.computeIfAbsent(key, k -> new LinkedHashMap<>())
                .computeIfAbsent(rank, r -> new ArrayList<>())
                .add(node);
    }

    /** Bytes of the largest vector. */
    long largest() {
        return largest;
    }

    /** What a node is part of; null for an exchange of a rank with itself, which takes no time. */
    @Nullable
    Transfer of(ChakraNode node) {
        return byNode.get(node);
    }

    private String letterKey(int rank, ChakraNode node) {
        long source = node.source == ChakraNode.UNSAID && node.type == NodeType.COMM_SEND_NODE ? rank : node.source;
        long target = node.target == ChakraNode.UNSAID && node.type == NodeType.COMM_RECV_NODE ? rank : node.target;
        boolean isSender = node.type == NodeType.COMM_SEND_NODE;
        if ((isSender ? source : target) != rank
                || Math.min(source, target) < 0
                || Math.max(source, target) >= files.size()
                || source == target) {
            throw fault(
                    rank,
                    node,
                    (isSender ? "sends from rank " : "receives from rank ") + source + " to rank " + target
                            + ", which cannot be; ranks are 0 to " + (files.size() - 1));
        }
        return source + ">" + target + ":" + node.tag;
    }

    private void collectives(String group, Map<Integer, List<ChakraNode>> byRank) {
        List<Integer> members = members(group, byRank);
        int count = nodes(byRank, members.get(0)).size();
        for (int rank : members) {
            int own = nodes(byRank, rank).size();
            if (own != count) {
                throw new InvalidTraceException(files.get(rank).path() + ": rank " + rank + " takes part in " + own
                        + " collectives of the group '" + group + "', and rank " + members.get(0) + " in " + count
                        + "; its members are " + members
                        + "\nMaybe say who is in which group, with --groups FILE");
            }
        }
        for (int i = 0; i < count; i++) {
            List<Part> parts = new ArrayList<>();
            for (int rank : members) {
                parts.add(new Part(rank, nodes(byRank, rank).get(i)));
            }
            if (members.size() > 1) {
                keep(parts, exchanges(parts));
            }
        }
    }

    private static List<ChakraNode> nodes(Map<Integer, List<ChakraNode>> byRank, int rank) {
        return byRank.getOrDefault(rank, List.of());
    }

    private List<Integer> members(String group, Map<Integer, List<ChakraNode>> byRank) {
        List<Integer> stated = groups.get(group);
        if (stated == null) {
            return List.copyOf(new TreeSet<>(byRank.keySet()));
        }
        Set<Integer> others = new LinkedHashSet<>(byRank.keySet());
        others.removeAll(stated);
        if (!others.isEmpty()) {
            int rank = others.iterator().next();
            throw fault(rank, nodes(byRank, rank).get(0), "is of the group '" + group + "', whose ranks are " + stated);
        }
        return List.copyOf(new TreeSet<>(stated));
    }

    private void keep(List<Part> parts, List<Exchange> exchanges) {
        Transfer transfer = new Transfer(
                byNode.size(),
                parts.stream().map(Part::rank).toList(),
                parts.stream().map(Part::node).toList(),
                exchanges);
        parts.forEach(part -> byNode.put(part.node, transfer));
    }

    private List<Exchange> exchanges(List<Part> parts) {
        Part first = parts.get(0);
        CollectiveType kind = Objects.requireNonNull(first.node.collective);
        for (Part part : parts) {
            if (part.node.collective != kind) {
                throw differ(
                        part,
                        "is " + Objects.requireNonNull(part.node.collective).words(),
                        first,
                        kind.words());
            }
        }
        return switch (kind) {
            case ALL_REDUCE -> List.of(ofVector(Exchange.Operation.ALL_REDUCE, parts, Exchange.NO_ROOT));
            case REDUCE_SCATTER, REDUCE_SCATTER_BLOCK ->
                List.of(ofVector(Exchange.Operation.REDUCE_SCATTER, parts, Exchange.NO_ROOT));
            case BARRIER ->
                List.of(exchange(Exchange.Operation.ALL_REDUCE, parts, Exchange.NO_ROOT, List.of(BARRIER_BYTES)));
            case REDUCE -> List.of(ofVector(Exchange.Operation.REDUCE, parts, root(parts)));
            case BROADCAST -> List.of(ofVector(Exchange.Operation.BROADCAST, parts, root(parts)));
            case ALL_GATHER -> List.of(inParts(Exchange.Operation.ALL_GATHER, parts, Exchange.NO_ROOT));
            case GATHER -> List.of(inParts(Exchange.Operation.GATHER, parts, root(parts)));
            case SCATTER -> List.of(inParts(Exchange.Operation.SCATTER, parts, root(parts)));
            case ALL_TO_ALL -> allToAll(parts);
        };
    }

    private int root(List<Part> parts) {
        Part first = parts.get(0);
        long stated = first.node.root != ChakraNode.UNSAID ? first.node.root : first.node.source;
        if (stated == ChakraNode.UNSAID) {
            return first.rank;
        }
        if (parts.stream().noneMatch(part -> part.rank == stated)) {
            throw fault(first.rank, first.node, "has rank " + stated + " as its root, which takes no part");
        }
        return (int) stated;
    }

    /** All members state the same vector. */
    private Exchange ofVector(Exchange.Operation operation, List<Part> parts, int root) {
        Part first = parts.get(0);
        for (Part part : parts) {
            if (part.node.bytes != first.node.bytes) {
                throw differ(part, "has " + part.node.bytes + " bytes", first, first.node.bytes + " bytes");
            }
        }
        return exchange(operation, parts, root, List.of(first.node.bytes));
    }

    private Exchange inParts(Exchange.Operation operation, List<Part> parts, int root) {
        return exchange(
                operation,
                parts,
                root,
                parts.stream()
                        .filter(part -> part.rank != root)
                        .map(part -> part.node.bytes)
                        .toList());
    }

    /** Each member sends each other its part: a scatter from each. */
    private List<Exchange> allToAll(List<Part> parts) {
        List<Exchange> scatters = new ArrayList<>();
        for (Part part : parts) {
            long each = part.node.bytes / parts.size();
            scatters.add(exchange(Exchange.Operation.SCATTER, parts, part.rank, List.of(each)));
        }
        return scatters;
    }

    private Exchange exchange(Exchange.Operation operation, List<Part> parts, int root, List<Long> sizes) {
        long most = 1;
        for (long size : sizes) {
            most = Math.max(most, size);
        }
        largest = Math.max(largest, most);
        ChakraNode node = parts.get(0).node;
        String label = node.label.isEmpty() ? node.collective == null ? "send" : node.collective.words() : node.label;
        return new Exchange(
                label,
                operation,
                parts.stream().map(Part::rank).toList(),
                root,
                List.of(new GroupElements(ImportedModel.GROUP, most)),
                new Identity(),
                sizes,
                Release.AFTER_BACKWARD);
    }

    private void letters(Map<Integer, List<ChakraNode>> byRank) {
        List<Part> sent = new ArrayList<>();
        List<Part> received = new ArrayList<>();
        byRank.forEach((rank, nodes) -> nodes.forEach(
                node -> (node.type == NodeType.COMM_SEND_NODE ? sent : received).add(new Part(rank, node))));
        if (sent.size() != received.size()) {
            List<Part> more = sent.size() > received.size() ? sent : received;
            Part alone = more.get(Math.min(sent.size(), received.size()));
            throw fault(
                    alone.rank, alone.node, more == sent ? "sends what nobody receives" : "receives what nobody sends");
        }
        for (int i = 0; i < sent.size(); i++) {
            Part from = sent.get(i);
            Part to = received.get(i);
            List<Part> parts = from.rank < to.rank ? List.of(from, to) : List.of(to, from);
            keep(parts, List.of(ofVector(Exchange.Operation.BROADCAST, parts, from.rank)));
        }
    }

    private InvalidTraceException fault(int rank, ChakraNode node, String what) {
        return new InvalidTraceException(files.get(rank).path() + ": " + node + " " + what);
    }

    private InvalidTraceException differ(Part one, String what, Part other, String otherwise) {
        return fault(
                one.rank,
                one.node,
                what + ", and " + other.node + " of rank " + other.rank + ", which is the same exchange, " + otherwise);
    }
}
