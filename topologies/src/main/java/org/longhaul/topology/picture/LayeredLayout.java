package org.longhaul.topology.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Hosts in the lowest row, each switch as many rows up as it is links away from the nearest host. */
final class LayeredLayout {
    private LayeredLayout() {}

    /** Whether there are hosts and switches, and every host hangs on switches only. */
    static boolean applies(Scene scene) {
        boolean switches = scene.vertices.stream().anyMatch(v -> v.shape() == Scene.Shape.SWITCH);
        boolean hosts = scene.vertices.stream().anyMatch(Scene.Vertex::isHostLike);
        return switches
                && hosts
                && scene.edges.stream()
                        .noneMatch(e -> scene.vertices.get(e.a()).isHostLike()
                                && scene.vertices.get(e.b()).isHostLike());
    }

    /** Returns the number of rows above the lowest. */
    static int highest(Scene scene) {
        return Arrays.stream(levels(scene, Neighbours.of(scene))).max().orElse(0);
    }

    static SceneLayout of(Scene scene, double left, double top, double width, double height) {
        List<List<Integer>> near = Neighbours.of(scene);
        int[] level = levels(scene, near);
        int highest = Arrays.stream(level).max().orElse(0);
        SceneLayout layout = new SceneLayout(scene.vertices.size());
        double[] order = new double[scene.vertices.size()];
        for (int row = 0; row <= highest; row++) {
            List<Integer> members = new ArrayList<>();
            for (int v = 0; v < level.length; v++) {
                if (level[v] == row) {
                    members.add(v);
                }
            }
            if (row > 0) {
                sortAbove(members, near, level, row, order);
            }
            double y = highest == 0 ? top + height / 2 : top + height - height * row / highest;
            for (int k = 0; k < members.size(); k++) {
                order[members.get(k)] = (k + 0.5) / members.size();
                layout.x[members.get(k)] = left + width * (k + 0.5) / members.size();
                layout.y[members.get(k)] = y;
            }
        }
        return layout;
    }

    /** Puts each mark near the average of its neighbours below, so that few lines cross. */
    private static void sortAbove(
            List<Integer> members, List<List<Integer>> near, int[] level, int row, double[] order) {
        double[] wanted = new double[level.length];
        for (int v : members) {
            wanted[v] = near.get(v).stream()
                    .filter(u -> level[u] == row - 1)
                    .mapToDouble(u -> order[u])
                    .average()
                    .orElse(0.5);
        }
        // Averages that differ by rounding only must not disturb the order of indices.
        members.sort(Comparator.comparingLong((Integer v) -> Math.round(wanted[v] * 1e6))
                .thenComparingInt(v -> v));
    }

    private static int[] levels(Scene scene, List<List<Integer>> near) {
        int[] level = new int[scene.vertices.size()];
        Arrays.fill(level, -1);
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int v = 0; v < level.length; v++) {
            if (scene.vertices.get(v).isHostLike()) {
                level[v] = 0;
                queue.add(v);
            }
        }
        while (!queue.isEmpty()) {
            int v = queue.remove();
            for (int u : near.get(v)) {
                if (level[u] < 0) {
                    level[u] = level[v] + 1;
                    queue.add(u);
                }
            }
        }
        for (int v = 0; v < level.length; v++) {
            level[v] = Math.max(level[v], 0);
        }
        return level;
    }
}
