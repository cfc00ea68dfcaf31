package org.longhaul.study.plan;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;

/** Prints how far recommendations can be trusted. */
final class TrustText {
    private final PlanText text;
    private final PrintWriter out;

    TrustText(PlanText text, PrintWriter out) {
        this.text = text;
        this.out = out;
    }

    /** A recommendation by name. */
    private record Named(String name, Assessment assessment) {}

    void print(PlanAnswer answer) {
        List<Named> all = new ArrayList<>();
        answer.bandwidths()
                .forEach(each -> add(
                        all,
                        PlanText.row(each) + ", " + each.target() + ", " + PlanText.rate(each.bitsPerSecond()),
                        each.assessment()));
        answer.periods()
                .forEach(each -> add(
                        all,
                        PlanText.name(each.caseName(), each.method()) + ", " + each.target() + ", "
                                + PlanText.named(each.periods()),
                        each.assessment()));
        if (answer.choice() != null && answer.choice().best() != null) {
            add(all, PointChooser.words(answer.choice().best()), answer.choice().assessment());
        }
        if (all.isEmpty()) {
            return;
        }
        text.title(
                "How far this can be trusted: share spent computing and time, where something is otherwise; ! misses");
        List<String> checks = all.stream()
                .flatMap(each -> each.assessment().checks().stream())
                .map(Assessment.Check::what)
                .distinct()
                .toList();
        List<TextTable.Column> columns = new ArrayList<>(List.of(new TextTable.Column("recommendation", false, false)));
        checks.forEach(check -> columns.add(TextTable.Column.text(check)));
        TextTable table = new TextTable(columns);
        List<String> rows = text.rows(all.stream().map(Named::name).toList());
        for (int i = 0; i < all.size(); i++) {
            Named each = all.get(i);
            List<String> cells = new ArrayList<>(List.of(rows.get(i)));
            for (String check : checks) {
                cells.add(each.assessment().checks().stream()
                        .filter(known -> known.what().equals(check))
                        .map(TrustText::words)
                        .findFirst()
                        .orElse("–"));
            }
            table.row(cells);
        }
        text.table(table);
        flips(all);
        validity(all, answer.validated());
    }

    private static void add(List<Named> all, String name, @Nullable Assessment assessment) {
        if (assessment != null) {
            all.add(new Named(name, assessment));
        }
    }

    private static String words(Assessment.Check check) {
        if (check.seconds() == null || check.utilisation() == null) {
            return String.valueOf(check.note()).lines().findFirst().orElse("–");
        }
        return String.format(Locale.ROOT, "%.1f%%", 100 * check.utilisation()) + ", "
                + Quantities.duration(check.seconds()) + (Boolean.TRUE.equals(check.holds()) ? "" : "!");
    }

    private void flips(List<Named> all) {
        if (all.stream()
                .allMatch(each -> each.assessment().flips().isEmpty()
                        && each.assessment().notVaried().isEmpty())) {
            return;
        }
        text.title("What would turn it around: factors on what is assumed, an eighth to 8 tried");
        for (Named each : all) {
            StringJoiner words = new StringJoiner(", ");
            for (Assessment.Flip flip : each.assessment().flips()) {
                add(words, flip.assumption() + " below ", flip.below(), flip.belowIt());
                add(words, flip.assumption() + " above ", flip.above(), flip.aboveIt());
            }
            String notVaried = each.assessment().notVaried().isEmpty()
                    ? ""
                    : "; not varied: " + String.join(", ", each.assessment().notVaried());
            text.lines(
                    "  ",
                    List.of(each.name() + ": " + (words.length() == 0 ? "nothing that was tried" : words) + notVaried));
        }
    }

    private static void add(StringJoiner words, String side, @Nullable Double factor, @Nullable String then) {
        if (factor != null) {
            words.add(side
                    + Quantities.factor(factor)
                    + (then == null || then.endsWith("missed") ? "" : " (then " + then + ")"));
        }
    }

    private void validity(List<Named> all, String validated) {
        Set<String> lines = new LinkedHashSet<>();
        for (Named each : all) {
            String line = each.assessment().validity();
            lines.add(line == null ? "no measured row judges this network model" : line);
        }
        text.title("What was measured of real networks (docs/validation.md)");
        out.println("  measured in all: " + validated);
        lines.forEach(each -> text.lines("  ", List.of("here: " + each)));
    }
}
