package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;

/** Draws one picture: chooses scene and layout, then paints grid, cards, lines, marks, labels and legend. */
final class Painter {
    private static final int MOST_VERTICES = 400;
    private static final int MOST_EDGES = 4000;
    private static final int MOST_LINE_LABELS = 16;
    private static final double LABEL_SIZE = 11;
    private static final double MARGIN = 56;

    private final Topology topology;
    private final int width;
    private final int height;
    private final String title;
    private final double @Nullable [] utilisation;
    private final Svg svg = new Svg();
    private final LabelPlacer labels = new LabelPlacer();

    Painter(Topology topology, int width, int height, String title, double @Nullable [] utilisation) {
        this.topology = topology;
        this.width = width;
        this.height = height;
        this.title = title;
        this.utilisation = utilisation;
    }

    String paint() {
        begin();
        Scene scene = scene();
        if (scene == null) {
            String text = ShortText.count(topology.hosts().length) + " hosts, "
                    + ShortText.count(topology.nodeCount() - topology.hosts().length) + " switches, "
                    + ShortText.count(topology.links().size()) + " links";
            svg.label(width / 2.0, height / 2.0, "lt-title lt-mid", text);
            svg.label(width / 2.0, height / 2.0 + 24, "lt-note lt-mid", "too many to draw");
        } else {
            Layout layout = layout(scene);
            paintGrid(layout);
            paintCards(layout);
            new LinePainter(svg, labels, scene, layout, utilisation).paint(ownLabels(scene));
            new MarkPainter(svg, scene, layout).paint();
            svg.raw(labels(scene, layout));
            paintLegend(scene);
        }
        return svg.raw("</svg>\n").toString();
    }

    private @Nullable Scene scene() {
        Scene byNode = topology.nodeCount() > 50_000 ? null : SceneMaker.byNode(topology);
        if (byNode == null) {
            return null;
        }
        Scene bySite = SceneMaker.bySite(topology);
        boolean map = GeographicLayout.applies(bySite);
        boolean small = byNode.vertices.size() <= MOST_VERTICES && byNode.edges.size() <= MOST_EDGES;
        Scene chosen = map || (!SiteLayout.applies(byNode) && bySite.vertices.size() > 1 && !small) ? bySite : byNode;
        return chosen.vertices.size() <= MOST_VERTICES && chosen.edges.size() <= MOST_EDGES ? chosen : null;
    }

    private Layout layout(Scene scene) {
        double top = title.isEmpty() ? MARGIN : MARGIN + 24;
        double w = width - 2 * MARGIN;
        double h = height - top - MARGIN - 30;
        if (GeographicLayout.applies(scene)) {
            return GeographicLayout.of(scene, MARGIN, top, w, h);
        }
        if (SiteLayout.applies(scene)) {
            return SiteLayout.of(scene, 16, top - 30, width - 32.0, h + 50);
        }
        return LayeredLayout.applies(scene)
                ? LayeredLayout.of(scene, 24, top, width - 48.0, h)
                : ForceLayout.of(scene, MARGIN, top, w, h);
    }

    private void begin() {
        svg.open("svg")
                .attribute("xmlns", "http://www.w3.org/2000/svg")
                .attribute("viewBox", "0 0 " + width + " " + height)
                .attribute("width", width)
                .attribute("height", height)
                .attribute("role", "img")
                .attribute("class", "lt")
                .end()
                .raw("\n<title>")
                .text(title.isEmpty() ? topology.name() : title)
                .raw("</title>\n")
                .raw(Style.CSS);
        svg.open("rect")
                .attribute("width", width)
                .attribute("height", height)
                .attribute("rx", 8)
                .attribute("class", "lt-paper")
                .close();
        if (!title.isEmpty()) {
            svg.label(20, 32, "lt-title", title);
        }
    }

    private void paintGrid(Layout layout) {
        double top = title.isEmpty() ? 4 : 46;
        for (double[] g : layout.grid) {
            double x1 = Math.max(4, Math.min(width - 4, g[0]));
            double x2 = Math.max(4, Math.min(width - 4, g[2]));
            double y1 = Math.max(top, Math.min(height - 44, g[1]));
            double y2 = Math.max(top, Math.min(height - 44, g[3]));
            boolean outside = (x1 == x2 && x1 != g[0]) || (y1 == y2 && y1 != g[1]);
            if (!outside) {
                svg.line(x1, y1, x2, y2, "lt-grid").close();
            }
        }
    }

