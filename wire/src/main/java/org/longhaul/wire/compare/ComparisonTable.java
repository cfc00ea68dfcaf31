package org.longhaul.wire.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;
import org.longhaul.scenario.PercentTolerance;

/** A comparison for the terminal and for documents: a table, and under it what explains the errors. */
public final class ComparisonTable {
    /** What the row of participants is called. */
    static final String WHO = "exchanges of";

    private static final String NOTHING = "–";
    /** More exchanges whose members differ say nothing new. */
    private static final int MOST_DIFFERENCES = 5;

    /** Parts of an error below this share of the total explain nothing. */
    private static final double LEAST_TERM = 0.0005;

    private final WireComparison comparison;

    public ComparisonTable(WireComparison comparison) {
        this.comparison = comparison;
    }

    /** The table alone. */
    public TextTable table() {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("method"),
                TextTable.Column.text("figure"),
                TextTable.Column.figure("measured"),
                TextTable.Column.figure("projected"),
                TextTable.Column.figure("error")));
        for (MethodComparison method : comparison.methods()) {
            String name = name(method);
            for (ComparedFigure figure : method.figures()) {
                table.row(List.of(
                        name,
                        figure.name(),
                        duration(figure.measured()),
                        duration(figure.projected()),
                        percent(figure.error())));
                name = "";
            }
            ExchangeMembers who = method.participation();
            table.row(List.of(name, WHO, who.measured(), who.projected(), equality(who)));
        }
        return table;
    }

    /** Table, explanations and verdict. */
    public String render(TextTable.Style style, int width, PercentTolerance tolerance) {
        StringBuilder out = new StringBuilder(table().render(style, width));
        out.append('\n');
        for (String line : explanations()) {
            out.append(wrapped(line, style, width));
        }
        return out.append('\n')
                .append(wrapped(verdict(tolerance), style, width))
                .toString();
    }

    private static String wrapped(String line, TextTable.Style style, int width) {
        String head = line.startsWith("  ") ? "  " : "";
        return WrappedText.of(head, "    ", TextTable.clean(line.strip(), style), width);
    }

    /** A sentence or two a method: where the error comes from, bytes, losses. */
    public List<String> explanations() {
        List<String> lines = new ArrayList<>();
        for (MethodComparison method : comparison.methods()) {
            lines.add(name(method) + ": " + terms(method) + ".");
            lines.add("  bytes: " + bytes(method) + ".");
            lines.add("  losses: " + losses(method.losses()) + ".");
            method.happenings().forEach(line -> lines.add("  " + line + "."));
            List<String> differences = method.participation().differences();
            for (String line : differences.subList(0, Math.min(differences.size(), MOST_DIFFERENCES))) {
                lines.add("  members differ: " + line + ".");
            }
            if (differences.size() > MOST_DIFFERENCES) {
                lines.add("  members differ in " + differences.size() + " exchanges in all.");
            }
            if (method.trouble() != null) {
                lines.add("  ended early: " + method.trouble());
            }
        }
        lines.addAll(comparison.happenings());
        if (comparison.clockErrorNanos() > 0) {
            lines.add("Clocks of the hosts were brought together to within "
                    + Quantities.duration(comparison.clockErrorNanos() / 1e9)
                    + ", which is how exactly waiting and exchanging are told apart.");
        }
        return lines;
    }

    /** Whether the projection holds. */
    public String verdict(PercentTolerance tolerance) {
        if (comparison.methods().isEmpty()) {
            return "No method was compared, so nothing is known of the projection.";
        }
        List<String> beyond = comparison.methods().stream()
                .filter(method -> !method.isWithin(tolerance))
                .map(method -> name(method) + why(method))
                .toList();
        String median = "Median error of the totals " + unsigned(comparison.medianError());
        return beyond.isEmpty()
                ? median + "; every step and total lies within " + tolerance + "."
                : median + "; beyond " + tolerance + ": " + String.join(", ", beyond) + ".";
    }

    private static String why(MethodComparison method) {
        return method.trouble() != null
                ? " (ended early)"
                : method.participation().isEqual() ? "" : " (members of exchanges differ)";
    }

    /** Whether exchanges had the same members, for the column of errors. */
    static String equality(ExchangeMembers who) {
        return who.isEqual() ? "equal" : "differ";
    }

    private String name(MethodComparison method) {
        boolean hasSeeds = comparison.methods().stream()
                        .map(MethodComparison::seed)
                        .distinct()
                        .count()
                > 1;
        return hasSeeds ? method.method() + ", seed " + method.seed() : method.method();
    }

    private static String terms(MethodComparison method) {
        List<String> parts = new ArrayList<>();
        for (ErrorTerm term : method.terms()) {
            if (Math.abs(term.share()) >= LEAST_TERM || !term.detail().isEmpty()) {
                String detail = term.detail().isEmpty() ? "" : " (" + term.detail() + ")";
                parts.add(term.name() + " " + percent(term.share()) + detail);
            }
        }
        return "total " + percent(method.totalError()) + " over " + method.steps() + " steps"
                + (parts.isEmpty() ? "" : ", of which " + String.join("; ", parts));
    }

    private static String bytes(MethodComparison method) {
        String simulated = "simulated " + Quantities.bytes(method.payloadBytes()) + " of payload, "
                + Quantities.bytes(method.linkBytes()) + " with headers of TCP and IP";
        Long kernel = method.kernelBytes();
        if (kernel == null) {
            return simulated + "; the kernels did not count";
        }
        Double error = new ComparedFigure("", (double) kernel, (double) method.payloadBytes(), false).error();
        return "kernels sent " + Quantities.bytes(kernel) + " of payload, " + simulated + " (" + percent(error) + ")";
    }

    private static String losses(LossDifference losses) {
        if (losses.compared() == 0) {
            return "none to compare";
        }
        if (losses.largest() == 0) {
            return losses.compared() + " values, all equal to those of the training in one process";
        }
        return String.format(
                Locale.ROOT,
                "%d values, at most %.1e from those of the training in one process (%s)",
                losses.compared(),
                losses.largest(),
                losses.where());
    }

    static String duration(@Nullable Double seconds) {
        return seconds == null ? NOTHING : Quantities.duration(seconds);
    }

    static String percent(@Nullable Double share) {
        if (share == null) {
            return NOTHING;
        }
        String text = String.format(Locale.ROOT, "%+.1f %%", 100 * share);
        return text.equals("-0.0 %") || text.equals("+0.0 %") ? "0.0 %" : text;
    }

    private static String unsigned(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
