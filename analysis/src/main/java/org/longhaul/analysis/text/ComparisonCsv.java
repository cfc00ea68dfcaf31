package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.ComparisonFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.DifferenceFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.MeasureFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.MethodFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.ShareFigures;
import org.longhaul.analysis.statistics.ComparisonFigures.TargetFigures;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.extension.PlainNumber;

/**
 * The table of a run as CSV (RFC 4180, lines ended by line feeds): a row per method, plain numbers in the units that the header
 * names, an empty field where the table has a dash.
 */
public final class ComparisonCsv {

    private static final List<String> BEFORE = List.of("method", "outcome", "seeds");
    private static final List<String> AFTER = List.of(
            "time_seconds",
            "target",
            "seeds_at_target",
            "to_target_mean_seconds",
            "to_target_median_seconds",
            "to_target_median_at_least_seconds",
            "speed_up",
            "speed_up_against_baseline",
            "compute_share",
            "exposed_communication_share",
            "waiting_share",
            "idle_share",
            "charged_bytes",
            "link_bytes",
            "fewer_charged_bytes",
            "busiest_link_use",
            "dollars");

    private ComparisonCsv() {}

    /** Returns the rows below a header; the speed-up is to the first target, or over the whole budget without one. */
    public static String of(Comparison comparison) {
        StringBuilder out = new StringBuilder();
        List<MeasureInfo> shown = RunTable.shown(comparison.run().measures());
        boolean clients = RunTable.someClients(comparison) != null;
        List<MeasureInfo> ofRounds = comparison.run().measures().ofRounds();
        out.append(CsvText.line(header(shown, ofRounds, clients)));
        for (MethodFigures method : ComparisonFigures.of(comparison).methods()) {
            out.append(CsvText.line(row(method, shown, ofRounds, clients)));
        }
        return out.toString();
    }

    /** Each measure has four columns, and five more where clients were evaluated one by one; a figure of rounds has two, at the end. */
    private static List<String> header(List<MeasureInfo> shown, List<MeasureInfo> ofRounds, boolean clients) {
        List<String> header = new ArrayList<>(BEFORE);
        for (MeasureInfo measure : shown) {
            String name = measure.id().replace('-', '_');
            String unit = measure.unit().isEmpty() ? "" : "_" + measure.unit().split(" ", 2)[0];
            header.add("val_" + name + unit);
            header.add("val_" + name + "_deviation");
            header.add("val_" + name + "_against_baseline");
            header.add("virtual_" + name + unit);
            if (clients) {
                header.addAll(List.of(
                        "clients_" + name + "_worst_tenth",
                        "clients_" + name + "_median",
                        "clients_" + name + "_best",
                        "clients_" + name + "_deviation",
                        "clients_" + name + "_short_share"));
            }
        }
        header.addAll(AFTER);
        for (MeasureInfo figure : ofRounds) {
            String name = "round_" + figure.id().replace('-', '_');
            header.addAll(List.of(name, name + "_deviation"));
        }
        return header;
    }

    private static void measures(List<String> row, MethodFigures method, MeasureInfo shown, boolean clients) {
        for (MeasureFigures measure : method.measures()) {
            if (measure.measure().equals(shown.id())) {
                Spread last = measure.last();
                row.add(mean(last));
                row.add(deviation(last));
                row.add(verdict(measure.againstBaseline()));
                row.add(number(measure.virtual()));
                ClientSpread spread = measure.clients();
                if (clients) {
                    row.add(spread == null ? "" : number(spread.worstTenth()));
                    row.add(spread == null ? "" : number(spread.median()));
                    row.add(spread == null ? "" : number(spread.best()));
                    row.add(spread == null ? "" : number(spread.standardDeviation()));
                    row.add(spread == null ? "" : number(spread.shortOfBound()));
                }
            }
        }
    }

    private static List<String> row(
            MethodFigures method, List<MeasureInfo> shown, List<MeasureInfo> ofRounds, boolean clients) {
        TargetFigures target =
                method.targets().isEmpty() ? null : method.targets().get(0);
        ShareFigures shares = method.timeShares();
        List<String> row = new ArrayList<>();
        row.add(method.label());
        row.add(word(method.standing()));
        row.add(Integer.toString(method.seeds().size()));
        for (MeasureInfo measure : shown) {
            measures(row, method, measure, clients);
        }
        row.add(mean(method.seconds()));
        row.add(target == null ? "" : target.target());
        row.add(target == null ? "" : Integer.toString(target.reached()));
        row.add(target == null ? "" : mean(target.seconds()));
        row.add(target == null ? "" : number(target.medianSeconds()));
        row.add(target == null ? "" : number(target.medianAtLeastSeconds()));
        row.add(number(target == null ? method.speedUp() : target.speedUp()));
        row.add(verdict(target == null ? method.secondsAgainstBaseline() : target.secondsAgainstBaseline()));
        row.add(shares == null ? "" : number(shares.compute()));
        row.add(shares == null ? "" : number(shares.exposedCommunication()));
        row.add(shares == null ? "" : number(shares.waiting()));
        row.add(shares == null ? "" : number(shares.idle()));
        row.add(number(method.chargedBytes()));
        row.add(number(method.linkBytes()));
        row.add(number(method.fewerChargedBytes()));
        row.add(number(method.busiestLinkUse()));
        row.add(mean(method.dollars()));
        for (MeasureInfo figure : ofRounds) {
            for (MeasureFigures measure : method.measures()) {
                if (measure.measure().equals(figure.id())) {
                    row.add(mean(measure.last()));
                    row.add(deviation(measure.last()));
                }
            }
        }
        return row;
    }

    private static String deviation(@Nullable Spread spread) {
        return spread == null || spread.count() < 2 ? "" : number(spread.standardDeviation());
    }

    private static String mean(@Nullable Spread spread) {
        return spread == null ? "" : number(spread.mean());
    }

    private static String number(@Nullable Double number) {
        return number == null ? "" : PlainNumber.of(number).replaceFirst("\\.0$", "");
    }

    private static String verdict(@Nullable DifferenceFigures difference) {
        return difference == null ? "" : word(difference.verdict());
    }

    /** {@code WITHIN_NOISE} as {@code within noise}. */
    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
