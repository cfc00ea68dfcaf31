package org.longhaul.simulator.network.packet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Compares the packet network with every row of real TCP; {@code main} prints the table. */
final class ReferenceTable {

    private static final String FOLDER = "/org/longhaul/simulator/validation/";

    /** One figure of one row. */
    record Figure(String group, String split, String control, String name, double real, double simulated, double peer) {
        double error() {
            return Math.abs(simulated / real - 1);
        }
    }

    private ReferenceTable() {}

    static List<Map<String, String>> rows(String file) throws IOException {
        try (InputStream in = ReferenceTable.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IOException("no resource " + FOLDER + file);
            }
            List<Map<String, String>> rows = new ArrayList<>();
            String[] head = null;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] cells = line.strip().split(",", -1);
                if (head == null) {
                    head = cells;
                    continue;
                }
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < head.length; i++) {
                    row.put(head[i], cells[i]);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    static double number(Map<String, String> row, String column) {
        String cell = row.get(column);
        return cell == null || cell.isBlank() ? Double.NaN : Double.parseDouble(cell);
    }

    static List<Figure> transfers() throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Map<String, String> row : rows("tcp-transfer-times.csv")) {
            String control = row.get("congestion_control");
            long bytes = (long) number(row, "bytes");
            double simulated = ReferenceCases.transferSeconds(
                    control, number(row, "rate_mbit"), number(row, "rtt_ms"), (long) number(row, "queue_bytes"), bytes);
            figures.add(new Figure(
                    bytes <= 1_000_000 ? "short transfers" : "long transfers",
                    row.get("split"),
                    control,
                    bytes + " B, " + row.get("rtt_ms") + " ms",
                    number(row, "seconds_median"),
                    simulated,
                    number(row, "ns3_seconds")));
        }
        return figures;
    }

    static List<Figure> longFlows(int seeds) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Map<String, String> row : rows("tcp-long-flows.csv")) {
            double loss = number(row, "loss_percent_a_to_b") / 100;
            int runs = loss > 0 ? seeds : 1;
            double after = 0;
            for (int seed = 1; seed <= runs; seed++) {
                after += ReferenceCases.goodputs(
                                row.get("congestion_control"),
                                number(row, "rate_mbit"),
                                number(row, "rtt_ms"),
                                loss,
                                (long) number(row, "queue_bytes"),
                                (int) number(row, "flows"),
                                (int) number(row, "seconds"),
                                seed)[0]
                        / runs;
            }
            String group = loss > 0 ? "loss" : number(row, "flows") > 1 ? "sharing" : "long transfers";
            figures.add(new Figure(
                    group,
                    row.get("split"),
                    row.get("congestion_control"),
                    row.get("flows") + " flows, " + row.get("rtt_ms") + " ms, " + row.get("loss_percent_a_to_b") + " %",
                    number(row, "goodput_mbit_after_5s"),
                    after,
                    number(row, "ns3_goodput_mbit_after_5s")));
        }
        return figures;
    }

    static List<Figure> unequalRoundTrips() throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Map<String, String> row : rows("tcp-rtt-unfairness.csv")) {
            String control = row.get("congestion_control");
            double[] rates = ReferenceCases.unequalRoundTrips(
                    control,
                    number(row, "bottleneck_mbit"),
                    number(row, "access_mbit"),
                    number(row, "rtt_short_ms"),
                    number(row, "rtt_long_ms"),
                    (long) number(row, "queue_bytes"),
                    1);
            String[] ends = {"short", "long"};
            for (int i = 0; i < 2; i++) {
                figures.add(new Figure(
                        "RTT unfairness",
                        row.get("split"),
                        control,
                        ends[i],
                        number(row, ends[i] + "_mbit"),
                        rates[i],
                        number(row, "ns3_" + ends[i] + "_mbit")));
            }
        }
        return figures;
    }

    static List<Figure> twoWay() throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Map<String, String> row : rows("tcp-two-way.csv")) {
            String control = row.get("cc");
            double[] rates = ReferenceCases.twoWay(
                    control, number(row, "rate_mbit"), number(row, "rtt_ms"), (long) number(row, "queue_bytes"), 1);
            figures.add(new Figure(
                    "two-way traffic",
                    row.get("split"),
                    control,
                    "queue " + row.get("queue_bdp") + " BDP",
                    (number(row, "a_to_b_mbit") + number(row, "b_to_a_mbit")) / 2,
                    (rates[0] + rates[1]) / 2,
                    Double.NaN));
        }
        return figures;
    }

    static List<Figure> rings() throws IOException {
        List<Figure> figures = new ArrayList<>();
        Map<String, double[]> seconds = new TreeMap<>();
        for (Map<String, String> row : rows("tcp-ring-all-reduce.csv")) {
            double oneWay = number(row, "one_way_ms_between_neighbours");
            double megabit = number(row, "access_mbit");
            String name = row.get("bytes") + " B, " + oneWay + " ms";
            double[] runs = seconds.computeIfAbsent(
                    name,
                    key -> ReferenceCases.ringAllReduce(
                            row.get("cc"),
                            (int) number(row, "hosts"),
                            (long) number(row, "bytes"),
                            megabit,
                            oneWay,
                            Math.round(megabit * oneWay * 2 * 125),
                            4));
            int repetition = (int) number(row, "rep");
            figures.add(new Figure(
                    "ring all-reduce",
                    row.get("split"),
                    row.get("cc"),
                    name + ", repetition " + repetition,
                    number(row, "secs"),
                    runs[repetition],
                    Double.NaN));
        }
        for (Map<String, String> row : rows("tcp-ring-all-reduce-by-queue.csv")) {
            double[] runs = ReferenceCases.ringAllReduce(
                    row.get("cc"),
                    (int) number(row, "hosts"),
                    (long) number(row, "bytes"),
                    number(row, "access_mbit"),
                    number(row, "one_way_ms_between_neighbours"),
                    (long) number(row, "queue_bytes"),
                    4);
            Arrays.sort(runs);
            figures.add(new Figure(
                    "ring all-reduce by queue",
                    row.get("split"),
                    row.get("cc"),
                    "queue " + row.get("queue_bdp") + " BDP",
                    number(row, "secs_median_of_4"),
                    (runs[1] + runs[2]) / 2,
                    Double.NaN));
        }
        return figures;
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static void main(String[] args) throws IOException {
        List<Figure> figures = new ArrayList<>(transfers());
        figures.addAll(longFlows(5));
        figures.addAll(unequalRoundTrips());
        figures.addAll(twoWay());
        figures.addAll(rings());
        Map<String, List<Double>> errors = new TreeMap<>();
        for (Figure f : figures) {
            System.out.printf(
                    Locale.ROOT,
                    "%-9s %-24s %-5s %-34s real %9.4f sim %9.4f  %+6.1f %%   peer %8.4f%n",
                    f.split(),
                    f.group(),
                    f.control(),
                    f.name(),
                    f.real(),
                    f.simulated(),
                    100 * (f.simulated() / f.real() - 1),
                    f.peer());
            String family = f.control().equals("bbr") ? "bbr" : "reno, cubic";
            errors.computeIfAbsent(f.split() + " | " + family + " | " + f.group(), key -> new ArrayList<>())
                    .add(f.error());
            errors.computeIfAbsent(f.split() + " | " + family + " | ALL", key -> new ArrayList<>())
                    .add(f.error());
        }
        errors.forEach((key, values) -> System.out.printf(
                Locale.ROOT,
                "%-50s n %3d median %5.1f %% mean %5.1f %%%n",
                key,
                values.size(),
                100 * median(values),
                100 * values.stream().mapToDouble(Double::doubleValue).average().orElse(0)));
    }
}
