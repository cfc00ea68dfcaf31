package org.longhaul.topology.picture;

import java.util.Arrays;
import org.longhaul.topology.Coordinates;

/** Marks at their places on an equirectangular map that is cut where no mark is. */
final class GeographicLayout {
    private static final int FEW = 12;

    private GeographicLayout() {}

    /** Whether every mark has a place and they are not all the same. */
    static boolean applies(Scene scene) {
        long places =
                scene.vertices.stream().map(Scene.Vertex::place).distinct().count();
        return places > 1 && scene.vertices.stream().allMatch(v -> v.place() != null);
    }

    static SceneLayout of(Scene scene, double left, double top, double width, double height) {
        SceneLayout layout = new SceneLayout(scene.vertices.size());
        double[] frame = project(scene, layout);
        addGrid(layout, frame[0], frame[1]);
        layout.fit(left, top, width, height, true);
        // Many marks on a map crowd in a few places.
        boolean many = scene.vertices.size() > FEW;
        layout.bend = many ? 0.06 : 0.1;
        layout.markScale = many ? 0.6 : 1;
        return layout;
    }

    /** Sets the marks in degrees and returns the western edge and the factor by which longitudes shrink. */
    private static double[] project(Scene scene, SceneLayout layout) {
        int n = layout.x.length;
        double[] longitudes = new double[n];
        double latitudes = 0;
        for (int i = 0; i < n; i++) {
            Coordinates place = place(scene, i);
            longitudes[i] = place.longitude();
            latitudes += place.latitude() / n;
        }
        double west = westernmost(longitudes);
        double shrink = Math.max(0.3, Math.cos(Math.toRadians(latitudes)));
        for (int i = 0; i < n; i++) {
            layout.x[i] = (((longitudes[i] - west) % 360 + 360) % 360) * shrink;
            layout.y[i] = -place(scene, i).latitude();
        }
        return new double[] {west, shrink};
    }

    /** Returns the height of the map over its width. */
    static double aspect(Scene scene) {
        SceneLayout layout = new SceneLayout(scene.vertices.size());
        project(scene, layout);
        double spanX = Arrays.stream(layout.x).max().orElse(0)
                - Arrays.stream(layout.x).min().orElse(0);
        double spanY = Arrays.stream(layout.y).max().orElse(0)
                - Arrays.stream(layout.y).min().orElse(0);
        return spanY / Math.max(spanX, 1e-9);
    }

    private static Coordinates place(Scene scene, int i) {
        Coordinates place = scene.vertices.get(i).place();
        if (place == null) {
            throw new IllegalStateException(
                    "no place of " + scene.vertices.get(i).label());
        }
        return place;
    }

    /** Returns the longitude east of the widest gap between neighbouring marks. */
    private static double westernmost(double[] longitudes) {
        double[] sorted = longitudes.clone();
        Arrays.sort(sorted);
        double best = sorted[0];
        double widest = sorted[0] + 360 - sorted[sorted.length - 1];
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] - sorted[i - 1] > widest) {
                widest = sorted[i] - sorted[i - 1];
                best = sorted[i];
            }
        }
        return best;
    }

    private static void addGrid(SceneLayout layout, double west, double shrink) {
        double span = Arrays.stream(layout.x).max().orElse(0) / shrink;
        double south = Arrays.stream(layout.y).max().orElse(0);
        double north = Arrays.stream(layout.y).min().orElse(0);
        double step = Math.max(span, south - north) > 60 ? 15 : Math.max(span, south - north) > 15 ? 5 : 1;
        double reachX = 0.6 * span + 2 * step;
        double reachY = 0.6 * (south - north) + 2 * step;
        for (double m = Math.ceil((west - reachX) / step) * step; m <= west + span + reachX; m += step) {
            double gx = (m - west) * shrink;
            layout.grid.add(new double[] {gx, Math.max(-90, north - reachY), gx, Math.min(90, south + reachY)});
        }
        for (double p = Math.ceil((north - reachY) / step) * step; p <= south + reachY; p += step) {
            if (Math.abs(p) <= 90) {
                layout.grid.add(new double[] {-reachX * shrink, p, (span + reachX) * shrink, p});
            }
        }
    }
}
