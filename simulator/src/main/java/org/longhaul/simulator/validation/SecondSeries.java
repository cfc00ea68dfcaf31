package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Our second measurements: what one flow over one link does not show. One group for each mechanism. */
final class SecondSeries {

    private static final String[] FLOWS = {"first", "second", "third"};

    private final Judging judging;
    private final Map<String, TestBed.RunFigures> runs = new HashMap<>();

    private SecondSeries(Judging judging) {
        this.judging = judging;
    }

    /** Judges every case of the series. */
    static void judge(Judging judging) {
        SecondSeries series = new SecondSeries(judging);
        CaseTable.read("ring-deep-queue.csv").forEach(series::deepRing);
        CaseTable.read("shallow-queue.csv").forEach(series::shallowQueue);
        CaseTable.read("parking-lot.csv").forEach(series::parkingLot);
        series.latecomers();
        CaseTable.read("incast.csv").forEach(series::incast);
        CaseTable.read("hierarchical.csv").forEach(series::hierarchical);
        CaseTable.read("ring-by-site.csv").forEach(series::ringBySite);
        CaseTable.read("outage.csv").forEach(series::outage);
        CaseTable.read("loss-burst.csv").forEach(series::lossBurst);
        series.bandwidthSteps();
        series.latecomersAgain();
    }

    private void deepRing(CaseTable.Row row) {
        repeated("queue: deep ring", row.ringSetting(), row.ringPath("one_way_ms"), row, () -> new CollectiveBed(
                        judging.bed(row))
                .ringSeconds(
                        (int) row.whole("hosts"),
                        row.whole("bytes"),
                        row.number("rate_mbit"),
                        row.number("one_way_ms"),
                        row.whole("queue_bytes"),
                        5));
    }

    private void shallowQueue(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", " + row.text("bytes") + " bytes, RTT " + row.text("rtt_ms")
                + " ms, queue " + row.text("queue_bytes") + " bytes";
        alike(
                "queue: shallow",
                setting,
                row.path(row.whole("bytes")),
                row,
                "s",
                List.of("measured_s"),
                List.of(""),
                () -> judging.bed(row)
                        .transferSeconds(
                                row.number("rate_mbit"),
                                row.number("rtt_ms"),
                                row.whole("queue_bytes"),
                                row.whole("bytes")));
    }

    private void parkingLot(CaseTable.Row row) {
        int hops = (int) row.whole("hops");
        String setting = row.text("congestion_control") + ", " + hops + " hops";
        MeasuredPath path = MeasuredPath.of(
                row.control(),
                row.number("rate_mbit"),
                2 * row.number("hop_one_way_ms"),
                0,
                row.whole("queue_bytes"),
                0);
        alike(
                "several bottlenecks",
                setting,
                path,
                row,
                "Mbit/s",
                List.of("measured_long_mbit", "measured_cross0_mbit", "measured_cross1_mbit"),
                List.of(", long flow", ", first cross flow", ", second cross flow"),
                () -> new SharedLinkBed(judging.bed(row))
                        .parkingLot(
                                hops, row.number("rate_mbit"), row.number("hop_one_way_ms"), row.whole("queue_bytes")));
    }

    private void incast(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", " + row.text("senders") + " of " + row.text("bytes_each")
                + " bytes";
        MeasuredPath path = MeasuredPath.of(
                row.control(),
                row.number("rate_mbit"),
                2 * row.number("one_way_ms"),
                0,
                row.whole("queue_bytes"),
                row.whole("bytes_each"));
        alike(
                "incast",
                setting,
                path,
                row,
                "s",
                List.of("measured_last_s", "measured_first_s"),
                List.of(", the last", ", the first"),
                () -> new SharedLinkBed(judging.bed(row))
                        .incast(
                                (int) row.whole("senders"),
                                row.whole("bytes_each"),
                                row.number("rate_mbit"),
                                row.number("one_way_ms"),
                                row.whole("queue_bytes"),
                                row.number("start_spread_ms")));
    }

