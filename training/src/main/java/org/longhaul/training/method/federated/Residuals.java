package org.longhaul.training.method.federated;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.method.round.KeyLayers;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Key layers that are unlike those of the group that they come from, and look for a node that they are like. Each layer of each
 * goes its own way, from the root to the child whose layer, as it was last received, is most like it, and so on.
 */
final class Residuals {
    /**
     * A layer of a residual.
     *
     * @param source the group that it comes from
     * @param number of the residual among those of the group
     * @param layer place among the key layers
     */
    record Piece(Group source, int number, int layer) {}

    private final Federation federation;
    private final KeyLayers keys;
    private final int most;

    /** What each group has sent to the one that it is in, by name and number. */
    private final Map<String, List<Tensor>> held = new LinkedHashMap<>();

    /** What of the root's is on its way down in the present round. */
    private final Map<String, List<Tensor>> carried = new LinkedHashMap<>();

    /** The pieces that come to each node in the present round, by rank; null until someone asks. */
    private @Nullable Map<Integer, List<Piece>> coming;

    /**
     * Room for them.
     *
     * @param most of each group
     */
    Residuals(Federation federation, KeyLayers keys, int most, Replicas replicas) {
        this.federation = federation;
        this.keys = keys;
        this.most = most;
        for (Group group : federation.groups()) {
            if (federation.depth(group) > 0) {
                held.put(group.name(), vectors(count(group), replicas));
            }
            if (federation.depth(group) == 1) {
                carried.put(group.name(), vectors(count(group), replicas));
            }
        }
    }

    private static List<Tensor> vectors(int count, Replicas replicas) {
        List<Tensor> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add(replicas.newVector());
        }
        return vectors;
    }

    /** How many a group sends: at most one of each of its children. */
    private int count(Group group) {
        return Math.min(most, children(group).size());
    }

    /** Ranks of the nodes below a group: its clients but its own, and the servers of the groups in it. */
    List<Integer> children(Group group) {
        List<Integer> children = new ArrayList<>(group.clients());
        children.remove(group.own());
        group.groups().forEach(inner -> children.add(federation.server(inner)));
        return children;
    }

    /** What a group has sent to the one that it is in. */
    List<Tensor> of(Group group) {
        return held.getOrDefault(group.name(), List.of());
    }

    /** A key layer of a vector. */
    Tensor layer(Tensor vector, int layer) {
        return vector.narrow(
                0, keys.layers().get(layer).start(), keys.layers().get(layer).length());
    }

    /** Those of the root set out on their way down. */
    void setOut() {
        coming = null;
        carried.forEach((group, vectors) -> {
            for (int i = 0; i < vectors.size(); i++) {
                vectors.get(i).copyInPlace(held.getOrDefault(group, List.of()).get(i));
            }
        });
    }

    /** What a piece is on its way down. */
    Tensor carried(Piece piece) {
        return carried.getOrDefault(piece.source().name(), List.of()).get(piece.number());
    }

    /**
     * The pieces that come to a node in the present round.
     *
     * @param known each node's model as the one above it has last received it, by rank; the same during a round
     */
    List<Piece> to(int rank, IntFunction<Tensor> known) {
        Map<Integer, List<Piece>> byRank = coming;
        if (byRank == null) {
            byRank = allComing(known);
            coming = byRank;
        }
        return byRank.getOrDefault(rank, List.of());
    }

    private Map<Integer, List<Piece>> allComing(IntFunction<Tensor> known) {
        Map<Integer, List<Piece>> byRank = new LinkedHashMap<>();
        for (Group source : federation.atDepth(1)) {
            for (int number = 0; number < of(source).size(); number++) {
                for (int layer = 0; layer < keys.layers().size(); layer++) {
                    Piece piece = new Piece(source, number, layer);
                    for (int node : path(piece, known)) {
                        byRank.computeIfAbsent(node, absent -> new ArrayList<>())
                                .add(piece);
                    }
                }
            }
        }
        return byRank;
    }

    private List<Integer> path(Piece piece, IntFunction<Tensor> known) {
        Tensor layer = layer(of(piece.source()).get(piece.number()), piece.layer());
        List<Integer> path = new ArrayList<>();
        Group at = federation.root();
        while (true) {
            int next = -1;
            double best = Double.NEGATIVE_INFINITY;
            for (int child : children(at)) {
                double similarity = KeyAttention.similarity(layer, layer(known.apply(child), piece.layer()));
                if (similarity > best) {
                    best = similarity;
                    next = child;
                }
            }
            if (next < 0) {
                return path;
            }
            path.add(next);
            if (next < federation.clients()) {
                return path;
            }
            at = federation.groups().get(next - federation.clients());
        }
    }

    /**
     * The layers of a group's children that are least like its own, the least first, each as a vector with nothing but key layers.
     *
     * @param children those that it has heard
     */
    List<Tensor> leastLike(Group group, Tensor own, List<Tensor> children) {
        List<Tensor> chosen = new ArrayList<>();
        for (int i = 0; i < of(group).size(); i++) {
            chosen.add(own.copy());
        }
        for (int layer = 0; layer < keys.layers().size() && !chosen.isEmpty(); layer++) {
            Tensor like = layer(own, layer);
            List<Compared> order = new ArrayList<>();
            for (Tensor child : children) {
                Tensor other = layer(child, layer);
                order.add(new Compared(other, KeyAttention.similarity(like, other)));
            }
            order.sort(Comparator.comparingDouble(Compared::similarity));
            // Who has heard fewer than it sends has its own in their place.
            for (int i = 0; i < Math.min(chosen.size(), order.size()); i++) {
                layer(chosen.get(i), layer).copyInPlace(order.get(i).layer());
            }
        }
        return chosen;
    }

    /** A layer, and how like another it is. */
    private record Compared(Tensor layer, double similarity) {}

    /** Everything that persists, by name. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        add("residual", held, state);
        add("carried", carried, state);
        return state;
    }

    private static void add(String name, Map<String, List<Tensor>> vectors, Map<String, Tensor> state) {
        vectors.forEach((group, each) -> {
            for (int i = 0; i < each.size(); i++) {
                state.put(name + "-" + i + "-of-" + group, each.get(i));
            }
        });
    }
}
