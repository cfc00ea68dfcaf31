package org.longhaul.topology.picture;

/** Draws the marks: squares for hosts, circles for switches, a stack for a group of hosts, a disc with a count for a site. */
final class MarkPainter {
    private final Svg svg;
    private final Scene scene;
    private final SceneLayout layout;

    MarkPainter(Svg svg, Scene scene, SceneLayout layout) {
        this.svg = svg;
        this.scene = scene;
        this.layout = layout;
    }

    /** Returns half the height of the mark, pixels. */
    static double radius(Scene.Vertex vertex, SceneLayout layout) {
        return layout.markScale
                * switch (vertex.shape()) {
                    case SITE -> 14;
                    case HOST_GROUP -> 11;
                    case HOST -> 9;
                    case SWITCH -> 10;
                };
    }

    void paint() {
        for (int v = 0; v < scene.vertices.size(); v++) {
            Scene.Vertex vertex = scene.vertices.get(v);
            svg.raw("<g><title>").text(vertex.detail()).raw("</title>\n");
            paint(vertex, layout.x[v], layout.y[v], radius(vertex, layout));
            svg.raw("</g>\n");
        }
    }

    private void paint(Scene.Vertex vertex, double x, double y, double r) {
        switch (vertex.shape()) {
            case HOST -> square(x, y, r);
            case HOST_GROUP -> {
                square(x + 4, y - 4, r - 2);
                square(x, y, r - 2);
            }
            case SWITCH -> circle(x, y, r, "lt-switch");
            case SITE -> {
                circle(x, y, r, "lt-place");
                svg.label(x, y + 4, "lt-count lt-mid", ShortText.count(vertex.hosts()));
            }
        }
    }

    private void square(double x, double y, double r) {
        svg.open("rect")
                .attribute("x", x - r)
                .attribute("y", y - r)
                .attribute("width", 2 * r)
                .attribute("height", 2 * r)
                .attribute("rx", 3.5)
                .attribute("class", "lt-host")
                .close();
    }

    private void circle(double x, double y, double r, String cssClass) {
        svg.open("circle")
                .attribute("cx", x)
                .attribute("cy", y)
                .attribute("r", r)
                .attribute("class", cssClass)
                .close();
    }
}
