package org.longhaul.scenario.command.network;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.simulator.explain.TransferCase;
import org.longhaul.simulator.explain.TransferExplanation;
import org.longhaul.simulator.validation.Validity;
import org.longhaul.topology.Topology;

/** What a transfer's time is made of, for the terminal. */
final class ExplanationText {
    private static final int NAMED_NODES = 7;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintWriter out;
    private final TextTable.Style style = Terminal.style();

    ExplanationText(PrintWriter out) {
        this.out = out;
    }

    void print(TransferExplanation explained, Topology topology, NetworkModelChoices models, TransferCase asked) {
        double seconds = explained.nanos() / NANOS_PER_SECOND;
        TransferExplanation.Term dominant = explained.dominant();
        out.println(Quantities.bytes(explained.bytes()) + " from " + explained.source() + " to " + explained.target()
                + " on " + topology.name() + ": " + Quantities.duration(seconds) + ", "
                + Quantities.bitRate(8 * explained.bytes() / seconds) + ", mostly " + dominant.name() + " ("
                + Quantities.percent((double) dominant.nanos() / explained.nanos()) + ").");
        out.println();
        facts(explained, models, asked);
        out.println();
        terms(explained);
        out.println();
        models(explained);
        Validity validity = explained.validity();
        if (validity != null) {
            validity(out, "", validity);
        }
        out.flush();
    }

    private void facts(TransferExplanation explained, NetworkModelChoices models, TransferCase asked) {
        TransferExplanation.Path path = explained.path();
        fact("path", nodes(path.nodes()));
        fact(
                "round trip",
                duration(path.roundTripNanos()) + " of propagation"
                        + (path.lossRate() > 0
                                ? "; " + Quantities.plain(100 * path.lossRate()) + " % of packets lost"
                                : ""));
        TransferExplanation.Bottleneck bottleneck = explained.bottleneck();
        fact(
                "bottleneck",
                bottleneck.link() + ": " + Quantities.bitRate((double) bottleneck.bitsPerSecond()) + ", "
                        + Quantities.percent(bottleneck.use()) + " in use on the plain fluid");
        fact(
                "",
                "bandwidth-delay product " + Quantities.bytes(bottleneck.bandwidthDelayBytes()) + ", queue "
                        + Quantities.bytes(bottleneck.queueBytes())
                        + (bottleneck.isQueueStated() ? "" : " (none stated)"));
        if (!bottleneck.sharers().isEmpty()) {
            fact("shared with", String.join(", ", bottleneck.sharers()));
        }
        fact(
                "connections",
                explained.connections()
                        + (explained.connections() == 1 ? " new one, " : " new ones, ")
                        + models.congestionControl(asked)
                        + HostsText.windows(models.maximumWindow()));
    }

    private void fact(String name, String value) {
        out.println(String.format(Locale.ROOT, "%-13s%s", name, value));
    }

    private static String nodes(List<String> nodes) {
        String links = " (" + (nodes.size() - 1) + (nodes.size() == 2 ? " link)" : " links)");
        if (nodes.size() <= NAMED_NODES) {
            return String.join(" -> ", nodes) + links;
        }
        return String.join(" -> ", nodes.subList(0, 3)) + " -> ... -> "
                + String.join(" -> ", nodes.subList(nodes.size() - 3, nodes.size())) + links;
    }

    private void terms(TransferExplanation explained) {
        boolean inSeconds = explained.nanos() >= NANOS_PER_SECOND;
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("term"),
                TextTable.Column.figure(inSeconds ? "seconds" : "ms"),
                TextTable.Column.figure("share"),
                TextTable.Column.text("what it is")));
        for (TransferExplanation.Term term : explained.terms()) {
            table.row(List.of(
                    term.name(),
                    figure(term.nanos(), inSeconds),
                    share(term.nanos(), explained.nanos()),
                    term.meaning()));
        }
        table.row(List.of("together", figure(explained.nanos(), inSeconds), "100%", "the time on 'flow'"));
        out.print(table.render(style, Terminal.width()));
        if (!explained.withoutPart().isEmpty()) {
            out.println("No part in it here: " + String.join(", ", explained.withoutPart()) + ".");
        }
    }

    private void models(TransferExplanation explained) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("model"),
                TextTable.Column.figure("time"),
                TextTable.Column.figure("to flow"),
                TextTable.Column.text("")));
        for (TransferExplanation.ModelTime model : explained.models()) {
            Long nanos = model.nanos();
            table.row(List.of(
                    model.model(),
                    nanos == null ? "–" : duration(nanos),
                    nanos == null ? "–" : difference(nanos, explained.nanos()),
                    model.note()));
        }
        out.print(table.render(style, Terminal.width()));
    }

    /** Whether an answer lies within what was measured, and what to beware of: a line each. */
    static void validity(PrintWriter out, String indent, Validity validity) {
        out.println(indent + "This lies " + validity.line() + ".");
        if (!validity.weaknesses().isEmpty()) {
            out.println(indent + "'flow' is weak here: " + String.join("; ", validity.weaknesses()) + ".");
        }
    }

    static String difference(long nanos, long reference) {
        return nanos == reference ? "" : String.format(Locale.ROOT, "%+.1f%%", 100.0 * (nanos - reference) / reference);
    }

    private static String figure(long nanos, boolean inSeconds) {
        return String.format(Locale.ROOT, inSeconds ? "%.6f" : "%.3f", nanos / (inSeconds ? NANOS_PER_SECOND : 1e6));
    }

    private static String share(long nanos, long whole) {
        return String.format(Locale.ROOT, "%.1f%%", 100.0 * nanos / whole);
    }

    private static String duration(long nanos) {
        return Quantities.duration(nanos / NANOS_PER_SECOND);
    }
}
