package org.longhaul.study.plan;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.study.price.Bill;

/** Prints what a plan comes to. */
public final class PlanText {
    private static final String NONE = "–";
    private static final int LONGEST_NAME = 40;

    private final PrintWriter out;
    private final TextTable.Style style;
    private final int width;

    public PlanText(PrintWriter out, TextTable.Style style, int width) {
        this.out = out;
        this.style = style;
        this.width = width;
    }

    /**
     * Prints an answer.
     *
     * @param below whether to show the last bandwidth of the grid that misses instead of the first that meets
     */
    public void print(PlanAnswer answer, boolean below) {
        out.println(
                answer.plan() + ": answered by " + answer.asked() + ". " + answer.simulated() + " points simulated.");
        times(answer.times());
        bandwidths(answer.bandwidths(), below);
        periods(answer.periods());
        crossovers(answer.crossovers());
        ChoiceAnswer choice = answer.choice();
        if (choice != null) {
            choice(choice);
        }
        new TrustText(this, out).print(answer);
    }

    void title(String text) {
        out.println();
        out.println(text);
        out.println();
    }

    void table(TextTable table) {
        table.render(style, width - 2).lines().forEach(line -> out.println("  " + line));
    }

    void lines(String indent, List<String> lines) {
        lines.forEach(line -> line.lines().forEach(each -> out.println(indent + each.strip())));
    }

