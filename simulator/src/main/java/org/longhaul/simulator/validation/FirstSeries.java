package org.longhaul.simulator.validation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Our first measurements: transfers and long flows over one link, flows that share it, rings on a star. */
final class FirstSeries {

    private final Judging judging;
    private final Map<String, TestBed.RunFigures> rings = new HashMap<>();

    private FirstSeries(Judging judging) {
        this.judging = judging;
    }

    /** Judges every case of the series. */
    static void judge(Judging judging) {
        FirstSeries series = new FirstSeries(judging);
        CaseTable.read("transfers.csv").forEach(series::transfer);
        CaseTable.read("long-flows.csv").forEach(series::longFlows);
        CaseTable.read("rtt-unfairness.csv").forEach(series::unequalRtt);
        CaseTable.read("two-way.csv").forEach(series::twoWay);
        CaseTable.read("ring-all-reduce.csv").forEach(series::ring);
    }

    private void transfer(CaseTable.Row row) {
        long bytes = row.whole("bytes");
        String name = String.format(
                Locale.ROOT, "%s, %d bytes, RTT %s ms", row.text("congestion_control"), bytes, row.text("rtt_ms"));
        String group = bytes <= 1_000_000 ? "short transfers" : "long transfers";
        judging.judge(
                () -> judging.bed(row)
                        .transferSeconds(
                                row.number("rate_mbit"), row.number("rtt_ms"), row.whole("queue_bytes"), bytes),
                row.tested(group, name, row.path(bytes), "measured_s", "s", row.peers("ns3_s", "lv08_s")));
    }

    private void longFlows(CaseTable.Row row) {
        // What the emulator lost in that run: the nominal rate is what it lost in the long run.
        double loss = row.number("applied_loss_percent") / 100;
        int flows = (int) row.whole("flows");
        String name = String.format(
                Locale.ROOT,
                "%s, %d flow%s, RTT %s ms, loss %s %%",
                row.text("congestion_control"),
                flows,
                flows == 1 ? "" : "s",
                row.text("rtt_ms"),
                row.text("loss_percent"));
        String group = loss > 0 ? "random loss" : flows == 1 ? "long flow" : "sharing";
        MeasuredPath path = MeasuredPath.of(
                row.control(), row.number("rate_mbit"), row.number("rtt_ms"), loss, row.whole("queue_bytes"), 0);
        judging.judge(
                () -> judging.bed(row)
                        .goodput(
                                row.number("rate_mbit"),
                                row.number("rtt_ms"),
                                loss,
                                row.whole("queue_bytes"),
                                flows,
                                5,
                                row.number("seconds")),
                row.tested(group, name, path, "measured_mbit", "Mbit/s", row.peers("ns3_mbit", "lv08_mbit")));
    }

    private void unequalRtt(CaseTable.Row row) {
        ValidationCase[] cases = new ValidationCase[2];
        for (int i = 0; i < 2; i++) {
            String which = i == 0 ? "short" : "long";
            String name = String.format(
                    Locale.ROOT,
                    "%s, RTT %s and %s ms, the %s one",
                    row.text("congestion_control"),
                    row.text("rtt_short_ms"),
                    row.text("rtt_long_ms"),
                    which);
            Map<String, Double> peers = row.peers("ns3_" + which + "_mbit", "lv08_" + which + "_mbit");
            MeasuredPath path = MeasuredPath.of(
                    row.control(),
                    row.number("rate_mbit"),
                    row.number("rtt_" + which + "_ms"),
                    0,
                    row.whole("queue_bytes"),
                    0);
            cases[i] = row.tested("RTT unfairness", name, path, "measured_" + which + "_mbit", "Mbit/s", peers);
        }
        judging.judge(
                () -> judging.bed(row)
                        .unequalRtt(
                                row.number("rate_mbit"),
                                row.number("access_mbit"),
                                row.number("rtt_short_ms"),
                                row.number("rtt_long_ms"),
                                row.whole("queue_bytes")),
                cases);
    }

    private void twoWay(CaseTable.Row row) {
        ValidationCase[] cases = new ValidationCase[2];
        for (int i = 0; i < 2; i++) {
            String way = i == 0 ? "forward" : "backward";
            String name = String.format(
                    Locale.ROOT,
                    "%s, queue %s bytes, %s",
                    row.text("congestion_control"),
                    row.text("queue_bytes"),
                    way);
            cases[i] = row.tested(
                    "two-way", name, row.path(0), "measured_" + way + "_mbit", "Mbit/s", row.peers("", "lv08_mbit"));
        }
        judging.judge(
                () -> judging.bed(row)
                        .twoWay(row.number("rate_mbit"), row.number("rtt_ms"), row.whole("queue_bytes"), 5, 25),
                cases);
    }

    private void ring(CaseTable.Row row) {
        String setting = row.ringSetting();
        String repetition = row.text("repetition");
        boolean median = repetition.equals("median");
        String group = median ? "ring all-reduce by queue" : "ring all-reduce";
        String name = setting + (median ? ", median" : ", repetition " + repetition);
        judging.judge(
                () -> {
                    TestBed.RunFigures seconds =
                            rings.computeIfAbsent(setting, key -> new CollectiveBed(judging.bed(row))
                                    .ringSeconds(
                                            (int) row.whole("hosts"),
                                            row.whole("bytes"),
                                            row.number("rate_mbit"),
                                            row.number("one_way_ms"),
                                            row.whole("queue_bytes"),
                                            4));
                    int at = median ? 4 : Integer.parseInt(repetition);
                    return seconds.slice(at, at + 1);
                },
                row.tested(group, name, row.ringPath("one_way_ms"), "measured_s", "s", row.peers("", "lv08_s")));
    }
}
