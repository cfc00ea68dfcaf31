package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.List;

/** Adjacency of a scene. */
final class Neighbours {
    private Neighbours() {}

    static List<List<Integer>> of(Scene scene) {
        List<List<Integer>> near = new ArrayList<>();
        for (int v = 0; v < scene.vertices.size(); v++) {
            near.add(new ArrayList<>());
        }
        for (Scene.Edge edge : scene.edges) {
            near.get(edge.a()).add(edge.b());
            near.get(edge.b()).add(edge.a());
        }
        return near;
    }
}
