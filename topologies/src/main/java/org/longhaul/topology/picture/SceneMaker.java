package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** Turns a topology into a scene by gathering nodes that need no mark of their own. */
final class SceneMaker {
    /** More single-homed hosts than this below one switch become one mark. */
    private static final int MOST_HOSTS_APART = 8;

    private static final int MOST_VERTICES_APART = 72;

    private SceneMaker() {}

    /** One mark a node, but one for all hosts of a switch where they are many. */
    static Scene byNode(Topology topology) {
        boolean crowded = topology.nodeCount() > MOST_VERTICES_APART;
        int[] leaves = new int[topology.nodeCount()];
        for (int v = 0; v < topology.nodeCount(); v++) {
            if (isLeafHost(topology, v)) {
                leaves[neighbour(topology, v)]++;
            }
        }
        return gather(topology, v -> {
            Node node = topology.node(v);
            int hub = isLeafHost(topology, v) ? neighbour(topology, v) : -1;
            boolean grouped = hub >= 0 && leaves[hub] > 1 && (crowded || leaves[hub] > MOST_HOSTS_APART);
            return grouped ? "hosts of " + hub : "node " + node.id();
        });
    }

    /** One mark a site of several nodes, one a node elsewhere. */
    static Scene bySite(Topology topology) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (Node node : topology.nodes()) {
            String site = node.site();
            if (site != null) {
                sizes.merge(site, 1, Integer::sum);
            }
        }
        return gather(topology, v -> {
            Node node = topology.node(v);
            String site = node.site();
            return site != null && sizes.getOrDefault(site, 0) > 1 ? "site " + site : "node " + node.id();
        });
    }

    private static boolean isLeafHost(Topology topology, int v) {
        return topology.node(v).isHost()
                && topology.degree(v) == 1
                && !topology.node(neighbour(topology, v)).isHost();
    }

    private static int neighbour(Topology topology, int v) {
        return topology.arcTarget(topology.outArc(v, 0));
    }

    private static Scene gather(Topology topology, IntFunction<String> keyOf) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int v = 0; v < topology.nodeCount(); v++) {
            groups.computeIfAbsent(keyOf.apply(v), key -> new ArrayList<>()).add(v);
        }
        Scene scene = new Scene(topology);
        int[] vertexOf = new int[topology.nodeCount()];
        for (Map.Entry<String, List<Integer>> group : groups.entrySet()) {
            for (int v : group.getValue()) {
                vertexOf[v] = scene.vertices.size();
            }
            scene.vertices.add(vertex(topology, group.getKey(), group.getValue()));
        }
        addEdges(scene, vertexOf);
        return scene;
    }

    private static void addEdges(Scene scene, int[] vertexOf) {
        Map<Long, List<Integer>> arcs = new LinkedHashMap<>();
        for (int l = 0; l < scene.topology.links().size(); l++) {
            int a = vertexOf[scene.topology.arcSource(2 * l)];
            int b = vertexOf[scene.topology.arcTarget(2 * l)];
            if (a == b) {
                scene.hiddenLinks.add(l);
                continue;
            }
            long key = (long) Math.min(a, b) << 32 | Math.max(a, b);
            arcs.computeIfAbsent(key, k -> new ArrayList<>()).add(a < b ? 2 * l : 2 * l + 1);
        }
        for (Map.Entry<Long, List<Integer>> pair : arcs.entrySet()) {
            long key = pair.getKey();
            scene.edges.add(new Scene.Edge((int) (key >>> 32), (int) key, pair.getValue()));
        }
    }

    private static Scene.Vertex vertex(Topology topology, String key, List<Integer> members) {
        Node first = topology.node(members.get(0));
        int hosts =
                (int) members.stream().filter(v -> topology.node(v).isHost()).count();
        if (key.startsWith("node ")) {
            Scene.Shape shape = first.isHost() ? Scene.Shape.HOST : Scene.Shape.SWITCH;
            return new Scene.Vertex(first.id(), detail(first), shape, hosts, first.site(), first.coordinates());
        }
        Coordinates place = members.stream()
                .map(v -> topology.node(v).coordinates())
                .filter(c -> c != null)
                .findFirst()
                .orElse(null);
        String last = topology.node(members.get(members.size() - 1)).id();
        if (key.startsWith("site ")) {
            String site = String.valueOf(first.site());
            String detail = site + ": " + hosts + " hosts, " + (members.size() - hosts) + " switches";
            return new Scene.Vertex(site, detail, Scene.Shape.SITE, hosts, site, place);
        }
        String label = ShortText.count(hosts) + " hosts";
        return new Scene.Vertex(label, first.id() + " to " + last, Scene.Shape.HOST_GROUP, hosts, first.site(), place);
    }

    private static String detail(Node node) {
        List<String> parts = new ArrayList<>(Arrays.asList(node.id(), node.isHost() ? "host" : "switch"));
        if (node.site() != null) {
            parts.add("site " + node.site());
        }
        if (node.region() != null) {
            parts.add("region " + node.region());
        }
        return String.join(", ", parts);
    }
}
