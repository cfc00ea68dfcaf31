package org.longhaul.analysis.report;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.report.markup.CurveStyle;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.MeasureWords;
import tools.jackson.databind.json.JsonMapper;

/**
 * The training curves as JSON for the page's script.
 *
 * <p>A curve is a list of points (step, items, seconds, bytes, value). Points without a finite value are left out; long curves
 * are thinned by the mean of neighbouring points, so that the page stays small.
 */
final class ChartData {

    private static final int MOST_POINTS = 400;
    private static final double MARK_RADIUS = 4.2;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ChartData() {}

    /** Returns the JSON text, safe inside a {@code script} element. */
    static String json(Comparison comparison) {
        Measures measures = comparison.run().measures();
        List<CurveChoice> choices = CurveChoice.of(measures);
        List<Object> methods = new ArrayList<>();
        for (MethodSummary method : comparison.methods()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", method.label());
            CurveStyle style = MethodName.style(comparison, method);
            entry.put("colour", style.colourClass());
            entry.put("dashes", style.dashText());
            entry.put("mark", style.markPath(MARK_RADIUS));
            entry.put("ending", MethodName.ending(method));
            List<Object> seeds = new ArrayList<>();
            for (MethodRecord seed : method.seeds()) {
                Map<String, Object> curves = new LinkedHashMap<>();
                Map<String, Object> virtual = new LinkedHashMap<>();
                for (CurveChoice choice : choices) {
                    curves.put(choice.key(), curve(seed.curve(), choice.values()));
                    virtual.put(choice.key(), virtual(seed, choice));
                }
                seeds.add(ImmutableMap.of(
                        "seed",
                        Long.toString(seed.seed()),
                        "ended",
                        seed.outcome().kind() != Outcome.Kind.COMPLETED,
                        "curves",
                        curves,
                        "virtual",
                        virtual));
            }
            entry.put("seeds", seeds);
            methods.add(entry);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("methods", methods);
        data.put("items", MeasureWords.plural(measures.item()));
        data.put(
                "choices",
                choices.stream().map(choice -> choice.asData(comparison.run())).toList());
        data.put("links", LinkUse.asData(comparison));
        return MAPPER.writeValueAsString(data)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** The mean of the workers at every evaluation, which is the real model where they are equal; empty where they always are. */
    private static List<double[]> virtual(MethodRecord seed, CurveChoice choice) {
        Function<CurvePoint, @Nullable Double> virtual = choice.virtualValues();
        return seed.last(virtual) == null
                ? List.of()
                : curve(
                        seed.curve(),
                        point -> virtual.apply(point) == null ? choice.values().apply(point) : virtual.apply(point));
    }

    private static List<double[]> curve(List<CurvePoint> points, Function<CurvePoint, @Nullable Double> taken) {
        List<double[]> all = new ArrayList<>();
        for (CurvePoint point : points) {
            Double value = taken.apply(point);
            if (value != null && Double.isFinite(value)) {
                all.add(new double[] {
                    point.step(),
                    point.items(),
                    point.simulatedNanos() / 1e9,
                    point.volume().chargedBytes(),
                    value
                });
            }
        }
        return all.size() <= MOST_POINTS ? all : thinned(all);
    }

    private static List<double[]> thinned(List<double[]> all) {
        List<double[]> thin = new ArrayList<>();
        for (int bin = 0; bin < MOST_POINTS; bin++) {
            int from = (int) ((long) bin * all.size() / MOST_POINTS);
            int to = (int) ((bin + 1L) * all.size() / MOST_POINTS);
            double[] mean = new double[5];
            for (double[] point : all.subList(from, to)) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += point[i] / (to - from);
                }
            }
            thin.add(mean);
        }
        return thin;
    }
}
