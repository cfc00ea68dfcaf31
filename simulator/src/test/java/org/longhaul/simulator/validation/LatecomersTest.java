package org.longhaul.simulator.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.packet.PacketSettings;

/**
 * Three flows that begin one after the other have a few outcomes, by who loses at which overflow: which of them a run has is
 * chance, and what they are is not. Holds that {@code packet} has the outcomes of Linux, and what one measurement is worth.
 *
 * <p>Takes some seconds: twenty runs of half a minute and twenty of a quarter.
 */
class LatecomersTest {

    private static final int FLOWS = 3;
    private static final double[] STARTS = {0, 10, 25};
    /** The windows in which more than one flow is under way; in the last one outcomes branch too often to be few. */
    private static final List<TestBed.Window> WINDOWS =
            List.of(new TestBed.Window(10, 15), new TestBed.Window(15, 25), new TestBed.Window(25, 30));
    /** The run of the table of the second series, beside the later ones, which have numbers. */
    private static final String FIRST = "first";

    /** All rates of a run of Linux from 10 to 30 s, Mbit/s, by run. */
    private static Map<String, List<Double>> linux(CongestionControl control) {
        Map<String, List<Double>> runs = new LinkedHashMap<>();
        for (String file : List.of("latecomers.csv", "latecomers-again.csv")) {
            for (CaseTable.Row row : CaseTable.read(file)) {
                if (row.control() == control && row.number("from_s") >= 10 && row.number("from_s") < 30) {
                    String run = row.values().getOrDefault("run", FIRST);
                    runs.computeIfAbsent(run, key -> new ArrayList<>()).addAll(rates(row));
                }
            }
        }
        return runs;
    }

    private static List<Double> rates(CaseTable.Row row) {
        return IntStream.range(0, FLOWS)
                .mapToObj(flow -> row.text("measured_flow" + flow + "_mbit"))
                .map(cell -> cell.isEmpty() ? 0 : Double.parseDouble(cell))
                .toList();
    }

    /** The same of runs of {@code packet} whose flows begin at the stated times, as the measured ones did. */
    private static TestBed.RunFigures packet(CongestionControl control, int runs) {
        return packet(PacketUnderTest.asMeasured(), control, runs, WINDOWS);
    }

    private static TestBed.RunFigures packet(
            PacketSettings settings, CongestionControl control, int runs, List<TestBed.Window> windows) {
        TestBed bed = new TestBed(new PacketUnderTest(settings, runs), control);
        return bed.runs(bed.oneLink(100, 40, 0, 500_000), false, run -> {
            for (int flow = 0; flow < FLOWS; flow++) {
                run.endlessFrom(Math.round(STARTS[flow] * 1e9), 0, 1, flow);
            }
            return SharedLinkBed.ratesByWindow(run, FLOWS, windows);
        });
    }

    /** How far the nearest of the runs of {@code packet} is from a run of Linux, at the rate that is furthest off, Mbit/s. */
    private static double distance(List<Double> linux, TestBed.RunFigures packet) {
        double[][] figures =
                IntStream.range(0, linux.size()).mapToObj(packet::of).toArray(double[][]::new);
        double nearest = Double.POSITIVE_INFINITY;
        for (int run = 0; run < figures[0].length; run++) {
            double furthest = 0;
            for (int i = 0; i < figures.length; i++) {
                furthest = Math.max(furthest, Math.abs(figures[i][run] - linux.get(i)));
            }
            nearest = Math.min(nearest, furthest);
        }
        return nearest;
    }

    @Test
    void outcomesOfRenoAreThoseOfLinux() {
        TestBed.RunFigures packet = packet(CongestionControl.RENO, 5);
        Map<String, List<Double>> linux = linux(CongestionControl.RENO);
        assertThat(linux).hasSize(12);
        assertThat(distance(Objects.requireNonNull(linux.get(FIRST)), packet)).isLessThan(0.6);
        assertThat(linux.values())
                .filteredOn(rates -> distance(rates, packet) < 1)
                .hasSizeGreaterThanOrEqualTo(10);
    }

