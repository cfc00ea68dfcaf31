package org.longhaul.topology.format.simgrid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where links end from the routes that cross them. A SimGrid link floats; it gets ends because consecutive links of a
 * route share a point and a route's first and last point are nodes. Points are merged with union-find.
 */
final class Junctions {
    private final List<Integer> parent = new ArrayList<>();
    private final List<String> nodeOf = new ArrayList<>();
    private final Map<String, Integer> pointOfNode = new HashMap<>();
    private final Map<String, int[]> endsOfLink = new HashMap<>();

    /** Returns the point of the node called {@code id}. */
    int ofNode(String id) {
        return pointOfNode.computeIfAbsent(id, this::newPoint);
    }

    /** Returns the two points of {@code link}, at first its own. */
    int[] ends(String link) {
        return endsOfLink.computeIfAbsent(link, key -> new int[] {newPoint(""), newPoint("")});
    }

    boolean knows(String link) {
        return endsOfLink.containsKey(link);
    }

    int find(int point) {
        int root = point;
        while (parent.get(root) != root) {
            root = parent.get(root);
        }
        int at = point;
        while (at != root) {
            int next = parent.get(at);
            parent.set(at, root);
            at = next;
        }
        return root;
    }

    /** Merges two points; returns false, and leaves them, when they are two different nodes. */
    boolean merge(int a, int b) {
        int rootA = find(a);
        int rootB = find(b);
        if (rootA == rootB) {
            return true;
        }
        if (!nodeOf.get(rootA).isEmpty() && !nodeOf.get(rootB).isEmpty()) {
            return false;
        }
        // The point that is a node stays the root.
        boolean keepB = nodeOf.get(rootA).isEmpty();
        parent.set(keepB ? rootA : rootB, keepB ? rootB : rootA);
        return true;
    }

    /** Returns the node at {@code point}, or the empty text. */
    String node(int point) {
        return nodeOf.get(find(point));
    }

    private int newPoint(String node) {
        parent.add(parent.size());
        nodeOf.add(node);
        return parent.size() - 1;
    }
}
