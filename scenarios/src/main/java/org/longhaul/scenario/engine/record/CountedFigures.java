package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.training.task.RoundFigure;

/** Figures of rounds that the simulation counts, {@link RoundFigure.Counted}, where the method told when they begin and end. */
final class CountedFigures {
    private static final double NANOS_PER_SECOND = 1e9;

    private CountedFigures() {}

    /** The points with what was counted in the place of what was told. */
    static List<CurvePoint> in(List<CurvePoint> points, List<RoundFigure> figures) {
        List<CurvePoint> counted = new ArrayList<>(points);
        for (RoundFigure figure : figures) {
            if (figure.counted() != RoundFigure.Counted.TOLD) {
                count(figure, counted);
            }
        }
        return counted;
    }

    private static void count(RoundFigure figure, List<CurvePoint> points) {
        CurvePoint start = null;
        for (int i = 0; i < points.size(); i++) {
            CurvePoint point = points.get(i);
            Double told = point.values().get(figure.id());
            if (told != null && told == 0) {
                start = point;
            } else if (told != null) {
                points.set(i, with(point, figure.id(), since(start, point, figure.counted())));
            }
        }
    }

    private static double since(@Nullable CurvePoint start, CurvePoint point, RoundFigure.Counted what) {
        if (start == null) {
            throw new IllegalStateException(
                    "a figure that is counted ends at step " + point.step() + " and never began.");
        }
        return what == RoundFigure.Counted.SECONDS
                ? (point.simulatedNanos() - start.simulatedNanos()) / NANOS_PER_SECOND
                : point.volume().chargedBytes() - start.volume().chargedBytes();
    }

    private static CurvePoint with(CurvePoint point, String id, double value) {
        Map<String, Double> values = new LinkedHashMap<>(point.values());
        values.put(id, value);
        return new CurvePoint(
                point.step(),
                point.items(),
                point.simulatedNanos(),
                point.volume(),
                point.training(),
                values,
                point.virtualValues(),
                point.clients(),
                point.learningRate());
    }
}
