package org.longhaul.topology.picture;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws the lines and their labels; with utilisations, two lines an edge, the one to the right of its direction of travel. */
final class LinePainter {
    private static final double LABEL_SIZE = 10.5;
    private static final double[] POSITIONS = {0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8};

    private final Svg svg;
    private final LabelPlacer labels;
    private final Scene scene;
    private final Layout layout;
    private final double @Nullable [] utilisation;

    LinePainter(Svg svg, LabelPlacer labels, Scene scene, Layout layout, double @Nullable [] utilisation) {
        this.svg = svg;
        this.labels = labels;
        this.scene = scene;
        this.layout = layout;
        this.utilisation = utilisation;
    }

    void paint(Set<Scene.Edge> labelled) {
        for (int v = 0; v < scene.vertices.size(); v++) {
            double r = MarkPainter.radius(scene.vertices.get(v));
            labels.take(layout.x[v], layout.y[v], 2 * r + 6, 2 * r + 6);
            double name = LabelPlacer.width(scene.vertices.get(v).label(), 11);
            labels.take(layout.x[v], layout.y[v] + r + 9, name, 14);
        }
        for (Scene.Edge edge : scene.edges) {
            paintLines(edge);
        }
        for (Scene.Edge edge : labelled) {
            paintLabel(edge);
        }
    }

    private void paintLines(Scene.Edge edge) {
        double x1 = layout.x[edge.a()];
        double y1 = layout.y[edge.a()];
        double x2 = layout.x[edge.b()];
        double y2 = layout.y[edge.b()];
        svg.raw("<g><title>").text(tip(edge)).raw("</title>\n");
        if (utilisation == null) {
            double thickness =
                    Math.min(5, 1.4 + 0.5 * Math.log(edge.forwardArcs().size()));
            svg.line(x1, y1, x2, y2, "lt-line")
                    .attribute("stroke-width", thickness)
                    .close();
        } else {
            double length = Math.max(1e-9, Math.hypot(x2 - x1, y2 - y1));
            double there = use(edge, 0);
            double back = use(edge, 1);
            double gap = (Heat.width(there) + Heat.width(back)) / 4 + 0.6;
            double dx = -(y2 - y1) / length * gap;
            double dy = (x2 - x1) / length * gap;
            heatLine(x1 + dx, y1 + dy, x2 + dx, y2 + dy, there);
            heatLine(x1 - dx, y1 - dy, x2 - dx, y2 - dy, back);
        }
        svg.raw("</g>\n");
    }

    private void heatLine(double x1, double y1, double x2, double y2, double use) {
        svg.line(x1, y1, x2, y2, "lt-use")
                .attribute("stroke", Heat.colour(use))
                .attribute("stroke-width", Heat.width(use))
                .close();
    }

    /** Returns the highest use among the edge's arcs in one direction: 0 from a to b, 1 back. */
    private double use(Scene.Edge edge, int direction) {
        double most = 0;
        for (int arc : edge.forwardArcs()) {
            most = utilisation == null ? most : Math.max(most, utilisation[arc ^ direction]);
        }
        return most;
    }

    private String tip(Scene.Edge edge) {
        String a = scene.vertices.get(edge.a()).label();
        String b = scene.vertices.get(edge.b()).label();
        String use = utilisation == null
                ? ""
                : "; " + a + " → " + b + " " + ShortText.percent(use(edge, 0)) + ", " + b + " → " + a + " "
                        + ShortText.percent(use(edge, 1));
        return a + " – " + b + ": " + scene.describe(edge) + use;
    }

    private void paintLabel(Scene.Edge edge) {
        String text = scene.describe(edge);
        double width = LabelPlacer.width(text, LABEL_SIZE) + 10;
        double x1 = layout.x[edge.a()];
        double y1 = layout.y[edge.a()];
        double x2 = layout.x[edge.b()];
        double y2 = layout.y[edge.b()];
        double[][] offers = new double[POSITIONS.length][];
        for (int i = 0; i < POSITIONS.length; i++) {
            offers[i] = new double[] {x1 + (x2 - x1) * POSITIONS[i], y1 + (y2 - y1) * POSITIONS[i]};
        }
        double[] at = labels.place(offers, width, 17);
        svg.open("rect")
                .attribute("x", at[0] - width / 2)
                .attribute("y", at[1] - 8.5)
                .attribute("width", width)
                .attribute("height", 17)
                .attribute("rx", 8.5)
                .attribute("class", "lt-tag")
                .close();
        svg.label(at[0], at[1] + 4, "lt-note lt-mid", text);
    }
}
