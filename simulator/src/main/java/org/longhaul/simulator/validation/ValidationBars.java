package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.longhaul.simulator.network.CongestionControl;

/**
 * The bounds within which the models must stay, by the rows that only judge. Errors are medians of absolute relative errors.
 */
public final class ValidationBars {

    /** Largest error of {@code flow} over all cases. */
    public static final double FLOW_OVERALL = 0.07;
    /** Largest error of {@code flow} over the cases of one group. */
    public static final double FLOW_GROUP = 0.15;
    /** How many times nearer than SimGrid's LV08 {@code flow} must be over all cases; in every group it must be nearer. */
    public static final double FLOW_TIMES_NEARER = 2;
    /** Largest error of {@code packet} over all cases of Reno and CUBIC. */
    public static final double PACKET_OVERALL = 0.05;
    /** Largest error of {@code packet} over the cases of Reno and CUBIC in one group. */
    public static final double PACKET_GROUP = 0.12;

    private static final String ALL = "all";

    private ValidationBars() {}

    /**
     * One bound.
     *
     * @param model the model that it binds
     * @param what what must not be larger, in words
     * @param value what it is
     * @param limit the most that it may be
     * @param met whether it is met
     */
    public record Bar(String model, String what, double value, double limit, boolean met) {}

    /** The bars of the {@code flow} network. */
    public static List<Bar> flow(List<ValidationResult> results) {
        List<Bar> bars = new ArrayList<>();
        for (ValidationSummary summary : ValidationSummary.of(results, tested -> !tested.calibrates())) {
            boolean all = summary.group().equals(ALL);
            double error = summary.medianError();
            bars.add(atMost("flow", "error, " + summary.group(), error, all ? FLOW_OVERALL : FLOW_GROUP));
            Double peer = summary.medianPeerErrors().get(NetworkValidation.LV08);
            if (peer != null) {
                String what = all
                        ? "error, all, to be at most half of " + NetworkValidation.LV08 + "'s"
                        : "error, " + summary.group() + ", to be below " + NetworkValidation.LV08 + "'s";
                bars.add(
                        all ? atMost("flow", what, error, peer / FLOW_TIMES_NEARER) : below("flow", what, error, peer));
            }
        }
        return bars;
    }

    /** The bars of the {@code packet} network. */
    public static List<Bar> packet(List<ValidationResult> results) {
        List<Bar> bars = new ArrayList<>();
        Predicate<ValidationCase> judging = tested -> !tested.calibrates();
        Predicate<ValidationCase> bbr = tested -> tested.congestionControl() == CongestionControl.BBR;
        for (ValidationSummary summary : ValidationSummary.of(results, judging.and(bbr.negate()))) {
            boolean all = summary.group().equals(ALL);
            bars.add(atMost(
                    "packet",
                    "error of Reno and CUBIC, " + summary.group(),
                    summary.medianError(),
                    all ? PACKET_OVERALL : PACKET_GROUP));
        }
        List<ValidationResult> both = results.stream()
                .filter(result -> judging.and(bbr).test(result.validationCase()))
                .filter(result -> result.peerError(NetworkValidation.NS3).isPresent())
                .toList();
        if (!both.isEmpty()) {
            bars.add(below(
                    "packet",
                    "error of BBR, to be below " + NetworkValidation.NS3 + "'s where that has a figure",
                    median(both, ValidationResult::error),
                    median(both, ValidationBars::ns3)));
        }
        return bars;
    }

    private static double ns3(ValidationResult result) {
        OptionalDouble error = result.peerError(NetworkValidation.NS3);
        return error.orElseThrow();
    }

    private static double median(List<ValidationResult> results, ToDoubleFunction<ValidationResult> error) {
        return NetworkValidation.medianOf(results.stream()
                .mapToDouble(result -> Math.abs(error.applyAsDouble(result)))
                .toArray());
    }

    private static Bar atMost(String model, String what, double value, double limit) {
        return new Bar(model, what, value, limit, value <= limit);
    }

    private static Bar below(String model, String what, double value, double limit) {
        return new Bar(model, what, value, limit, value < limit);
    }
}
