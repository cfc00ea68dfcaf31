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
        columns.add(TextTable.Column.figure("idle"));
        columns.add(TextTable.Column.figure("sent"));
        columns.add(TextTable.Column.figure("less"));
        if (!targets.isEmpty()) {
            columns.add(TextTable.Column.figure("to target"));
        }
        columns.add(TextTable.Column.figure("speed-up"));
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
        cells.add(Quantities.percent(time.share(time.waiting())));
        cells.add(Quantities.percent(time.share(time.idle())));
        cells.add(Quantities.bytes(method.bytesPerWorker()));
        cells.add(method.fewerBytes() == null ? "–" : Quantities.factor(method.fewerBytes()));
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
        lines.add("time: projected. comp, comm, wait, idle: shares of it (comm: exchanges not hidden by compute).");
        boolean compared = comparison.baseline() != null;
        lines.add("sent: bytes charged to one worker" + (compared ? "; less: how many times fewer than DDP." : "."));
        List<Target> targets = comparison.run().targets();
        String what = targets.isEmpty()
                ? "speed-up: how many times sooner than DDP the whole budget is trained"
                : "to target: projected time to " + targets.get(0).label()
                        + "; speed-up: how many times sooner than DDP";
        lines.add(what + (compared ? "." : ", which this run does not have."));
        return String.join("\n", lines).replace("±", style == TextTable.Style.ASCII ? "+/-" : "±") + "\n";
    }
}
