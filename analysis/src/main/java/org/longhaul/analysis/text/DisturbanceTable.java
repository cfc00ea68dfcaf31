package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/** What disturbed a run, for the terminal: a row per method, with means over seeds. */
public final class DisturbanceTable {

    private DisturbanceTable() {}

    /** Returns the table and what its figures mean; empty when nothing disturbed the run. */
    public static String render(Comparison comparison, TextTable.Style style, int width) {
        return tables(comparison, table -> table.render(style, width), true);
    }

    /** Returns the tables in a form for documents, one blank line between them; empty when nothing disturbed the run. */
    public static String in(TextTable.Form form, Comparison comparison) {
        return tables(comparison, table -> table.in(form), form == TextTable.Form.MARKDOWN);
    }

    private static String tables(Comparison comparison, Function<TextTable, String> written, boolean withWords) {
        List<MethodSummary> disturbed = comparison.methods().stream()
                .filter(method -> method.seeds().stream().anyMatch(seed -> seed.disturbances() != null))
                .toList();
        if (disturbed.isEmpty()) {
            return "";
        }
        boolean others =
                any(disturbed, all -> !all.jobs().isEmpty() || !all.flows().isEmpty());
        boolean faults = any(disturbed, all -> !all.faults().isEmpty());
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text("method"));
        columns.add(TextTable.Column.figure("undisturbed"));
        if (others) {
            columns.add(TextTable.Column.figure("others"));
        }
        if (faults) {
            columns.add(TextTable.Column.figure("faults"));
            columns.add(TextTable.Column.figure("incidents"));
        }
        columns.add(TextTable.Column.figure("time"));
        columns.add(TextTable.Column.figure("later"));
        if (faults) {
            columns.add(TextTable.Column.text("costliest fault"));
        }
        TextTable table = new TextTable(columns);
        disturbed.forEach(method -> table.row(row(method, others, faults)));
        StringBuilder text = new StringBuilder(written.apply(table));
        if (!withWords) {
            return text + jobs(comparison.run(), written);
        }
        text.append("undisturbed: the same steps alone and without faults");
        text.append(others ? "; others: what other jobs and traffic add" : "");
        text.append(faults ? ";\nfaults: what they add; costliest: the one that adds most.\n" : ".\n");
        return text + jobs(comparison.run(), written);
    }

    private interface Test {
        boolean of(Disturbances disturbances);
    }

    private static boolean any(List<MethodSummary> methods, Test test) {
        return methods.stream()
                .flatMap(method -> method.seeds().stream())
                .map(MethodRecord::disturbances)
                .anyMatch(all -> all != null && test.of(all));
    }

    private static List<String> row(MethodSummary method, boolean others, boolean faults) {
        List<Disturbances> seeds = method.seeds().stream()
                .map(MethodRecord::disturbances)
                .filter(Objects::nonNull)
                .toList();
        Double calm = mean(seeds, Disturbances::calmNanos);
        List<String> cells = new ArrayList<>();
        cells.add(method.label());
        cells.add(calm == null ? "–" : Quantities.duration(calm / 1e9));
        if (others) {
            cells.add(signed(mean(seeds, Disturbances::contentionNanos)));
        }
        if (faults) {
            cells.add(signed(mean(seeds, Disturbances::faultNanos)));
            cells.add(Quantities.plain(seeds.stream()
                    .mapToLong(Disturbances::incidentCount)
                    .average()
                    .orElse(0)));
        }
        double seconds = method.simulatedSeconds().mean();
        cells.add(Quantities.duration(seconds));
        cells.add(calm == null || calm == 0 ? "–" : Quantities.factor(seconds * 1e9 / calm));
        if (faults) {
            cells.add(costliest(seeds));
        }
        return cells;
    }

    private interface Figure {
        @Nullable
        Long of(Disturbances disturbances);
    }

    /** Mean over seeds; null when one of them did not finish. */
    private static @Nullable Double mean(List<Disturbances> seeds, Figure figure) {
        double sum = 0;
        for (Disturbances seed : seeds) {
            Long nanos = figure.of(seed);
            if (nanos == null) {
                return null;
            }
            sum += nanos;
        }
        return seeds.isEmpty() ? null : Double.valueOf(sum / seeds.size());
    }

    private static String signed(@Nullable Double nanos) {
        return nanos == null ? "–" : (nanos > 0 ? "+" : "") + Quantities.duration(nanos / 1e9);
    }

    private static String costliest(List<Disturbances> seeds) {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (Disturbances seed : seeds) {
            for (FaultCost fault : seed.faults()) {
                Long cost = fault.costNanos();
                if (cost == null) {
                    return "–";
                }
                costs.merge(fault.fault(), (double) cost / seeds.size(), Double::sum);
            }
        }
        return costs.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() > 0)
                .map(most -> most.getKey() + " " + signed(most.getValue()))
                .orElse("none");
    }

    private static String jobs(RunRecord run, Function<TextTable, String> written) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("other job"),
                TextTable.Column.text("beside"),
                TextTable.Column.figure("steps"),
                TextTable.Column.figure("time of a step"),
                TextTable.Column.figure("alone"),
                TextTable.Column.figure("slower")));
        boolean any = false;
        for (String label : run.labels()) {
            Disturbances first = run.seedsOf(label).get(0).disturbances();
            for (JobRecord job : first == null ? List.<JobRecord>of() : first.jobs()) {
                any = true;
                Double slowdown = job.slowdown();
                table.row(List.of(
                        job.name(),
                        label,
                        Quantities.count(job.steps()),
                        nanos(job.meanStepNanos()),
                        nanos(job.aloneStepNanos()),
                        slowdown == null ? "–" : Quantities.factor(slowdown)));
            }
        }
        return any ? "\n" + written.apply(table) : "";
    }

    private static String nanos(@Nullable Double nanos) {
        return nanos == null ? "–" : Quantities.duration(nanos / 1e9);
    }
}