    private void hierarchical(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", two sites, " + row.text("bytes") + " bytes";
        repeated(
                "hierarchical", setting, row.ringPath("line_one_way_ms"), row, () -> new CollectiveBed(judging.bed(row))
                        .hierarchicalSeconds(
                                row.whole("bytes"),
                                row.number("rate_mbit"),
                                row.number("line_one_way_ms"),
                                row.whole("queue_bytes"),
                                5));
    }

    private void ringBySite(CaseTable.Row row) {
        boolean greedy = row.whole("greedy_flows") > 0;
        String setting = row.text("congestion_control") + ", ring by site, " + row.text("bytes") + " bytes, "
                + (greedy ? "a greedy flow one way" : "alone");
        repeated("opposing traffic", setting, row.ringPath("line_one_way_ms"), row, () -> new CollectiveBed(
                        judging.bed(row))
                .ringBySiteSeconds(
                        row.whole("bytes"),
                        row.number("rate_mbit"),
                        row.number("line_one_way_ms"),
                        row.whole("queue_bytes"),
                        6,
                        greedy ? 6.5 : 0));
    }

    private void outage(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", " + row.text("bytes") + " bytes, down for "
                + row.text("down_for_s") + " s";
        alike(
                "outage",
                setting,
                row.path(row.whole("bytes")),
                row,
                "s",
                List.of("measured_s"),
                List.of(""),
                () -> new DisturbedBed(judging.bed(row))
                        .outageSeconds(
                                row.number("rate_mbit"),
                                row.number("rtt_ms"),
                                row.whole("queue_bytes"),
                                row.whole("bytes"),
                                row.number("down_at_s"),
                                row.number("down_for_s")));
    }

    private void lossBurst(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", " + row.text("bytes") + " bytes, loss of "
                + row.text("loss_percent") + " % for " + row.text("loss_for_s") + " s";
        alike(
                "loss burst",
                setting,
                row.path(row.whole("bytes")),
                row,
                "s",
                List.of("measured_s"),
                List.of(""),
                () -> new DisturbedBed(judging.bed(row))
                        .lossBurstSeconds(
                                row.number("rate_mbit"),
                                row.number("rtt_ms"),
                                row.whole("queue_bytes"),
                                row.whole("bytes"),
                                row.number("loss_from_s"),
                                row.number("loss_for_s"),
                                row.number("loss_percent") / 100));
    }

