package org.longhaul.scenario.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.figure.LinesFigure;

/** The picture: which share of the answers is there within which time, a curve for each service. */
public final class InferenceFigure {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;

    /** Places of the curves: the tail is what people come for. */
    private static final List<Double> SHOWN =
            List.of(0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995);

    private InferenceFigure() {}

    /**
     * Draws into a file.
     *
     * @param only name of the only case that is shown; null for all
     * @param file its name ends in .svg, .png or .pdf
     * @throws IllegalArgumentException if there is no such case
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(InferenceRecord record, @Nullable String only, Path file) {
        if (only != null) {
            record.requireCase(only);
        }
        List<LinesFigure.Line> lines = new ArrayList<>();
        double shortest = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (String label : record.labels()) {
            List<UnitResult> units = record.of(label).stream()
                    .filter(unit -> unit.latency() != null && unit.settled())
                    .filter(unit -> only == null || unit.circumstances().equals(only))
                    .toList();
            if (!units.isEmpty()) {
                LinesFigure.Line line = line(only == null ? label : units.get(0).service(), units);
                lines.add(line);
                shortest = Math.min(shortest, line.xs()[0]);
                longest = Math.max(longest, line.xs()[line.xs().length - 1]);
            }
        }
        boolean isLog = shortest > 0 && longest > 5 * shortest;
        LinesFigure.write(
                new LinesFigure.Content(
                        only == null || only.isEmpty() ? record.name() : record.name() + ": " + only,
                        "share of answers within a time, each curve the mean of "
                                + record.seeds().size() + (record.seeds().size() == 1 ? " seed" : " seeds"),
                        "time from arrival to answer",
                        AxisScale.SECONDS,
                        isLog,
                        "answers",
                        AxisScale.SHARE,
                        false,
                        lines),
                file,
                WIDTH,
                HEIGHT);
    }

    private static LinesFigure.Line line(String label, List<UnitResult> units) {
        double[] xs = new double[SHOWN.size()];
        double[] shares = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            int place = UnitResult.PROBABILITIES.indexOf(SHOWN.get(i));
            shares[i] = SHOWN.get(i);
            for (UnitResult unit : units) {
                UnitResult.Latencies latency = unit.latency();
                xs[i] += latency == null ? 0 : latency.quantiles().get(place) / units.size();
            }
        }
        return new LinesFigure.Line(label, xs, shares, shares, shares, new boolean[xs.length]);
    }
}