    private void paintCards(Layout layout) {
        for (Layout.Card card : layout.cards) {
            svg.open("rect")
                    .attribute("x", card.x() - card.width() / 2)
                    .attribute("y", card.y() - card.height() / 2)
                    .attribute("width", card.width())
                    .attribute("height", card.height())
                    .attribute("rx", 10)
                    .attribute("class", "lt-card")
                    .close();
            svg.label(card.x(), card.y() - card.height() / 2 + 18, "lt-site lt-mid", card.title());
            labels.take(card.x(), card.y() - card.height() / 2 + 14, LabelPlacer.width(card.title(), 12), 16);
        }
    }

    /** Edges that carry their own label: all when they are few, otherwise those of kinds with few members. */
    private static Set<Scene.Edge> ownLabels(Scene scene) {
        if (scene.edges.size() <= MOST_LINE_LABELS) {
            return new LinkedHashSet<>(scene.edges);
        }
        Map<String, List<Scene.Edge>> kinds = kinds(scene);
        Set<Scene.Edge> own = new LinkedHashSet<>();
        if (kinds.size() > 1) {
            kinds.values().stream()
                    .filter(k -> k.size() <= 2)
                    .limit(MOST_LINE_LABELS)
                    .forEach(own::addAll);
        }
        return own.size() <= MOST_LINE_LABELS ? own : Set.of();
    }

    private static Map<String, List<Scene.Edge>> kinds(Scene scene) {
        Map<String, List<Scene.Edge>> kinds = new LinkedHashMap<>();
        for (Scene.Edge edge : scene.edges) {
            kinds.computeIfAbsent(scene.describe(edge), key -> new ArrayList<>())
                    .add(edge);
        }
        return kinds;
    }

    private String labels(Scene scene, Layout layout) {
        Svg names = new Svg();
        int visible = 0;
        double[] rowCount = new double[height + 1];
        for (int v = 0; v < scene.vertices.size(); v++) {
            rowCount[(int) Math.max(0, Math.min(height, layout.y[v]))]++;
        }
        for (int v = 0; v < scene.vertices.size(); v++) {
            String name = scene.vertices.get(v).label();
            double room = (width - 48.0) / rowCount[(int) Math.max(0, Math.min(height, layout.y[v]))];
            if (scene.vertices.size() > 24 && LabelPlacer.width(name, LABEL_SIZE) > room) {
                continue;
            }
            visible++;
            names.label(
                    layout.x[v], layout.y[v] + MarkPainter.radius(scene.vertices.get(v)) + 13, "lt-name lt-mid", name);
        }
        return visible == 0 ? "" : names.toString();
    }

    private void paintLegend(Scene scene) {
        List<String> parts = new ArrayList<>();
        if (scene.edges.size() > MOST_LINE_LABELS) {
            for (Map.Entry<String, List<Scene.Edge>> kind : kinds(scene).entrySet()) {
                int links = kind.getValue().stream()
                        .mapToInt(e -> e.forwardArcs().size())
                        .sum();
                parts.add(ShortText.count(links) + " links, each line " + kind.getKey());
            }
        }
        Set<String> inside = new LinkedHashSet<>();
        scene.hiddenLinks.forEach(l -> inside.add(scene.describeLink(2 * l)));
        if (!inside.isEmpty() && inside.size() <= 2) {
            parts.add("within a site " + String.join(" or ", inside));
        }
        String text = parts.size() > 3
                ? ShortText.count(topology.links().size()) + " links of " + parts.size() + " kinds"
                : String.join("   |   ", parts);
        svg.label(20, height - 16, "lt-note", text);
        if (utilisation != null) {
            paintScale();
        }
    }

    private void paintScale() {
        double left = width - 212;
        for (int i = 0; i < 40; i++) {
            svg.open("rect")
                    .attribute("x", left + i * 3)
                    .attribute("y", height - 25)
                    .attribute("width", 3.2)
                    .attribute("height", 8)
                    .attribute("fill", Heat.colour(i / 39.0))
                    .close();
        }
        svg.label(left - 6, height - 17, "lt-note lt-end", "link use 0 %");
        svg.label(left + 126, height - 17, "lt-note", "100 %");
    }
}
