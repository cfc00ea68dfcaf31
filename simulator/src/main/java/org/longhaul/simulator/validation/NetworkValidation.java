package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs every measured case of real TCP through a network and compares.
 *
 * <p>A model in which chance plays a part is run several times with different seeds and its figure is the mean of the runs;
 * {@link NetworkUnderTest#runs} says how often. Flows that compete for a queue start at times of their own in the first
 * second, spread evenly over the runs: a measurement is one draw of who finds the queue full first, the mean is not. The cases and their origin are described in the README beside the package's
 * resources.
 */
public final class NetworkValidation {

    /** Name of the packet-level peer, ns-3 3.37. */
    public static final String NS3 = "ns-3";
    /** Name of the flow-level peer, SimGrid's default model. */
    public static final String LV08 = "SimGrid LV08";

    private final NetworkUnderTest underTest;
    private final Predicate<ValidationCase> judged;
    private final Consumer<ValidationResult> progress;
    private final List<ValidationResult> results = new ArrayList<>();
    private final Map<String, double[]> rings = new HashMap<>();

    private NetworkValidation(
            NetworkUnderTest underTest, Predicate<ValidationCase> judged, Consumer<ValidationResult> progress) {
        this.underTest = underTest;
        this.judged = judged;
        this.progress = progress;
    }

    /** Judges a network by every case; results in the order of the files. */
    public static List<ValidationResult> run(NetworkUnderTest underTest) {
        return run(underTest, tested -> true, result -> {});
    }

    /**
     * Judges a network by some of the cases.
     *
     * @param judged the cases to run
     * @param progress told of each result as soon as it is there
     * @return the results in the order of the files
     */
    public static List<ValidationResult> run(
            NetworkUnderTest underTest, Predicate<ValidationCase> judged, Consumer<ValidationResult> progress) {
        NetworkValidation validation = new NetworkValidation(underTest, judged, progress);
        CaseTable.read("transfers.csv").forEach(validation::transfer);
        CaseTable.read("long-flows.csv").forEach(validation::longFlows);
        CaseTable.read("rtt-unfairness.csv").forEach(validation::unequalRtt);
        CaseTable.read("two-way.csv").forEach(validation::twoWay);
        CaseTable.read("ring-all-reduce.csv").forEach(validation::ring);
        return List.copyOf(validation.results);
    }

    /** Judges the {@code flow} network as it is by default. */
    public static List<ValidationResult> runFlow() {
        return run(new FlowUnderTest());
    }

    /**
     * Judges the {@code packet} network with the settings of {@link PacketUnderTest}; takes minutes.
     *
     * @param progress told of each result as soon as it is there
     */
    public static List<ValidationResult> runPacket(Consumer<ValidationResult> progress) {
        return run(new PacketUnderTest(), tested -> true, progress);
    }

    private TestBed bed(CaseTable.Row row) {
        return new TestBed(underTest, row.control());
    }

    private void transfer(CaseTable.Row row) {
        long bytes = row.whole("bytes");
        String name = String.format(
                Locale.ROOT, "%s, %d bytes, RTT %s ms", row.text("congestion_control"), bytes, row.text("rtt_ms"));
        String group = bytes <= 1_000_000 ? "short transfers" : "long transfers";
        judge(
                () -> bed(row).transferSeconds(
                                row.number("rate_mbit"), row.number("rtt_ms"), row.whole("queue_bytes"), bytes),
                tested(group, name, row, "measured_s", "s", row.peers("ns3_s", "lv08_s")));
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
        judge(
                () -> bed(row).goodput(
                                row.number("rate_mbit"),
                                row.number("rtt_ms"),
                                loss,
                                row.whole("queue_bytes"),
                                flows,
                                5,
                                row.number("seconds")),
                tested(group, name, row, "measured_mbit", "Mbit/s", row.peers("ns3_mbit", "lv08_mbit")));
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
            cases[i] = tested("RTT unfairness", name, row, "measured_" + which + "_mbit", "Mbit/s", peers);
        }
        judge(
                () -> bed(row).unequalRtt(
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
            cases[i] = tested("two-way", name, row, "measured_" + way + "_mbit", "Mbit/s", row.peers("", "lv08_mbit"));
        }
        judge(
                () -> bed(row).twoWay(row.number("rate_mbit"), row.number("rtt_ms"), row.whole("queue_bytes"), 5, 25),
                cases);
    }

    private void ring(CaseTable.Row row) {
        String setting = row.text("congestion_control") + ", " + row.text("bytes") + " bytes, one way "
                + row.text("one_way_ms") + " ms, queue " + row.text("queue_bytes") + " bytes";
        String repetition = row.text("repetition");
        boolean median = repetition.equals("median");
        String group = median ? "ring all-reduce by queue" : "ring all-reduce";
        String name = setting + (median ? ", median" : ", repetition " + repetition);
        judge(
                () -> {
                    double[] seconds = rings.computeIfAbsent(setting, key -> bed(row).ringSeconds(
                                    (int) row.whole("hosts"),
                                    row.whole("bytes"),
                                    row.number("rate_mbit"),
                                    row.number("one_way_ms"),
                                    row.whole("queue_bytes"),
                                    4));
                    return new double[] {seconds[median ? 4 : Integer.parseInt(repetition)]};
                },
                tested(group, name, row, "measured_s", "s", row.peers("", "lv08_s")));
    }

    private static ValidationCase tested(
            String group, String name, CaseTable.Row row, String column, String unit, Map<String, Double> peers) {
        return new ValidationCase(group, name, row.calibrates(), row.number(column), unit, peers);
    }

    /** Runs the cases that one run answers, if any of them is asked for. */
    private void judge(Supplier<double[]> run, ValidationCase... cases) {
        if (Arrays.stream(cases).noneMatch(judged)) {
            return;
        }
        double[] values = run.get();
        for (int i = 0; i < cases.length; i++) {
            if (judged.test(cases[i])) {
                ValidationResult result = new ValidationResult(cases[i], values[i]);
                results.add(result);
                progress.accept(result);
            }
        }
    }

    static double medianOf(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
