package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Runs every measured case of real TCP, our own and published ones, through a network and compares.
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

    private NetworkValidation() {}

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
        Judging judging = new Judging(underTest, judged, progress);
        FirstSeries.judge(judging);
        SecondSeries.judge(judging);
        PublishedSeries.judge(judging);
        return judging.results();
    }

    /** Every case, in the order of the files, without running any. */
    public static List<ValidationCase> cases() {
        List<ValidationCase> cases = new ArrayList<>();
        run(
                new FlowUnderTest(),
                tested -> {
                    cases.add(tested);
                    return false;
                },
                result -> {});
        return List.copyOf(cases);
    }

    /** Judges the {@code flow} network as it is by default. */
    public static List<ValidationResult> runFlow() {
        return run(new FlowUnderTest());
    }

    /**
     * Judges the {@code packet} network with the settings of {@link PacketUnderTest} by our own cases; takes minutes. The
     * published ones, dozens of connections of gigabits a second, would take days.
     *
     * @param progress told of each result as soon as it is there
     */
    public static List<ValidationResult> runPacket(Consumer<ValidationResult> progress) {
        return run(new PacketUnderTest(), NetworkValidation::judgesPackets, progress);
    }

    /** Whether a case is one that {@code packet} is judged by too. */
    public static boolean judgesPackets(ValidationCase tested) {
        return tested.source() != ValidationCase.Source.PUBLISHED;
    }

    static double medianOf(double... values) {
        return new Median().evaluate(values);
    }
}
