package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.List;

/** Finds room for labels: of the positions offered, the one that overlaps least with what stands already. */
final class LabelPlacer {
    /** Boxes taken: left, top, right, bottom. */
    private final List<double[]> taken = new ArrayList<>();

    /** Returns the width of {@code text} in pixels at {@code size}, for an average sans-serif face. */
    static double width(String text, double size) {
        return text.length() * size * 0.56;
    }

    void take(double x, double y, double width, double height) {
        taken.add(new double[] {x - width / 2, y - height / 2, x + width / 2, y + height / 2});
    }

    /** Returns the centre, of those offered as x, y pairs, whose box overlaps least; the first of equals; and takes it. */
    double[] place(double[][] offers, double width, double height) {
        double[] best = offers[0];
        double least = Double.MAX_VALUE;
        for (double[] offer : offers) {
            double overlap = overlap(offer[0], offer[1], width, height);
            if (overlap < least - 1) {
                least = overlap;
                best = offer;
            }
        }
        take(best[0], best[1], width, height);
        return best;
    }

    private double overlap(double x, double y, double width, double height) {
        double sum = 0;
        for (double[] box : taken) {
            double w = Math.min(x + width / 2, box[2]) - Math.max(x - width / 2, box[0]);
            double h = Math.min(y + height / 2, box[3]) - Math.max(y - height / 2, box[1]);
            sum += w > 0 && h > 0 ? w * h : 0;
        }
        return sum;
    }
}
