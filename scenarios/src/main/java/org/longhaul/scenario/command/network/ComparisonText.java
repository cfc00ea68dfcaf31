package org.longhaul.scenario.command.network;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.network.NetworkCompareCommand.CountedComparison;
import org.longhaul.scenario.command.network.NetworkCompareCommand.MethodComparison;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.simulator.explain.ExchangeComparison;
import org.longhaul.simulator.validation.Validity;

/** How the network models differ on a method's exchanges, for the terminal. */
final class ComparisonText {
    private static final int NAMED_NODES = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintWriter out;
    private final TextTable.Style style = Terminal.style();

    ComparisonText(PrintWriter out) {
        this.out = out;
    }

    void print(MethodComparison method) {
        int kinds = method.exchanges().size();
        out.println(method.method() + ", " + method.steps() + (method.steps() == 1 ? " step" : " steps") + ": " + kinds
                + (kinds == 1 ? " kind of exchange" : " kinds of exchange")
                + (method.leftOut() == 0
                        ? ""
                        : "; " + method.leftOut() + " more with fewer bytes (--exchanges compares them)"));
        for (CountedComparison exchange : method.exchanges()) {
            exchange(exchange);
        }
        if (kinds > 0) {
            sums(method);
        }
        out.println();
    }

    private void exchange(CountedComparison counted) {
        ExchangeComparison compared = counted.comparison();
        out.println();
        out.println("  " + compared.spec().label() + ": "
                + Quantities.bytes(compared.spec().bytes()) + " among "
                + compared.spec().workers().size() + " workers by " + compared.collective() + ", "
                + Quantities.count(counted.count()) + (counted.count() == 1 ? " time" : " times") + ", after "
                + duration(counted.pauseNanos()) + " of computing");
        out.println("  analytic " + duration(compared.analyticNanos()) + ", flow " + duration(compared.flowNanos())
                + " (" + difference(compared.flowNanos(), compared.analyticNanos()) + ")"
                + mostly(compared.dominant()));
        ExchangeComparison.Packet packet = compared.packet();
        out.println("  packet "
                + (packet == null
                        ? ""
                        : duration(packet.nanos()) + ", " + signed(packet.differenceToFlow()) + " to flow, ")
                + compared.packetNote());
        for (ExchangeComparison.Other other : compared.others()) {
            out.println("  " + other.model() + " " + duration(other.nanos()) + ", "
                    + difference(other.nanos(), compared.flowNanos()) + " to flow");
        }
        Validity validity = compared.validity();
        if (validity != null) {
            ExplanationText.validity(out, "  ", validity);
        }
        if (compared.groups().isEmpty()) {
            out.println("  Its transfers are too many to be shown by path.");
            return;
        }
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("  path"),
                TextTable.Column.figure("transfers"),
                TextTable.Column.figure("analytic"),
                TextTable.Column.figure("flow"),
                TextTable.Column.figure("packet"),
                TextTable.Column.figure("to flow"),
                TextTable.Column.text("mostly")));
        for (ExchangeComparison.Group group : compared.groups()) {
            row(table, group);
        }
        out.print(table.render(style, Terminal.width()));
        for (ExchangeComparison.Group group : compared.groups()) {
            out.println("  " + group.links() + ": flow adds " + signed(group.flowNanos() - group.analyticNanos())
                    + mostly(group.dominant()));
            out.println("    " + nodes(group.path()));
        }
    }

    private static void row(TextTable table, ExchangeComparison.Group group) {
        ExchangeComparison.Packet packet = group.packet();
        ExchangeComparison.Term dominant = group.dominant();
        table.row(List.of(
                "  " + group.links(),
                group.transfers() + " x " + Quantities.bytes(group.bytes()),
                duration(group.analyticNanos()),
                duration(group.flowNanos()),
                packet == null ? "–" : duration(packet.nanos()) + (packet.scale() == 1 ? "" : "*"),
                packet == null ? "–" : signed(packet.differenceToFlow()),
                dominant == null ? "" : dominant.name()));
    }

    private static String nodes(List<String> path) {
        if (path.size() <= NAMED_NODES) {
            return String.join(" -> ", path);
        }
        return String.join(" -> ", path.subList(0, 2)) + " -> ... -> "
                + String.join(" -> ", path.subList(path.size() - 2, path.size()));
    }

    /** All exchanges one after another. */
    private void sums(MethodComparison method) {
        double analytic = 0;
        double flow = 0;
        for (CountedComparison counted : method.exchanges()) {
            analytic += (double) counted.count() * counted.comparison().analyticNanos();
            flow += (double) counted.count() * counted.comparison().flowNanos();
        }
        out.println();
        out.println("  All of them one after another: analytic " + Quantities.duration(analytic / NANOS_PER_SECOND)
                + ", flow " + Quantities.duration(flow / NANOS_PER_SECOND) + " (" + signed(flow / analytic - 1) + ").");
    }

    void legend() {
        out.println("Times of transfers are means over those of one size and kind of path, as an exchange has them that"
                + " runs alone.");
        out.println(
                "packet: * with part of the bytes, as said above it, so that set-up and slow start weigh more than they"
                        + " do\n  with all; 'to flow' compares with 'flow' at the same bytes.");
        out.println(
                "mostly: the effect of 'flow' that moves the time most, when effects are put back one after another.");
        out.flush();
    }

    private static String mostly(ExchangeComparison.@Nullable Term term) {
        return term == null ? "" : ", mostly " + term.name() + " (" + signed(term.nanos()) + ")";
    }

    private static String difference(long nanos, long reference) {
        return reference == 0 ? "–" : signed((double) nanos / reference - 1);
    }

    private static String signed(double share) {
        return String.format(Locale.ROOT, "%+.1f%%", 100 * share);
    }

    private static String signed(long nanos) {
        return (nanos < 0 ? "-" : "+") + duration(Math.abs(nanos));
    }

    private static String duration(long nanos) {
        return Quantities.duration(nanos / NANOS_PER_SECOND);
    }
}
