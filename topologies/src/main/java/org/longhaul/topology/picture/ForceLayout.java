package org.longhaul.topology.picture;

/**
 * Marks repel each other and lines pull them together, from a start on a circle; a small graph stays on the circle.
 * Deterministic.
 *
 * <p>Source: Fruchterman, Reingold, "Graph drawing by force-directed placement", 1991.
 */
final class ForceLayout {
    private static final int MOST_ON_A_CIRCLE = 12;
    private static final int ROUNDS = 300;

    private ForceLayout() {}

    static SceneLayout of(Scene scene, double left, double top, double width, double height) {
        int n = scene.vertices.size();
        SceneLayout layout = new SceneLayout(n);
        for (int v = 0; v < n; v++) {
            double angle = -Math.PI / 2 + 2 * Math.PI * v / n;
            layout.x[v] = Math.cos(angle);
            layout.y[v] = Math.sin(angle);
        }
        if (n > MOST_ON_A_CIRCLE) {
            double ideal = Math.sqrt(4.0 / n);
            for (int round = 0; round < ROUNDS; round++) {
                step(scene, layout, ideal, 0.3 * (1 - (double) round / ROUNDS));
            }
        }
        layout.fit(left, top, width, height, n <= MOST_ON_A_CIRCLE);
        return layout;
    }

    private static void step(Scene scene, SceneLayout layout, double ideal, double furthest) {
        int n = layout.x.length;
        double[] pushX = new double[n];
        double[] pushY = new double[n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                double dx = layout.x[a] - layout.x[b];
                double dy = layout.y[a] - layout.y[b];
                double force = ideal * ideal / Math.max(1e-6, dx * dx + dy * dy);
                pushX[a] += dx * force;
                pushY[a] += dy * force;
                pushX[b] -= dx * force;
                pushY[b] -= dy * force;
            }
        }
        for (Scene.Edge edge : scene.edges) {
            double dx = layout.x[edge.a()] - layout.x[edge.b()];
            double dy = layout.y[edge.a()] - layout.y[edge.b()];
            double force = Math.sqrt(dx * dx + dy * dy) / ideal;
            pushX[edge.a()] -= dx * force;
            pushY[edge.a()] -= dy * force;
            pushX[edge.b()] += dx * force;
            pushY[edge.b()] += dy * force;
        }
        for (int v = 0; v < n; v++) {
            double length = Math.max(1e-9, Math.hypot(pushX[v], pushY[v]));
            double move = Math.min(length, furthest) / length;
            layout.x[v] += pushX[v] * move;
            layout.y[v] += pushY[v] * move;
        }
    }
}
