package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.extension.Spelling;

/** Adds how many times sooner than a baseline of the reader's each method is, under the same seed. */
final class SpeedUps {
    static final String NAME = "speed-up";

    private SpeedUps() {}

    /**
     * The results with a figure more: over the time to the first target, or over the whole budget without one.
     *
     * @throws IllegalArgumentException if no method has that label
     */
    static Results against(String baseline, Results results) {
        if (results.entries().stream().noneMatch(entry -> entry.method().equals(baseline))) {
            List<String> known = results.entries().stream()
                    .map(Results.Entry::method)
                    .distinct()
                    .toList();
            throw new IllegalArgumentException("there is no method '" + baseline + "' in " + results.name()
                    + "; allowed: " + String.join(", ", known) + Spelling.maybe(baseline, known));
        }
        FigureInfo by = results.figures().stream()
                .filter(figure -> figure.name().startsWith(FigureInfo.SECONDS_TO_TARGET))
                .findFirst()
                .orElse(new FigureInfo(FigureInfo.SECONDS, AxisScale.SECONDS, false, false));
        List<FigureInfo> figures = new ArrayList<>(results.figures());
        figures.add(new FigureInfo(NAME, AxisScale.FACTOR, true, by.measure()));
        Map<List<Object>, Double> ofBaseline = new HashMap<>();
        for (Results.Entry entry : results.entries()) {
            if (entry.method().equals(baseline)) {
                ofBaseline.put(List.of(entry.group(), entry.seed()), entry.value(by.name()));
            }
        }
        List<Results.Entry> entries = new ArrayList<>();
        for (Results.Entry entry : results.entries()) {
            Map<String, Double> values = new LinkedHashMap<>(entry.values());
            double own = entry.value(by.name());
            double base = ofBaseline.getOrDefault(List.of(entry.group(), entry.seed()), Double.NaN);
            if (Double.isFinite(own) && Double.isFinite(base / own)) {
                values.put(NAME, base / own);
            }
            entries.add(new Results.Entry(entry.group(), entry.method(), entry.seed(), entry.outcome(), values));
        }
        return new Results(results.name(), results.points(), figures, entries, results.settings());
    }
}
