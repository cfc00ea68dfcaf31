package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MeasureSummary;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.Standing;
import org.longhaul.analysis.statistics.TargetSummary;
import org.longhaul.analysis.statistics.TimeShares;

/**
 * The table that a run prints, a row per method: what it came to, where its time went, what it sent.
 *
 * <p>One table where the terminal is wide enough; else the questions that fit share one, in this order. A method that did not train its
 * budget shows how it ended and no figure of its whole budget; its reason follows below.
 */
public final class RunTable {

    static final String NONE = "–";
    private static final String WITHIN_NOISE = " ≈";

    private final Comparison comparison;
    private final List<Target> targets;

    private RunTable(Comparison comparison) {
        this.comparison = comparison;
        this.targets = comparison.run().targets();
    }

    /**
     * Returns the table's lines and, under it, why methods ended early, their order, and what the figures mean.
     *
     * @param style characters to draw with
     * @param width columns of the terminal
     */
    public static String render(Comparison comparison, TextTable.Style style, int width) {
        RunTable table = new RunTable(comparison);
        StringBuilder out = new StringBuilder();
        List<Cells> fitting = new ArrayList<>();
        for (List<Cells> group : table.groups()) {
            if (group.isEmpty()) {
                continue;
            }
            List<Cells> longer = new ArrayList<>(fitting);
            longer.addAll(group);
            if (!fitting.isEmpty() && table.table(longer).width(style) > width) {
                out.append(table.table(fitting).render(style, width)).append('\n');
                longer = group;
            }
            fitting = longer;
        }
        out.append(table.table(fitting).render(style, width)).append('\n');
        for (String note : new RunTableNotes(comparison).lines()) {
            String head = "";
            for (String line : note.split("\n", -1)) {
                out.append(WrappedText.of(head, head + "  ", TextTable.clean(line, style), width));
                head = "  ";
            }
        }
        return out.toString();
    }

    /** Returns the whole table as GitHub-flavoured Markdown, with the same notes below. */
    public static String markdown(Comparison comparison) {
        return new RunTable(comparison).whole().markdown() + "\n"
                + String.join("\n", new RunTableNotes(comparison).lines()) + "\n";
    }

    /** Returns the whole table as a LaTeX {@code tabular}. */
    public static String latex(Comparison comparison) {
        return new RunTable(comparison).whole().in(TextTable.Form.LATEX);
    }

    private interface Cell {
        String of(MethodSummary method);
    }

    private record Cells(String header, Cell cell) {}

    private TextTable whole() {
        return table(groups().stream().flatMap(List::stream).toList());
    }

    private TextTable table(List<Cells> columns) {
        List<TextTable.Column> headers = new ArrayList<>();
        headers.add(TextTable.Column.text("method"));
        columns.forEach(column -> headers.add(
                column.header.equals("outcome")
                        ? new TextTable.Column(column.header, false, false)
                        : TextTable.Column.figure(column.header)));
        TextTable table = new TextTable(headers);
        for (MethodSummary method : comparison.methods()) {
            List<String> row = new ArrayList<>();
            row.add(method.label());
            columns.forEach(column -> row.add(column.cell.of(method)));
            table.row(row);
        }
        return table;
    }

    private List<List<Cells>> groups() {
        List<Cells> results = new ArrayList<>();
        if (comparison.methods().stream().anyMatch(method -> method.standing() != Standing.FINISHED)) {
            results.add(new Cells("outcome", RunTable::outcome));
        }
        for (MeasureInfo measure : ranked(comparison.run().measures())) {
            results.add(new Cells(MeasureWords.column(measure), method -> last(method, measure)));
        }
        if (hasVirtual(comparison)) {
            results.add(new Cells("virtual", trained(RunTable::virtual)));
        }
        results.add(new Cells(
                "time", trained(m -> Quantities.duration(m.simulatedSeconds().mean()))));
        if (!targets.isEmpty()) {
            results.add(
                    new Cells("to target", method -> toTarget(method.targets().get(0))));
        }
        results.add(new Cells("speed-up", this::speedUp));
        List<Cells> others = new ArrayList<>();
        for (MeasureInfo measure : others(comparison.run().measures())) {
            others.add(new Cells(MeasureWords.column(measure), method -> last(method, measure)));
        }
        List<Cells> time = List.of(
                share("comp", TimeShares::compute),
                share("comm", TimeShares::exposedCommunication),
                share("wait", TimeShares::waiting),
                share("idle", TimeShares::idle));
        List<Cells> bytes = new ArrayList<>();
        bytes.add(new Cells("charged", trained(m -> Quantities.bytes(m.chargedBytes()))));
        bytes.add(new Cells("on links", trained(m -> Quantities.bytes(m.linkBytes()))));
        bytes.add(new Cells("less", m -> factor(m.fewerChargedBytes())));
        if (comparison.methods().stream().anyMatch(method -> !Double.isNaN(method.busiestLinkUse()))) {
            bytes.add(new Cells("link use", trained(m -> percent(m.busiestLinkUse()))));
        }
        if (comparison.methods().stream().anyMatch(method -> method.dollars() != null)) {
            bytes.add(new Cells("dollars", trained(RunTable::dollars)));
        }
        List<Cells> rounds = new ArrayList<>();
        for (MeasureInfo figure : comparison.run().measures().ofRounds()) {
            rounds.add(new Cells(MeasureWords.column(figure), trained(method -> {
                Spread last = method.measure(figure).last();
                return last == null ? NONE : MeasureWords.spread(figure, last, " ±");
            })));
        }
        return List.of(results, others, time, bytes, rounds, clients());
    }

