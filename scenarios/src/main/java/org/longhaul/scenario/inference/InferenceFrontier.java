package org.longhaul.scenario.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.figure.FrontierFigure;
import org.longhaul.extension.Spelling;

/**
 * The picture of what services say of their answers, such as their accuracy, against the mean time that these take: a point for
 * each service and case, the mean of all seeds, and the frontier of those that no other beats in both.
 */
public final class InferenceFrontier {
    private static final String LESS_IS_BETTER = "perplexity";
    private static final int WIDTH = 960;
    private static final int HEIGHT = 640;

    private InferenceFrontier() {}

    /**
     * Draws into a file.
     *
     * @param figure name of what services say, of which more is better, but of perplexity less
     * @param only name of the only case that is shown; null for all
     * @param file its name ends in .svg, .png or .pdf
     * @throws IllegalArgumentException if no service says so, or there is no such case
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(InferenceRecord record, String figure, @Nullable String only, Path file) {
        List<FrontierFigure.Point> points = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        double highest = 0;
        double longest = 0;
        double shortest = Double.POSITIVE_INFINITY;
        if (only != null) {
            record.requireCase(only);
        }
        for (String label : record.labels()) {
            List<UnitResult> all = record.of(label).stream()
                    .filter(unit -> only == null || unit.circumstances().equals(only))
                    .toList();
            all.forEach(unit -> known.addAll(unit.figures().keySet()));
            // Of one that cannot keep up there is no mean time.
            List<UnitResult> units = all.stream().allMatch(UnitResult::settled) ? all : List.of();
            OptionalDouble value = units.stream()
                    .map(UnitResult::figures)
                    .filter(figures -> figures.containsKey(figure))
                    .mapToDouble(figures -> figures.getOrDefault(figure, 0.0))
                    .average();
            OptionalDouble time = units.stream()
                    .map(UnitResult::latency)
                    .mapToDouble(latency -> latency == null ? Double.NaN : latency.mean())
                    .filter(Double::isFinite)
                    .average();
            if (value.isPresent() && time.isPresent()) {
                UnitResult first = units.get(0);
                points.add(new FrontierFigure.Point(
                        first.service(),
                        only == null ? first.circumstances() : "",
                        time.getAsDouble(),
                        value.getAsDouble()));
                highest = Math.max(highest, value.getAsDouble());
                longest = Math.max(longest, time.getAsDouble());
                shortest = Math.min(shortest, time.getAsDouble());
            }
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("no service that keeps up says '" + figure + "' of its answers"
                    + (known.isEmpty()
                            ? "; they say nothing."
                            : "; allowed: " + String.join(", ", known) + Spelling.maybe(figure, known)));
        }
        int seeds = record.seeds().size();
        FrontierFigure.write(
                new FrontierFigure.Content(
                        only == null ? record.name() : record.name() + ": " + only,
                        "each point the mean of " + seeds + (seeds == 1 ? " seed" : " seeds")
                                + "; pale: another point is better in both",
                        "mean time from arrival to answer",
                        AxisScale.SECONDS,
                        shortest > 0 && longest > 5 * shortest,
                        false,
                        figure,
                        highest <= 1 ? AxisScale.SHARE : AxisScale.NUMBER,
                        false,
                        !figure.equals(LESS_IS_BETTER),
                        points),
                file,
                WIDTH,
                HEIGHT);
    }
}
