package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is written at the lines, and what once in the legend because many lines share it. */
final class Captions {
    private static final int MOST_LINE_LABELS = 24;
    /** From so many equal lines on, the legend describes them. */
    private static final int MANY = 4;

    private final Scene scene;
    private final Map<String, List<Scene.Edge>> kinds = new LinkedHashMap<>();
    private final boolean labelled;
    private final String commonBandwidth;

    Captions(Scene scene) {
        this.scene = scene;
        for (Scene.Edge edge : scene.edges) {
            kinds.computeIfAbsent(scene.describe(edge), key -> new ArrayList<>())
                    .add(edge);
        }
        int apart = kinds.values().stream()
                .mapToInt(List::size)
                .filter(size -> size < MANY)
                .sum();
        this.labelled = apart <= MOST_LINE_LABELS;
        this.commonBandwidth = commonBandwidth(scene);
    }

    /** Returns the bandwidth that every single line has, where they are many and differ in latency only; else "". */
    private static String commonBandwidth(Scene scene) {
        if (scene.edges.size() < MANY) {
            return "";
        }
        String first = scene.bandwidth(scene.edges.get(0));
        return scene.edges.stream().allMatch(e -> scene.bandwidth(e).equals(first)) ? first : "";
    }

    /** Returns the label of each line that has its own. */
    Map<Scene.Edge, String> ofLines() {
        Map<Scene.Edge, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, List<Scene.Edge>> kind : kinds.entrySet()) {
            if (labelled && kind.getValue().size() < MANY) {
                String shared = commonBandwidth.isEmpty() ? "" : commonBandwidth + " · ";
                String text = kind.getKey().substring(shared.length());
                kind.getValue().forEach(edge -> labels.put(edge, text));
            }
        }
        return labels;
    }

    String legend() {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, List<Scene.Edge>> kind : kinds.entrySet()) {
            if (kind.getValue().size() >= MANY) {
                int links = kind.getValue().stream()
                        .mapToInt(e -> e.forwardArcs().size())
                        .sum();
                boolean bundles = links > kind.getValue().size();
                parts.add(ShortText.count(links) + " links" + (bundles ? ", drawn as " : " of ") + kind.getKey());
            }
        }
        if (parts.size() > 3) {
            parts.clear();
        }
        if (parts.isEmpty() && !commonBandwidth.isEmpty()) {
            parts.add("every line " + commonBandwidth);
        } else if (!labelled) {
            parts.add(ShortText.count(scene.topology.links().size()) + " links of " + kinds.size() + " kinds");
        }
        if (scene.vertices.stream().anyMatch(vertex -> vertex.shape() == Scene.Shape.HOST_GROUP)) {
            parts.add("the hosts of a switch that has many are one mark, with their number");
        }
        Set<String> inside = new LinkedHashSet<>();
        scene.hiddenLinks.forEach(l -> inside.add(scene.describeLink(2 * l)));
        if (!inside.isEmpty() && inside.size() <= 2) {
            parts.add("within a site " + String.join(" or ", inside));
        }
        return String.join("; ", parts);
    }
}
