package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The points of a sweep that are best by a figure, each with its best method; figures are means over the seeds, and only of methods
 * that came to their end and have the figure under every seed.
 *
 * @param axes paths of the axes
 * @param figures names of the figures
 * @param headline the measure that methods are ranked by
 * @param rows the best first
 * @param ranked how many points have such a method
 */
public record BestPoints(List<String> axes, List<String> figures, String headline, List<Row> rows, int ranked) {
    public BestPoints {
        axes = List.copyOf(axes);
        figures = List.copyOf(figures);
        rows = List.copyOf(rows);
    }

    /**
     * One point.
     *
     * @param point its number, from 1
     * @param values of the axes
     * @param label its best method
     * @param seeds how many
     * @param figures means over the seeds; not a number where one has none
     */
    public record Row(long point, List<String> values, String label, int seeds, List<Double> figures) {}

    static BestPoints of(Sweep sweep, SweepPlan plan, SweepTable table, Path journal, String figure, int most)
            throws IOException {
        List<String> names = plan.figures().names();
        int by = names.indexOf(figure);
        if (by < 0) {
            throw new IllegalArgumentException(
                    "'" + figure + "' is not recorded; recorded: " + String.join(", ", names));
        }
        int sign = plan.higherIsBetter(figure) ? -1 : 1;
        Comparator<Row> order = Comparator.<Row>comparingDouble(row -> sign * row.figures.get(by))
                .thenComparingLong(Row::point);
        // The worst of those kept is at the head.
        PriorityQueue<Row> kept = new PriorityQueue<>(order.reversed());
        int[] ranked = new int[1];
        table.read(journal, result -> {
            Row best = best(sweep, result, names.size(), by, order);
            if (best != null) {
                ranked[0]++;
                kept.add(best);
                if (kept.size() > most) {
                    kept.poll();
                }
            }
        });
        List<Row> rows = new ArrayList<>(kept);
        rows.sort(order);
        return new BestPoints(
                sweep.grid().axes().stream().map(SweepAxis::path).toList(), names, plan.headline(), rows, ranked[0]);
    }

    private static @Nullable Row best(Sweep sweep, PointResult result, int figures, int by, Comparator<Row> order) {
        Map<String, List<PointResult.Row>> byLabel = new LinkedHashMap<>();
        for (PointResult.Row row : result.rows()) {
            if (row.label() != null) {
                byLabel.computeIfAbsent(row.label(), label -> new ArrayList<>()).add(row);
            }
        }
        Row best = null;
        for (Map.Entry<String, List<PointResult.Row>> entry : byLabel.entrySet()) {
            List<PointResult.Row> seeds = entry.getValue();
            boolean isWhole = seeds.stream().allMatch(row -> row.outcome().equals("completed"));
            List<Double> means = new ArrayList<>();
            for (int figure = 0; figure < figures; figure++) {
                means.add(mean(seeds, figure));
            }
            if (isWhole && Double.isFinite(means.get(by))) {
                Row row = new Row(
                        result.point() + 1, sweep.grid().texts(result.point()), entry.getKey(), seeds.size(), means);
                best = best == null || order.compare(row, best) < 0 ? row : best;
            }
        }
        return best;
    }

    private static double mean(List<PointResult.Row> seeds, int figure) {
        double sum = 0;
        for (PointResult.Row row : seeds) {
            Double value = row.figures().get(figure);
            if (value == null) {
                return Double.NaN;
            }
            sum += value;
        }
        return sum / seeds.size();
    }
}
