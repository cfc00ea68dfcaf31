package org.longhaul.scenario.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.text.CsvText;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.analysis.text.WrappedText;
import org.longhaul.extension.PlainNumber;

/** The result in words: a row for each service in each case, means over seeds with their spread. */
public final class InferenceTable {
    private static final String NONE = "–";

    /** Share of the time from which on pauses have a column. */
    private static final double LEAST_PAUSE = 0.01;

    private final InferenceRecord record;

    public InferenceTable(InferenceRecord record) {
        this.record = record;
    }

    /** The table. */
    public TextTable table() {
        List<String> headings = headings();
        List<TextTable.Column> columns = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            columns.add(new TextTable.Column(headings.get(i), i > 0, false));
        }
        TextTable table = new TextTable(columns);
        rows().forEach(table::row);
        return table;
    }

    /** Names of the columns. */
    List<String> headings() {
        boolean isOneCase =
                record.units().stream().allMatch(unit -> unit.circumstances().isEmpty());
        List<String> headings = new ArrayList<>(List.of(
                isOneCase ? "service" : "case / service",
                "per second",
                "load",
                "answered",
                "mean",
                "p50",
                "p95",
                "p99",
                "waiting",
                "computing",
                "network",
                "messages",
                "bytes",
                "busiest host",
                "busiest link"));
        if (hasPauses()) {
            headings.add(headings.indexOf("messages"), "pauses");
        }
        headings.addAll(figures());
        return headings;
    }

    /** A row for each service in each case. */
    List<List<String>> rows() {
        List<String> figures = figures();
        boolean hasPauses = hasPauses();
        return record.labels().stream()
                .map(label -> row(label, record.of(label), figures, hasPauses))
                .toList();
    }

    /** Whether some service lets requests wait for timers or for each other. */
    private boolean hasPauses() {
        for (String label : record.labels()) {
            double[] pauses = values(record.of(label), share(UnitResult.Way::pausing));
            if (pauses.length > 0 && Spread.of(pauses).mean() >= LEAST_PAUSE) {
                return true;
            }
        }
        return false;
    }

    /** What services say of their answers. */
    private List<String> figures() {
        Set<String> figures = new TreeSet<>();
        record.units().forEach(unit -> figures.addAll(unit.figures().keySet()));
        return List.copyOf(figures);
    }

    private static List<String> row(String label, List<UnitResult> units, List<String> figures, boolean hasPauses) {
        boolean settles = units.stream().allMatch(UnitResult::settled);
        List<String> row = new ArrayList<>();
        row.add(label);
        row.add(mean(units, UnitResult::perSecond, value -> PlainNumber.rounded(value, 3)));
        row.add(mean(units, UnitResult::load, Quantities::percent));
        double asked = units.stream().mapToLong(UnitResult::requests).sum();
        double answered = units.stream().mapToLong(UnitResult::answered).sum();
        row.add(asked == 0 ? NONE : share(answered / asked));
        row.add(settles ? spread(units, latency(UnitResult.Latencies::mean), Quantities::duration) : NONE);
        row.add(settles ? spread(units, latency(UnitResult.Latencies::p50), Quantities::duration) : NONE);
        row.add(settles ? spread(units, latency(UnitResult.Latencies::p95), Quantities::duration) : NONE);
        row.add(settles ? spread(units, latency(UnitResult.Latencies::p99), Quantities::duration) : NONE);
        row.add(settles ? mean(units, share(UnitResult.Way::waiting), Quantities::percent) : NONE);
        row.add(settles ? mean(units, share(UnitResult.Way::computing), Quantities::percent) : NONE);
        row.add(settles ? mean(units, share(UnitResult.Way::sending), Quantities::percent) : NONE);
        if (hasPauses) {
            row.add(settles ? mean(units, share(UnitResult.Way::pausing), Quantities::percent) : NONE);
        }
        row.add(mean(units, way(UnitResult.Way::messages), Quantities::plain));
        row.add(mean(units, way(UnitResult.Way::bytes), Quantities::bytes));
        row.add(busiest(units, UnitResult::host));
        row.add(busiest(units, UnitResult::link));
        for (String figure : figures) {
            row.add(spread(units, unit -> unit.figures().get(figure), Quantities::plain));
        }
        return row;
    }

    /** All but a whole is never written as one. */
    private static String share(double share) {
        return share < 1 && share > 0.994
                ? String.format(Locale.ROOT, "%.2f%%", Math.min(99.99, 100 * share))
                : Quantities.percent(share);
    }

    private static Function<UnitResult, @Nullable Double> latency(Function<UnitResult.Latencies, Double> of) {
        return unit -> {
            UnitResult.Latencies latency = unit.latency();
            return latency == null ? null : of.apply(latency);
        };
    }

    private static Function<UnitResult, @Nullable Double> way(Function<UnitResult.Way, Double> of) {
        return unit -> {
            UnitResult.Way way = unit.way();
            return way == null ? null : of.apply(way);
        };
    }

    /** Part of the time from arrival to answer. */
    private static Function<UnitResult, @Nullable Double> share(Function<UnitResult.Way, Double> of) {
        return unit -> {
            UnitResult.Way way = unit.way();
            UnitResult.Latencies latency = unit.latency();
            return way == null || latency == null || latency.mean() == 0 ? null : of.apply(way) / latency.mean();
        };
    }

    private static double[] values(List<UnitResult> units, Function<UnitResult, @Nullable Double> of) {
        List<Double> values = new ArrayList<>();
        for (UnitResult unit : units) {
            Double value = of.apply(unit);
            if (value != null) {
                values.add(value);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static String mean(
            List<UnitResult> units, Function<UnitResult, @Nullable Double> of, DoubleFunction<String> shown) {
        double[] values = values(units, of);
        return values.length == 0 ? NONE : shown.apply(Spread.of(values).mean());
    }

    /** The mean over seeds, and half the width of its 95 % interval. */
    private static String spread(
            List<UnitResult> units, Function<UnitResult, @Nullable Double> of, DoubleFunction<String> shown) {
        double[] values = values(units, of);
        if (values.length == 0) {
            return NONE;
        }
        Spread spread = Spread.of(values);
        Interval interval = spread.student();
        if (interval == null || spread.standardDeviation() == 0) {
            return shown.apply(spread.mean());
        }
        return shown.apply(spread.mean()) + " ± " + shown.apply((interval.high() - interval.low()) / 2);
    }

    private static String busiest(List<UnitResult> units, Function<UnitResult, UnitResult.@Nullable Busy> of) {
        Map<String, List<Double>> shares = new LinkedHashMap<>();
        for (UnitResult unit : units) {
            UnitResult.Busy busy = of.apply(unit);
            if (busy != null) {
                shares.computeIfAbsent(busy.name(), name -> new ArrayList<>()).add(busy.utilisation());
            }
        }
        String busiest = null;
        double highest = -1;
        for (Map.Entry<String, List<Double>> each : shares.entrySet()) {
            double mean = each.getValue().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
            if (mean > highest) {
                highest = mean;
                busiest = each.getKey();
            }
        }
        return busiest == null ? NONE : busiest + " " + Quantities.percent(highest);
    }

    /** Table and notes. */
    public String words(TextTable.Style style, int width) {
        StringBuilder words = new StringBuilder(table().render(style, width));
        words.append('\n');
        notes().forEach(note -> words.append(WrappedText.of("", "  ", TextTable.clean(note, style), width)));
        return words.toString();
    }

    /** What a reader of the table has to know, a sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        int seeds = record.seeds().size();
        notes.add("Times are from a request's arrival to its answer, over " + requests()
                + (requests() == 1 ? " request of " : " requests of ")
                + (seeds == 1 ? "one seed" : seeds + " seeds")
                + (record.warmUp() > 0
                        ? "; the first " + Quantities.percent(record.warmUp()) + " of each seed are left out"
                        : "")
                + (seeds > 1 ? "; ± is half the 95 % interval over seeds (Student)." : "; one seed shows no spread."));
        String source = record.source();
        if (source != null) {
            notes.add("Requests: " + source);
        }
        record.assumptions().forEach(each -> notes.add("Assumed: " + each));
        for (String label : record.labels()) {
            note(label, record.of(label), notes);
        }
        noteIncidents(notes);
        return notes;
    }

    private long requests() {
        return record.units().stream().mapToLong(UnitResult::requests).sum();
    }

    private static void note(String label, List<UnitResult> units, List<String> notes) {
        if (units.stream().anyMatch(unit -> !unit.settled())) {
            boolean isCut = units.stream().anyMatch(unit -> unit.ending().equals("events spent"));
            notes.add(label + ": "
                    + (isCut
                            ? "the run has taken as many events as it may (limits.events)."
                            : "a host or a link was given more than it can do in the time, so that queues were still"
                                    + " growing: a mean would say how long it was asked, not how fast it is."));
        }
        Map<String, Long> reasons = new LinkedHashMap<>();
        long unanswered = 0;
        for (UnitResult unit : units) {
            unit.abandoned().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
            unanswered += unit.unanswered();
        }
        if (!reasons.isEmpty() || unanswered > 0) {
            List<String> words = new ArrayList<>();
            reasons.forEach((reason, count) -> words.add(count + " given up (" + reason + ")"));
            if (unanswered > 0) {
                boolean isCut = units.stream().anyMatch(unit -> unit.ending().equals("events spent"));
                words.add(unanswered + " without an answer: "
                        + (isCut ? "the run was ended before" : "what they waited for never came"));
            }
            if (unanswered > 0
                    && units.stream()
                            .allMatch(unit -> unit.ending().equals("nothing left") && unit.perSecond() == null)) {
                words.add("after which none was asked, since each waits for the one before");
            }
            notes.add(label + ": " + String.join(", ", words) + "; latencies are those of the answered.");
        }
    }

    /** What struck, once for a case where it struck all of its services as often. */
    private void noteIncidents(List<String> notes) {
        for (String circumstances : record.cases()) {
            Map<Long, List<String>> services = new LinkedHashMap<>();
            for (String label : record.labels()) {
                List<UnitResult> units = record.of(label);
                if (units.get(0).circumstances().equals(circumstances)) {
                    long incidents =
                            units.stream().mapToLong(UnitResult::incidents).sum();
                    services.computeIfAbsent(incidents, count -> new ArrayList<>())
                            .add(label);
                }
            }
            services.forEach((incidents, labels) -> {
                if (incidents > 0) {
                    boolean isOfAll = services.size() == 1;
                    String whose = isOfAll ? circumstances : String.join(", ", labels);
                    notes.add((whose.isEmpty() ? "" : whose + ": ") + incidents
                            + (incidents == 1 ? " incident struck" : " incidents struck")
                            + (isOfAll && labels.size() > 1 ? " each service" : "") + ", over all seeds.");
                }
            });
        }
    }

    /** Every figure of every seed as plain numbers, times in seconds. */
    public String csv() {
        List<String> figures = figures();
        List<String> heading = new ArrayList<>(List.of(
                "case",
                "service",
                "kind",
                "seed",
                "per_second",
                "load",
                "requests",
                "answered",
                "abandoned",
                "unanswered",
                "settled",
                "mean_s",
                "p50_s",
                "p95_s",
                "p99_s",
                "max_s",
                "waiting_s",
                "computing_s",
                "sending_s",
                "pausing_s",
                "messages",
                "bytes",
                "hops",
                "busiest_host",
                "host_utilisation",
                "busiest_link",
                "link_utilisation"));
        heading.addAll(figures);
        StringBuilder csv = new StringBuilder(CsvText.line(heading));
        for (UnitResult unit : record.units()) {
            csv.append(CsvText.line(cells(unit, figures)));
        }
        return csv.toString();
    }

    private static List<String> cells(UnitResult unit, List<String> figures) {
        List<String> cells = new ArrayList<>(List.of(
                unit.circumstances(),
                unit.service(),
                unit.kind(),
                Long.toString(unit.seed()),
                number(unit.perSecond()),
                number(unit.load()),
                Long.toString(unit.requests()),
                Long.toString(unit.answered()),
                Long.toString(unit.abandoned().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()),
                Long.toString(unit.unanswered()),
                Boolean.toString(unit.settled())));
        for (Function<UnitResult.Latencies, Double> of : List.<Function<UnitResult.Latencies, Double>>of(
                UnitResult.Latencies::mean,
                UnitResult.Latencies::p50,
                UnitResult.Latencies::p95,
                UnitResult.Latencies::p99,
                UnitResult.Latencies::maximum)) {
            cells.add(number(latency(of).apply(unit)));
        }
        for (Function<UnitResult.Way, Double> of : List.<Function<UnitResult.Way, Double>>of(
                UnitResult.Way::waiting,
                UnitResult.Way::computing,
                UnitResult.Way::sending,
                UnitResult.Way::pausing,
                UnitResult.Way::messages,
                UnitResult.Way::bytes,
                UnitResult.Way::hops)) {
            cells.add(number(way(of).apply(unit)));
        }
        for (UnitResult.Busy busy : new UnitResult.@Nullable Busy[] {unit.host(), unit.link()}) {
            cells.add(busy == null ? "" : busy.name());
            cells.add(busy == null ? "" : number(busy.utilisation()));
        }
        figures.forEach(figure -> cells.add(number(unit.figures().get(figure))));
        return cells;
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : PlainNumber.of(value);
    }
}