    private void times(List<TimeAnswer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        title("How long each method takes, and what the flow model changes");
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("method"),
                TextTable.Column.figure("bandwidth"),
                TextTable.Column.figure("seconds"),
                TextTable.Column.figure("computing"),
                TextTable.Column.text("model"),
                TextTable.Column.figure("seconds at flow"),
                TextTable.Column.figure("flow adds")));
        for (TimeAnswer each : answers) {
            Double seconds = each.seconds();
            Double flow = each.flowSeconds();
            table.row(List.of(
                    name(each.caseName(), each.method()),
                    rate(each.bitsPerSecond()),
                    seconds == null ? NONE : exact(seconds),
                    seconds == null ? NONE : percent(each.utilisation()),
                    each.fidelity(),
                    flow == null ? NONE : exact(flow),
                    flow == null || seconds == null
                            ? NONE
                            : String.format(Locale.ROOT, "%+.2f %%", 100 * (flow / seconds - 1))));
        }
        table(table);
        answers.stream()
                .filter(each -> each.shortfall() != null)
                .map(each -> name(each.caseName(), each.method()) + ": " + each.shortfall())
                .distinct()
                .forEach(line -> lines("  ", List.of(line)));
    }

    private static String exact(double seconds) {
        return String.format(Locale.ROOT, seconds < 1000 ? "%.3f" : "%,.1f", seconds);
    }

    private void bandwidths(List<BandwidthAnswer> answers, boolean below) {
        if (answers.isEmpty()) {
            return;
        }
        title(
                below
                        ? "Last bandwidth of the grid at which a method does not yet compute so much, or comes too late"
                        : "Least bandwidth of the grid at which a method computes so much of its time, or is done by the deadline");
        List<String> targets =
                answers.stream().map(BandwidthAnswer::target).distinct().toList();
        List<TextTable.Column> columns = new ArrayList<>(List.of(TextTable.Column.text("method")));
        targets.forEach(target -> columns.add(TextTable.Column.figure(target)));
        TextTable table = new TextTable(columns);
        Set<String> rows = new LinkedHashSet<>();
        answers.forEach(each -> rows.add(row(each)));
        for (String row : rows) {
            List<String> cells = new ArrayList<>(List.of(row));
            for (String target : targets) {
                cells.add(answers.stream()
                        .filter(each -> row(each).equals(row) && each.target().equals(target))
                        .map(each -> rate(below ? each.lastBelow() : each.bitsPerSecond()))
                        .findFirst()
                        .orElse(NONE));
            }
            table.row(cells);
        }
        table(table);
        answers.stream()
                .filter(each -> each.shortfall() != null)
                .map(each -> row(each) + ", " + each.target() + ": " + each.shortfall())
                .distinct()
                .forEach(line -> lines("  ", List.of(line)));
    }

    static String row(BandwidthAnswer each) {
        return name(each.caseName(), each.method());
    }

    static String name(String caseName, String method) {
        return caseName.isEmpty() ? method : caseName + " " + method;
    }

    static String rate(@Nullable Double bitsPerSecond) {
        return bitsPerSecond == null ? NONE : Quantities.bitRate(bitsPerSecond);
    }

    private void periods(List<PeriodAnswer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        title("Smallest sync period that meets it");
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("method"),
                TextTable.Column.text("to be met"),
                TextTable.Column.text("periods"),
                TextTable.Column.figure("computing"),
                TextTable.Column.figure("time")));
        for (PeriodAnswer each : answers) {
            table.row(List.of(
                    name(each.caseName(), each.method()),
                    each.target(),
                    each.periods().isEmpty() ? NONE : named(each.periods()),
                    each.utilisation() == null ? NONE : percent(each.utilisation()),
                    each.seconds() == null ? NONE : Quantities.duration(each.seconds())));
        }
        table(table);
        answers.stream()
                .map(each -> name(each.caseName(), each.method()) + ": " + each.note())
                .distinct()
                .forEach(line -> lines("  ", List.of(line)));
    }

    static String named(Map<String, String> periods) {
        StringJoiner words = new StringJoiner(", ");
        periods.forEach((name, value) -> words.add(name + " " + value));
        return words.toString();
    }

    private void crossovers(List<CrossoverAnswer> answers) {
        if (answers.isEmpty()) {
            return;
        }
        title("Who is sooner, and from which bandwidth on");
        for (CrossoverAnswer each : answers) {
            StringBuilder line = new StringBuilder("  ");
            if (!each.caseName().isEmpty()) {
                line.append(each.caseName()).append(' ');
            }
            line.append(each.one()).append(" and ").append(each.other()).append(": ");
            if (each.note() != null) {
                line.append("not comparable, ").append(each.note());
            } else if (each.crossings().isEmpty()) {
                line.append(each.below()).append(" at every bandwidth tried");
            } else {
                line.append(each.below());
                each.crossings().forEach(crossing -> line.append("; from ")
                        .append(Quantities.bitRate(crossing.bitsPerSecond()))
                        .append(" on ")
                        .append(crossing.above()));
                if (each.crossings().size() > 1) {
                    line.append(" (").append(each.crossings().size()).append(" crossings)");
                }
            }
            out.println(line);
        }
    }

    private void choice(ChoiceAnswer choice) {
        title("Choice: the least " + choice.objective());
        out.println("  " + choice.points() + " points, " + choice.feasible() + " within all limits");
        choice.withoutTime()
                .forEach(each -> lines("  ", List.of(each.points() + " came to nothing: " + each.reason())));
        choice.dropped()
                .forEach(each ->
                        out.println("  limit " + each.limit() + " (" + each.bound() + ") dropped " + each.points()));
        for (ChoiceAnswer.Binding binding : choice.binding()) {
            out.println("  nothing is left: " + binding.limit() + " (" + binding.bound() + ") "
                    + (binding.nearest() == null
                            ? "is known of no point"
                            : (binding.alone() ? "alone keeps " : "and others keep ") + binding.point()
                                    + " out, which comes to " + binding.nearest() + ", the nearest"));
        }
        PricedPoint best = choice.best();
        if (best != null) {
            title("Recommended, and the best of other methods and choices");
            points(concat(best, choice.alternatives()));
            if (!best.items().isEmpty()) {
                StringJoiner items = new StringJoiner(", ", "  of which ", "");
                for (Bill.Item item : best.items()) {
                    items.add(item.what() + " " + Quantities.dollars(item.dollars()));
                }
                out.println(items);
            }
        }
        if (!choice.frontier().isEmpty()) {
            title("Frontier: none of these is beaten in time, money, bytes and energy at once");
            points(choice.frontier());
        }
        choice.priceSources().forEach(source -> out.println("  " + source));
        if (!choice.notPriced().isEmpty()) {
            out.println("  not priced: " + String.join(", ", choice.notPriced()));
        }
    }

    private static List<PricedPoint> concat(PricedPoint best, List<PricedPoint> others) {
        List<PricedPoint> all = new ArrayList<>(List.of(best));
        all.addAll(others);
        return all;
    }

    private void points(List<PricedPoint> points) {
        List<TextTable.Column> columns = new ArrayList<>(List.of(
                TextTable.Column.text("point"),
                TextTable.Column.figure("time"),
                TextTable.Column.figure("computing"),
                TextTable.Column.figure("dollars"),
                TextTable.Column.figure("sent"),
                TextTable.Column.figure("energy")));
        boolean trained = points.stream().anyMatch(each -> each.quality() != null);
        if (trained) {
            columns.add(TextTable.Column.figure(String.valueOf(points.get(0).measure())));
        }
        TextTable table = new TextTable(columns);
        List<String> rows = rows(points.stream().map(PointChooser::words).toList());
        for (int i = 0; i < points.size(); i++) {
            PricedPoint each = points.get(i);
            List<String> cells = new ArrayList<>(List.of(
                    rows.get(i),
                    Quantities.duration(each.seconds()),
                    percent(each.utilisation()),
                    each.dollars() == null ? NONE : Quantities.dollars(each.dollars()),
                    Quantities.bytes(each.bytes()),
                    each.kilowattHours() == null ? NONE : Quantities.plain(each.kilowattHours()) + " kWh"));
            if (trained) {
                cells.add(each.quality() == null ? NONE : Quantities.plain(each.quality()));
            }
            table.row(cells);
        }
        table(table);
    }

    /** Names for the rows of a table: themselves, or numbers under which they are listed first, where they are long. */
    List<String> rows(List<String> names) {
        if (names.stream().allMatch(name -> name.length() <= LONGEST_NAME)) {
            return names;
        }
        List<String> numbers = new ArrayList<>();
        for (String name : names) {
            numbers.add("[" + (numbers.size() + 1) + "]");
            out.println("  " + numbers.get(numbers.size() - 1) + " " + name);
        }
        out.println();
        return numbers;
    }

    private static String percent(double share) {
        return Quantities.plain(100 * share) + " %";
    }
}