    private void latecomers() {
        bySetting("latecomers.csv").forEach((setting, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                CaseTable.Row row = rows.get(i);
                List<ValidationCase> cases = new ArrayList<>();
                for (int flow = 0; flow < FLOWS.length; flow++) {
                    if (!row.text("measured_flow" + flow + "_mbit").isEmpty()) {
                        cases.add(row.tested(
                                "latecomers",
                                row.text("congestion_control") + ", " + row.window() + ", the " + FLOWS[flow],
                                row.path(0),
                                "measured_flow" + flow + "_mbit",
                                "Mbit/s",
                                Map.of()));
                    }
                }
                int from = i * FLOWS.length;
                judging.judge(
                        () -> latecomers(setting, rows).slice(from, from + cases.size()),
                        cases.toArray(new ValidationCase[0]));
            }
        });
    }

    /** The medians of later runs of the latecomers, by which the medians of the model's same runs are judged. */
    private void latecomersAgain() {
        Map<String, List<CaseTable.Row>> again = bySetting("latecomers-again.csv");
        bySetting("latecomers.csv").forEach((setting, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                CaseTable.Row row = rows.get(i);
                List<CaseTable.Row> measured = again.getOrDefault(setting, List.of()).stream()
                        .filter(each -> each.window().equals(row.window()))
                        .toList();
                List<ValidationCase> cases = new ArrayList<>();
                for (int flow = 0; flow < FLOWS.length; flow++) {
                    String column = "measured_flow" + flow + "_mbit";
                    if (!row.text(column).isEmpty()) {
                        double[] rates = measured.stream()
                                .mapToDouble(each -> each.number(column))
                                .toArray();
                        cases.add(new ValidationCase(
                                ValidationCase.Source.AGAIN,
                                "latecomers",
                                row.text("congestion_control") + ", " + row.window() + ", the " + FLOWS[flow]
                                        + ", median of " + rates.length,
                                false,
                                row.path(0),
                                NetworkValidation.medianOf(rates),
                                ValidationCase.Figure.MEDIAN,
                                "Mbit/s",
                                Map.of()));
                    }
                }
                int from = i * FLOWS.length;
                judging.judge(
                        () -> latecomers(setting, rows).slice(from, from + cases.size()),
                        cases.toArray(new ValidationCase[0]));
            }
        });
    }

    /** One run of the latecomers answers all their windows. */
    private TestBed.RunFigures latecomers(String setting, List<CaseTable.Row> rows) {
        CaseTable.Row first = rows.get(0);
        double[] starts = {first.number("start0_s"), first.number("start1_s"), first.number("start2_s")};
        return runs.computeIfAbsent("latecomers " + setting, key -> new SharedLinkBed(judging.bed(first))
                .latecomers(
                        first.number("rate_mbit"),
                        first.number("rtt_ms"),
                        first.whole("queue_bytes"),
                        starts,
                        windows(rows)));
    }

    private void bandwidthSteps() {
        bySetting("bandwidth-step.csv").forEach((setting, rows) -> {
            CaseTable.Row first = rows.get(0);
            ValidationCase[] cases = rows.stream()
                    .map(row -> row.tested(
                            "bandwidth step",
                            row.text("congestion_control") + ", " + row.text("rate_mbit") + " to "
                                    + row.text("rate_after_mbit") + " Mbit/s, " + row.window(),
                            row.path(0),
                            "measured_mbit",
                            "Mbit/s",
                            Map.of()))
                    .toArray(ValidationCase[]::new);
            judging.judge(
                    () -> new DisturbedBed(judging.bed(first))
                            .bandwidthStepRates(
                                    first.number("rate_mbit"),
                                    first.number("rate_after_mbit"),
                                    first.number("change_at_s"),
                                    first.number("rtt_ms"),
                                    first.whole("queue_bytes"),
                                    windows(rows)),
                    cases);
        });
    }

    /** The rows of a file that are windows of one run, by what distinguishes the runs. */
    private static Map<String, List<CaseTable.Row>> bySetting(String file) {
        Map<String, List<CaseTable.Row>> rows = new LinkedHashMap<>();
        for (CaseTable.Row row : CaseTable.read(file)) {
            rows.computeIfAbsent(row.text("congestion_control") + row.text("rate_mbit"), key -> new ArrayList<>())
                    .add(row);
        }
        return rows;
    }

    private static List<TestBed.Window> windows(List<CaseTable.Row> rows) {
        return rows.stream()
                .map(row -> new TestBed.Window(row.number("from_s"), row.number("to_s")))
                .toList();
    }

    /** A row that is one of several repetitions after each other, which a run has too. */
    private void repeated(
            String group, String setting, MeasuredPath path, CaseTable.Row row, Supplier<TestBed.RunFigures> run) {
        int repetition = (int) row.whole("repetition");
        judging.judge(
                () -> runs.computeIfAbsent(group + setting, key -> run.get()).slice(repetition, repetition + 1),
                row.tested(group, setting + ", repetition " + repetition, path, "measured_s", "s", Map.of()));
    }

    /** A row that is one of several measurements of the same, which are judged by the same figures. */
    private void alike(
            String group,
            String setting,
            MeasuredPath path,
            CaseTable.Row row,
            String unit,
            List<String> columns,
            List<String> endings,
            Supplier<TestBed.RunFigures> run) {
        ValidationCase[] cases = new ValidationCase[columns.size()];
        for (int i = 0; i < cases.length; i++) {
            String name = setting + endings.get(i) + ", repetition " + row.text("repetition");
            cases[i] = row.tested(group, name, path, columns.get(i), unit, Map.of());
        }
        judging.judge(() -> runs.computeIfAbsent(group + setting, key -> run.get()), cases);
    }
}