    /** The measures that have a column. */
    static List<MeasureInfo> shown(Measures measures) {
        List<MeasureInfo> shown = new ArrayList<>(ranked(measures));
        shown.addAll(others(measures));
        return shown;
    }

    /** What the methods are ranked by and what they were trained on. */
    private static List<MeasureInfo> ranked(Measures measures) {
        return measures.headline().equals(measures.objective())
                ? List.of(measures.headline())
                : List.of(measures.headline(), measures.objective());
    }

    /** What does not follow from those, such as perplexities at several depths. */
    private static List<MeasureInfo> others(Measures measures) {
        List<MeasureInfo> others = new ArrayList<>(measures.curves());
        others.removeAll(ranked(measures));
        others.removeAll(measures.ofRounds());
        return others;
    }

    static boolean hasVirtual(Comparison comparison) {
        return comparison.methods().stream()
                .anyMatch(method -> method.headline().virtual() != null);
    }

    /** Some method's summary of clients, to tell whether there is any and what its bound is; null where there is none. */
    static @Nullable ClientSpread someClients(Comparison comparison) {
        for (MethodSummary method : comparison.methods()) {
            if (method.headline().clients() != null) {
                return method.headline().clients();
            }
        }
        return null;
    }

    private List<Cells> clients() {
        ClientSpread some = someClients(comparison);
        if (some == null) {
            return List.of();
        }
        List<Cells> cells = new ArrayList<>();
        cells.add(client("worst 10%", ClientSpread::worstTenth));
        cells.add(client("median", ClientSpread::median));
        cells.add(client("best", ClientSpread::best));
        cells.add(client("deviation", ClientSpread::standardDeviation));
        if (some.bound() != null) {
            cells.add(new Cells("short", trained(method -> {
                ClientSpread clients = method.headline().clients();
                return clients == null || clients.shortOfBound() == null
                        ? NONE
                        : Quantities.percent(clients.shortOfBound());
            })));
        }
        return cells;
    }

    private static Cells client(String header, ToDoubleFunction<ClientSpread> figure) {
        return new Cells(header, trained(method -> {
            ClientSpread clients = method.headline().clients();
            return clients == null
                    ? NONE
                    : MeasureWords.value(method.headline().measure(), figure.applyAsDouble(clients));
        }));
    }

    /** A figure of the whole budget: none where the budget was not trained. */
    private static Cell trained(Cell cell) {
        return method -> method.isTrained() ? cell.of(method) : NONE;
    }

    private interface Part {
        double of(TimeShares time);
    }

    private static Cells share(String header, Part part) {
        return new Cells(header, trained(method -> {
            TimeShares time = method.time();
            return time.total() > 0 ? Quantities.percent(time.share(part.of(time))) : NONE;
        }));
    }

    static String outcome(MethodSummary method) {
        return switch (method.standing()) {
            case FINISHED -> "finished";
            case NEVER_EXCHANGED -> "never exchanged";
            case DIVERGED -> "diverged";
            case STOPPED -> "stopped";
            case FAILED -> "failed";
        };
    }

    /** How a method ended, after its name. */
    static String verb(MethodSummary method) {
        return method.standing() == Standing.STOPPED ? "was stopped" : outcome(method);
    }

    private static String last(MethodSummary method, MeasureInfo measure) {
        MeasureSummary summary = method.measure(measure);
        return summary.last() == null || !method.isTrained()
                ? NONE
                : MeasureWords.spread(measure, summary.last(), " ±") + mark(summary.againstBaseline());
    }

    private static String virtual(MethodSummary method) {
        Double virtual = method.headline().virtual();
        return virtual == null ? NONE : MeasureWords.value(method.headline().measure(), virtual);
    }

    /** Marks what the seeds do not tell from the baseline. */
    private static String mark(@Nullable PairedDifference difference) {
        return difference != null && difference.verdict() == PairedDifference.Verdict.WITHIN_NOISE ? WITHIN_NOISE : "";
    }

    /**
     * Returns the time to a target: the mean where every seed met it, else the median, or what it lies beyond, and how many seeds
     * did.
     */
    public static String toTarget(TargetSummary target) {
        Spread seconds = target.seconds();
        if (seconds != null) {
            return Quantities.duration(seconds.mean());
        }
        Double median = target.medianSeconds();
        Double atLeast = target.medianAtLeast();
        if (median == null && atLeast == null) {
            return "not met";
        }
        return (median != null
                        ? Quantities.duration(median)
                        : "> " + Quantities.duration(atLeast == null ? 0 : atLeast))
                + " " + target.reached() + "/" + target.perSeed().size();
    }

    private String speedUp(MethodSummary method) {
        if (targets.isEmpty()) {
            return factor(method.speedUp()) + mark(method.secondsAgainstBaseline());
        }
        TargetSummary target = method.targets().get(0);
        return factor(target.speedUp()) + mark(target.againstBaseline());
    }

    private static String factor(@Nullable Double factor) {
        return factor == null ? NONE : Quantities.factor(factor);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? NONE : Quantities.percent(share);
    }

    private static String dollars(MethodSummary method) {
        Spread dollars = method.dollars();
        return dollars == null ? NONE : Quantities.dollars(dollars.mean());
    }
}
