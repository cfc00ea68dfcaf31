package org.longhaul.topology.picture;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Draws the lines and their labels; with utilisations, two lines an edge, the one to the right of its direction of travel. */
final class LinePainter {
    private static final double LABEL_SIZE = 10.5;
    private static final double[] POSITIONS = {0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8};

    private static final double[] ASIDE = {0, 13, -13};
    private static final int CROWD = 90;

    private final Svg svg;
    private final LabelPlacer labels;
    private final Scene scene;
    private final SceneLayout layout;
    private final double @Nullable [] utilisation;

    LinePainter(Svg svg, LabelPlacer labels, Scene scene, SceneLayout layout, double @Nullable [] utilisation) {
        this.svg = svg;
        this.labels = labels;
        this.scene = scene;
        this.layout = layout;
        this.utilisation = utilisation;
    }

    void paint(Map<Scene.Edge, String> labelled) {
        for (Scene.Edge edge : scene.edges) {
            paintLines(edge);
        }
        labelled.forEach((edge, text) -> paintLabel(edge, text + busiest(edge)));
    }

    private void paintLines(Scene.Edge edge) {
        svg.open("g").attribute("data-link", ids(edge)).end();
        svg.raw("<title>").text(tip(edge)).raw("</title>\n");
        if (utilisation == null) {
            double thickness = scene.edges.size() > CROWD
                    ? 0.7
                    : Math.min(5, 1.4 + 0.5 * Math.log(edge.forwardArcs().size()));
            curve(edge, 0, "lt-line").attribute("stroke-width", thickness).close();
        } else {
            double there = use(edge, 0);
            double back = use(edge, 1);
            double gap = (Heat.width(there) + Heat.width(back)) / 4 + 0.6;
            heatLine(edge, gap, there);
            heatLine(edge, -gap, back);
        }
        svg.raw("</g>\n");
    }

    /** Returns the ids of the edge's links, separated by spaces, so that a page can tell which lines they are. */
    private String ids(Scene.Edge edge) {
        StringJoiner ids = new StringJoiner(" ");
        for (int arc : edge.forwardArcs()) {
            ids.add(scene.topology.links().get(arc / 2).id());
        }
        return ids.toString();
    }

    private void heatLine(Scene.Edge edge, double gap, double use) {
        curve(edge, gap, "lt-use")
                .attribute("stroke", Heat.colour(use))
                .attribute("stroke-width", Heat.width(use))
                .close();
    }

    /** Opens the path of {@code edge}, {@code gap} pixels to the right of its middle. */
    private Svg curve(Scene.Edge edge, double gap, String cssClass) {
        double[] from = point(edge, 0, gap);
        double[] to = point(edge, 1, gap);
        double[] control = control(edge, gap);
        String d = layout.bend == 0
                ? String.format(Locale.ROOT, "M%.1f %.1fL%.1f %.1f", from[0], from[1], to[0], to[1])
                : String.format(
                        Locale.ROOT,
                        "M%.1f %.1fQ%.1f %.1f %.1f %.1f",
                        from[0],
                        from[1],
                        control[0],
                        control[1],
                        to[0],
                        to[1]);
        return svg.open("path").attribute("d", d).attribute("class", cssClass);
    }

    /** Returns the point at {@code t}, 0 to 1, on the way of {@code edge}, {@code gap} pixels to its right. */
    private double[] point(Scene.Edge edge, double t, double gap) {
        double[] control = control(edge, 0);
        double[] side = side(edge);
        double x = (1 - t) * (1 - t) * layout.x[edge.a()] + 2 * t * (1 - t) * control[0] + t * t * layout.x[edge.b()];
        double y = (1 - t) * (1 - t) * layout.y[edge.a()] + 2 * t * (1 - t) * control[1] + t * t * layout.y[edge.b()];
        return new double[] {x + side[0] * gap, y + side[1] * gap};
    }

    private double[] control(Scene.Edge edge, double gap) {
        double[] side = side(edge);
        double length = Math.hypot(layout.x[edge.b()] - layout.x[edge.a()], layout.y[edge.b()] - layout.y[edge.a()]);
        // The side that faces the top, whichever way the edge runs.
        double up = side[1] > 0 ? -1 : 1;
        double away = 2 * layout.bend * length * up + gap;
        return new double[] {
            (layout.x[edge.a()] + layout.x[edge.b()]) / 2 + side[0] * away,
            (layout.y[edge.a()] + layout.y[edge.b()]) / 2 + side[1] * away
        };
    }

    /** Returns the unit vector to the right of the straight way from a to b. */
    private double[] side(Scene.Edge edge) {
        double dx = layout.x[edge.b()] - layout.x[edge.a()];
        double dy = layout.y[edge.b()] - layout.y[edge.a()];
        double length = Math.max(1e-9, Math.hypot(dx, dy));
        return new double[] {-dy / length, dx / length};
    }

    /** Returns the highest use among the edge's arcs in one direction: 0 from a to b, 1 back. */
    private double use(Scene.Edge edge, int direction) {
        double most = 0;
        for (int arc : edge.forwardArcs()) {
            most = utilisation == null ? most : Math.max(most, utilisation[arc ^ direction]);
        }
        return most;
    }

    /** Returns the use of the busier direction for the label, or the empty text. */
    private String busiest(Scene.Edge edge) {
        return utilisation == null ? "" : " · " + Math.round(100 * Math.max(use(edge, 0), use(edge, 1))) + " %";
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

    private void paintLabel(Scene.Edge edge, String text) {
        double width = LabelPlacer.width(text, LABEL_SIZE) + 10;
        double[][] offers = new double[POSITIONS.length * ASIDE.length][];
        for (int i = 0; i < offers.length; i++) {
            offers[i] = point(edge, POSITIONS[i % POSITIONS.length], ASIDE[i / POSITIONS.length]);
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
