package org.longhaul.topology.picture;

import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;

/** Draws one picture: chooses scene and layout, then paints grid, cards, lines, marks, labels and legend. */
final class Painter {
    private static final int MOST_VERTICES = 400;
    private static final int MOST_EDGES = 4000;
    private static final int MOST_NODES = 50_000;
    private static final int FEW = 24;
    private static final int DEFAULT_HEIGHT = 600;
    private static final int LEAST_SITES_HEIGHT = 400;
    private static final double LABEL_SIZE = 11;
    private static final double MARGIN = 56;

    private final Topology topology;
    private final int width;
    private int height;
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
        Scene scene = scene();
        height = height > 0 ? height : naturalHeight(scene);
        begin();
        if (scene == null) {
            String text = ShortText.count(topology.hosts().length) + " hosts, "
                    + ShortText.count(topology.nodeCount() - topology.hosts().length) + " switches, "
                    + ShortText.count(topology.links().size()) + " links";
            svg.label(width / 2.0, height / 2.0, "lt-title lt-mid", text);
            svg.label(width / 2.0, height / 2.0 + 24, "lt-note lt-mid", "too many to draw");
        } else {
            SceneLayout layout = layout(scene);
            paintGrid(layout);
            paintCards(layout);
            double[][] names = placeNames(scene, layout);
            Captions captions = new Captions(scene);
            new LinePainter(svg, labels, scene, layout, utilisation).paint(captions.ofLines());
            new MarkPainter(svg, scene, layout).paint();
            paintNames(scene, names);
            svg.label(20, height - 16, "lt-note", captions.legend());
            if (utilisation != null) {
                paintScale();
            }
        }
        return svg.raw("</svg>\n").toString();
    }

    private @Nullable Scene scene() {
        if (topology.nodeCount() > MOST_NODES) {
            return null;
        }
        Scene byNode = SceneMaker.byNode(topology);
        Scene bySite = SceneMaker.bySite(topology);
        boolean small = byNode.vertices.size() <= MOST_VERTICES && byNode.edges.size() <= MOST_EDGES;
        boolean cards = small && sitesFit(byNode);
        boolean places = GeographicLayout.applies(bySite);
        boolean crowded = !cards && bySite.vertices.size() > 1 && bySite.vertices.size() < byNode.vertices.size();
        Scene chosen = places || crowded ? bySite : byNode;
        return chosen.vertices.size() <= MOST_VERTICES && chosen.edges.size() <= MOST_EDGES ? chosen : null;
    }

    private boolean sitesFit(Scene scene) {
        double room = height > 0 ? height : DEFAULT_HEIGHT;
        return SiteLayout.applies(scene, width - 32.0, siteRoom(room));
    }

    private double siteRoom(double canvas) {
        return canvas - top() - 10;
    }

    private double top() {
        return title.isEmpty() ? MARGIN : MARGIN + 24;
    }

    private int naturalHeight(@Nullable Scene scene) {
        double frame = top() + MARGIN + 30;
        if (scene == null) {
            return 240;
        } else if (GeographicLayout.applies(scene)) {
            double map = SceneLayout.TALLEST * GeographicLayout.aspect(scene) * (width - 2 * MARGIN);
            return (int) Math.min(760, Math.max(300, map + frame + 40));
        } else if (SiteLayout.isPair(scene) && sitesFit(scene)) {
            return (int) Math.max(240, SiteLayout.tallest(scene) + 110);
        } else if (sitesFit(scene)) {
            int enough = LEAST_SITES_HEIGHT;
            while (enough < DEFAULT_HEIGHT && !SiteLayout.applies(scene, width - 32.0, siteRoom(enough))) {
                enough += 20;
            }
            return enough;
        } else if (LayeredLayout.applies(scene)) {
            return (int) Math.min(760, 130 * Math.max(1, LayeredLayout.highest(scene)) + frame);
        }
        return DEFAULT_HEIGHT;
    }

    private SceneLayout layout(Scene scene) {
        double top = top();
        double w = width - 2 * MARGIN;
        double h = height - top - MARGIN - 30;
        if (GeographicLayout.applies(scene)) {
            return GeographicLayout.of(scene, MARGIN, top, w, h);
        }
        if (sitesFit(scene)) {
            return SiteLayout.of(scene, 16, top - 30, width - 32.0, siteRoom(height));
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

    private void paintGrid(SceneLayout layout) {
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

    private void paintCards(SceneLayout layout) {
        for (SceneLayout.Card card : layout.cards) {
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

    /** Returns the middle of each name's place, or nothing for one that would run into others: tool tips have it. */
    private double[][] placeNames(Scene scene, SceneLayout layout) {
        int[] inRow = new int[height + 1];
        for (int v = 0; v < scene.vertices.size(); v++) {
            inRow[row(layout, v)]++;
            double r = MarkPainter.radius(scene.vertices.get(v), layout);
            labels.take(layout.x[v], layout.y[v], 2 * r + 4, 2 * r + 4);
        }
        double[][] places = new double[scene.vertices.size()][];
        for (int v = 0; v < scene.vertices.size(); v++) {
            double name = LabelPlacer.width(scene.vertices.get(v).label(), LABEL_SIZE);
            boolean onMap = layout.bend > 0;
            places[v] = new double[0];
            if (onMap || scene.vertices.size() <= FEW || name <= (width - 48.0) / inRow[row(layout, v)]) {
                double r = MarkPainter.radius(scene.vertices.get(v), layout);
                double x = layout.x[v];
                double y = layout.y[v];
                double side = r + 4 + name / 2;
                double[][] below = {{x, y + r + 9}};
                double[][] around = {{x, y + r + 9}, {x, y - r - 9}, {x + side, y}, {x - side, y}};
                places[v] = labels.place(onMap ? around : below, name, 13);
            }
        }
        return places;
    }

    private void paintNames(Scene scene, double[][] places) {
        for (int v = 0; v < places.length; v++) {
            double[] place = places[v];
            if (place.length > 0) {
                svg.label(
                        place[0],
                        place[1] + 4,
                        "lt-name lt-mid",
                        scene.vertices.get(v).label());
            }
        }
    }

    private int row(SceneLayout layout, int v) {
        return (int) Math.max(0, Math.min(height, layout.y[v]));
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