    /** Also of the run of the first table, three of whose rates are furthest from the medians. */
    @Test
    void outcomesOfCubicAreThoseOfLinux() {
        TestBed.RunFigures packet = packet(CongestionControl.CUBIC, 20);
        Map<String, List<Double>> linux = linux(CongestionControl.CUBIC);
        assertThat(linux).hasSize(11);
        assertThat(distance(Objects.requireNonNull(linux.get(FIRST)), packet)).isLessThan(1);
        assertThat(linux.values())
                .allSatisfy(rates -> assertThat(distance(rates, packet)).isLessThan(5))
                .filteredOn(rates -> distance(rates, packet) < 1)
                .hasSizeGreaterThanOrEqualTo(6);
    }

    /** An emulator that is later breaks up more of the lockstep in which the first flow loses nothing when the second one comes. */
    @Test
    void howLateTheEmulatorIsWeighsTheOutcomes() {
        assertThat(escapesOfTheFirst(30)).isGreaterThanOrEqualTo(6);
        assertThat(escapesOfTheFirst(100)).isLessThanOrEqualTo(2);
    }

    /** Of ten CUBIC runs, those in which the second flow has less than 17 Mbit/s of its first five seconds. */
    private static long escapesOfTheFirst(double latenessMicros) {
        PacketSettings settings = RecordValues.with(PacketUnderTest.asMeasured(), "jitterMicros", latenessMicros);
        double[] seconds = packet(settings, CongestionControl.CUBIC, 10, WINDOWS.subList(0, 1))
                .of(1);
        return Arrays.stream(seconds).filter(rate -> rate < 17).count();
    }

    /**
     * A model that gave the median of all other runs of Linux would miss the bounds on one further run of Linux three times of
     * four: what a bound on one draw can tell.
     */
    @Test
    void linuxIsNotWithinTheBoundsOfItself() {
        List<double[]> reno = errorsOfMedians(CongestionControl.RENO);
        List<double[]> cubic = errorsOfMedians(CongestionControl.CUBIC);
        int mean = 0;
        int largest = 0;
        int either = 0;
        for (double[] one : reno) {
            for (double[] other : cubic) {
                DoubleSummaryStatistics errors = DoubleStream.concat(Arrays.stream(one), Arrays.stream(other))
                        .summaryStatistics();
                boolean isMeanBeyond = errors.getAverage() > ValidationBars.PACKET_GROUP_MEAN;
                boolean isLargestBeyond = errors.getMax() > ValidationBars.PACKET_LARGEST;
                mean += isMeanBeyond ? 1 : 0;
                largest += isLargestBeyond ? 1 : 0;
                either += isMeanBeyond || isLargestBeyond ? 1 : 0;
            }
        }
        assertThat(reno.size() * cubic.size()).isEqualTo(110);
        assertThat(mean).isEqualTo(63);
        assertThat(largest).isEqualTo(82);
        assertThat(either).isEqualTo(82);
    }

    /** Of each later run of Linux, the errors that the medians of all other later ones make of its rates. */
    private static List<double[]> errorsOfMedians(CongestionControl control) {
        Map<String, List<Double>> runs = new LinkedHashMap<>();
        for (CaseTable.Row row : CaseTable.read("latecomers-again.csv")) {
            if (row.control() == control) {
                runs.computeIfAbsent(row.text("run"), key -> new ArrayList<>()).addAll(rates(row));
            }
        }
        List<double[]> errors = new ArrayList<>();
        for (List<Double> run : runs.values()) {
            errors.add(IntStream.range(0, run.size())
                    .filter(i -> run.get(i) > 0)
                    .mapToDouble(i -> {
                        double[] others = runs.values().stream()
                                .filter(other -> other != run)
                                .mapToDouble(other -> other.get(i))
                                .toArray();
                        return Math.abs(NetworkValidation.medianOf(others) / run.get(i) - 1);
                    })
                    .toArray());
        }
        return errors;
    }
}
