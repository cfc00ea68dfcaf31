package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.simulator.network.FlowNetwork;

/**
 * Runs every measured case of real TCP through a network and compares.
 *
 * <p>Cases with random loss are averaged over seeded repetitions; everything else is one run. The cases and their origin are
 * described in the README beside the package's resources.
 */
public final class NetworkValidation {

    /** Name of the packet-level peer, ns-3 3.37. */
    public static final String NS3 = "ns-3";
    /** Name of the flow-level peer, SimGrid's default model. */
    public static final String LV08 = "SimGrid LV08";

    private static final int LOSS_REPETITIONS = 10;

    private final NetworkUnderTest underTest;
    private final List<ValidationResult> results = new ArrayList<>();
    private final Map<String, double[]> rings = new HashMap<>();

    private NetworkValidation(NetworkUnderTest underTest) {
        this.underTest = underTest;
    }

    /** Judges a network; results in the order of the files. */
    public static List<ValidationResult> run(NetworkUnderTest underTest) {
        NetworkValidation validation = new NetworkValidation(underTest);
        CaseTable.read("transfers.csv").forEach(validation::transfer);
        CaseTable.read("long-flows.csv").forEach(validation::longFlows);
        CaseTable.read("rtt-unfairness.csv").forEach(validation::unequalRtt);
        CaseTable.read("two-way.csv").forEach(validation::twoWay);
        CaseTable.read("ring-all-reduce.csv").forEach(validation::ring);
        return List.copyOf(validation.results);
    }

    /** Judges the {@code flow} network as it is by default. */
    public static List<ValidationResult> runFlow() {
        return run((control, context) -> new FlowNetwork.Model().create(FlowNetwork.Settings.tcp(control), context));
    }

    private TestBed bed(CaseTable.Row row) {
        return new TestBed(underTest, row.control());
    }

    private void transfer(CaseTable.Row row) {
        long bytes = row.whole("bytes");
        double seconds = bed(row).transferSeconds(
                        row.number("rate_mbit"), row.number("rtt_ms"), row.whole("queue_bytes"), bytes);
        String name = String.format(
                Locale.ROOT, "%s, %d bytes, RTT %s ms", row.text("congestion_control"), bytes, row.text("rtt_ms"));
        String group = bytes <= 1_000_000 ? "short transfers" : "long transfers";
        add(group, name, row, "measured_s", "s", row.peers("ns3_s", "lv08_s"), seconds);
    }

    private void longFlows(CaseTable.Row row) {
        double loss = row.number("loss_percent") / 100;
        int flows = (int) row.whole("flows");
        double goodput = bed(row).goodput(
                        row.number("rate_mbit"),
                        row.number("rtt_ms"),
                        loss,
                        row.whole("queue_bytes"),
                        flows,
                        5,
                        row.number("seconds"),
                        loss > 0 ? LOSS_REPETITIONS : 1);
        String name = String.format(
                Locale.ROOT,
                "%s, %d flow%s, RTT %s ms, loss %s %%",
                row.text("congestion_control"),
                flows,
                flows == 1 ? "" : "s",
                row.text("rtt_ms"),
                row.text("loss_percent"));
        String group = loss > 0 ? "random loss" : flows == 1 ? "long flow" : "sharing";
        add(group, name, row, "measured_mbit", "Mbit/s", row.peers("ns3_mbit", "lv08_mbit"), goodput);
    }

    private void unequalRtt(CaseTable.Row row) {
        double[] rates = bed(row).unequalRtt(
                        row.number("rate_mbit"),
                        row.number("access_mbit"),
                        row.number("rtt_short_ms"),
                        row.number("rtt_long_ms"),
                        row.whole("queue_bytes"));
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
            add("RTT unfairness", name, row, "measured_" + which + "_mbit", "Mbit/s", peers, rates[i]);
        }
    }

    private void twoWay(CaseTable.Row row) {
        double[] rates =
                bed(row).twoWay(row.number("rate_mbit"), row.number("rtt_ms"), row.whole("queue_bytes"), 5, 25);
        for (int i = 0; i < 2; i++) {
            String way = i == 0 ? "forward" : "backward";
            String name = String.format(
                    Locale.ROOT,
                    "%s, queue %s bytes, %s",
                    row.text("congestion_control"),
                    row.text("queue_bytes"),
                    way);
            add("two-way", name, row, "measured_" + way + "_mbit", "Mbit/s", row.peers("", "lv08_mbit"), rates[i]);
        }
    }

    private void ring(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", " + row.text("bytes") + " bytes, one way "
                + row.text("one_way_ms") + " ms, queue " + row.text("queue_bytes") + " bytes";
        double[] seconds = rings.computeIfAbsent(setting, key -> bed(row).ringSeconds(
                        (int) row.whole("hosts"),
                        row.whole("bytes"),
                        row.number("rate_mbit"),
                        row.number("one_way_ms"),
                        row.whole("queue_bytes"),
                        4));
        String repetition = row.text("repetition");
        boolean median = repetition.equals("median");
        double value = median ? medianOf(seconds) : seconds[Integer.parseInt(repetition)];
        String group = median ? "ring all-reduce by queue" : "ring all-reduce";
        String name = setting + (median ? ", median" : ", repetition " + repetition);
        add(group, name, row, "measured_s", "s", row.peers("", "lv08_s"), value);
    }

    private void add(
            String group,
            String name,
            CaseTable.Row row,
            String column,
            String unit,
            Map<String, Double> peers,
            double value) {
        ValidationCase tested = new ValidationCase(group, name, row.calibrates(), row.number(column), unit, peers);
        results.add(new ValidationResult(tested, value));
    }

    static double medianOf(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
