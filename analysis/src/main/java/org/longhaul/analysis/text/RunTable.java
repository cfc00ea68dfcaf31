package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Target;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.TargetSummary;
import org.longhaul.analysis.statistics.TimeShares;

/** The one table that a run prints: a row per method, 100 columns at most. */
public final class RunTable {

    /** The width that the table keeps to. */
    public static final int WIDTH = 100;

    private RunTable() {}

    /**
     * Returns the table's lines and, under it, what the figures mean.
     *
     * <p>Without a target the last column compares the durations of the whole budgets.
     */
    public static String render(Comparison comparison, TextTable.Style style) {
        List<Target> targets = comparison.run().targets();
        boolean several =
                comparison.methods().stream().anyMatch(method -> method.seeds().size() > 1);
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text("method"));
        columns.add(TextTable.Column.figure("val. loss"));
        columns.add(TextTable.Column.figure("time"));
        columns.add(TextTable.Column.figure("comp"));
        columns.add(TextTable.Column.figure("comm"));
        columns.add(TextTable.Column.figure("wait"));
        columns.add(TextTable.Column.figure("charged"));
        columns.add(TextTable.Column.figure("on links"));
        columns.add(TextTable.Column.figure("less"));
        if (!targets.isEmpty()) {
            columns.add(TextTable.Column.figure("target"));
        }
        columns.add(TextTable.Column.figure("sooner"));
        TextTable table = new TextTable(columns);
        for (MethodSummary method : comparison.methods()) {
            table.row(row(method));
        }
        return table.render(style, WIDTH) + legend(comparison, several, style);
    }

    private static List<String> row(MethodSummary method) {
        TimeShares time = method.time();
        List<String> cells = new ArrayList<>();
        cells.add(method.label());
        cells.add(loss(method));
        cells.add(Quantities.duration(method.simulatedSeconds().mean()));
        cells.add(Quantities.percent(time.share(time.compute())));
        cells.add(Quantities.percent(time.share(time.exposedCommunication())));
        cells.add(Quantities.percent(time.share(time.waiting() + time.idle())));
        cells.add(Quantities.bytes(method.chargedBytes()));
        cells.add(Quantities.bytes(method.linkBytes()));
        cells.add(method.fewerChargedBytes() == null ? "–" : Quantities.factor(method.fewerChargedBytes()));
        Double speedUp = method.speedUp();
        if (!method.targets().isEmpty()) {
            TargetSummary target = method.targets().get(0);
            cells.add(toTarget(target));
            speedUp = target.speedUp();
        }
        cells.add(speedUp == null ? "–" : Quantities.factor(speedUp));
        return cells;
    }

    private static String loss(MethodSummary method) {
        Spread loss = method.finalLoss();
        if (method.outcome().kind() == Outcome.Kind.DIVERGED || (loss != null && !Double.isFinite(loss.mean()))) {
            return "diverged";
        }
        if (loss == null) {
            return "–";
        }
        String mean = String.format(Locale.ROOT, "%.4f", loss.mean());
        return loss.count() == 1 ? mean : mean + String.format(Locale.ROOT, " ±%.4f", loss.standardDeviation());
    }

    private static String toTarget(TargetSummary target) {
        Spread seconds = target.seconds();
        if (seconds == null) {
            return "not met";
        }
        int seeds = target.perSeed().size();
        return Quantities.duration(seconds.mean())
                + (seconds.count() == seeds ? "" : " " + seconds.count() + "/" + seeds);
    }

    private static String legend(Comparison comparison, boolean several, TextTable.Style style) {
        List<String> lines = new ArrayList<>();
        if (several) {
            lines.add("val. loss: mean ± standard deviation over seeds, nats per token.");
        }
        lines.add(
                "time: projected. comp, comm, wait: shares of it (comm: exchanges not hidden; wait: others, or idle).");
        boolean compared = comparison.baseline() != null;
        lines.add("charged: bytes of what one worker exchanges"
                + (compared ? "; less: how many times fewer than DDP." : "."));
        lines.add("on links: bytes that the collectives make one worker's host send, on average.");
        List<Target> targets = comparison.run().targets();
        String what = targets.isEmpty()
                ? "sooner: how many times sooner than DDP the whole budget is trained"
                : "target: projected time to " + targets.get(0).label() + "; sooner: how many times sooner than DDP";
        lines.add(what + (compared ? "." : ", which this run does not have."));
        return String.join("\n", lines).replace("±", style == TextTable.Style.ASCII ? "+/-" : "±") + "\n";
    }
}
