package org.longhaul.training.method.federated;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;

/** Who trains when in a round of a tree: the nodes of one depth after those of the one above, as far as they train. */
final class Stages {
    private final long steps;
    private final List<Integer> depths = new ArrayList<>();
    private final List<List<Integer>> trainers = new ArrayList<>();

    /**
     * The stages of a round.
     *
     * @param steps of each stage
     */
    Stages(Federation federation, long steps) {
        this.steps = steps;
        TreeMap<Integer, List<Integer>> byDepth = new TreeMap<>();
        for (Group group : federation.groups()) {
            for (int client : group.clients()) {
                boolean own = Integer.valueOf(client).equals(group.own());
                byDepth.computeIfAbsent(federation.depth(group) + (own ? 0 : 1), depth -> new ArrayList<>())
                        .add(client);
            }
        }
        byDepth.forEach((depth, each) -> {
            each.sort(null);
            depths.add(depth);
            trainers.add(List.copyOf(each));
        });
    }

    /** Depth of the nodes that train in one: 0 for the root, one more than their group's for clients; -1 before the first. */
    int depth(int stage) {
        return stage < 0 ? -1 : depths.get(stage);
    }

    /** Who trains in one: ranks, ascending. */
    List<Integer> trainers(int stage) {
        return trainers.get(stage);
    }

    /** Steps of a round. */
    long steps() {
        return steps * depths.size();
    }

    /** Stage of a step. */
    int stage(long step) {
        return (int) (step % steps() / steps);
    }

    /** Whether a stage ends after so many steps, or none has begun. */
    boolean isBetween(long done) {
        return done % steps == 0;
    }

    /** Whether a round ends after so many steps, or none has begun. */
    boolean isBetweenRounds(long done) {
        return done % steps() == 0;
    }

    /** Whether a client has begun to train after so many steps. */
    boolean hasBegun(int client, long done) {
        for (int stage = 0; stage < depths.size(); stage++) {
            if (trainers.get(stage).contains(client)) {
                return done > stage * steps;
            }
        }
        return false;
    }

    /** Who has trained in a round when a stage of it is over. */
    List<Integer> trainedUpTo(int stage) {
        return trainers.subList(0, stage + 1).stream()
                .flatMap(List::stream)
                .sorted()
                .toList();
    }
}
