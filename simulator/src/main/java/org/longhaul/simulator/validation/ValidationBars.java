package org.longhaul.simulator.validation;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.longhaul.simulator.network.CongestionControl;

/**
 * The bounds within which the models are to be, by the rows that only judge. Errors are absolute relative errors, as shares of
 * one. Our own measurements bind mean, median, percentile and maximum, so that no mechanism hides behind a good middle.
 */
public final class ValidationBars {

    /** Largest median error of either model over all cases. */
    public static final double MEDIAN = 0.03;
    /** Largest mean error of {@code flow} over all cases. */
    public static final double FLOW_MEAN = 0.08;
    /** What 90 % of the cases of {@code flow} must be within. */
    public static final double FLOW_NINETIETH = 0.20;
    /** Largest error of {@code flow} in any case. */
    public static final double FLOW_LARGEST = 0.60;
    /** Largest mean error of {@code flow} over the cases of one group. */
    public static final double FLOW_GROUP_MEAN = 0.15;
    /** Largest mean error of {@code packet} over all cases. */
    public static final double PACKET_MEAN = 0.06;
    /** Largest error of {@code packet} in any case. */
    public static final double PACKET_LARGEST = 0.35;
    /** Largest mean error of {@code packet} over the cases of one group. */
    public static final double PACKET_GROUP_MEAN = 0.12;
    /** How many times nearer than SimGrid's LV08 {@code flow} must be in the median, where that has a figure. */
    public static final double FLOW_TIMES_NEARER = 2;

    /** Largest median errors of {@code flow} over published pairs of clouds, from one provider's hosts to another's. */
    private static final Map<String, Double> PAIRS = ImmutableMap.of(
            PublishedSeries.pairs("aws", "gcp"), 0.03,
            PublishedSeries.pairs("aws", "aws"), 0.06,
            PublishedSeries.pairs("gcp", "gcp"), 0.10);
    /** Largest error of {@code flow} in any published case of hosts with default socket buffers. */
    private static final double FLOW_SINGLE_STREAMS = 0.05;

    /** Largest error of {@code flow} in any published all-reduce, by library or place. */
    private static final Map<String, Double> LIBRARIES = ImmutableMap.of(
            PublishedSeries.NCCL, 0.05,
            PublishedSeries.GLOO, 0.12,
            PublishedSeries.TRAINING_FAST, 0.08,
            PublishedSeries.TRAINING_SLOW, 0.20);

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
        for (ValidationSummary summary : ValidationSummary.of(results, ValidationCase::judges)) {
            if (summary.group().equals(ValidationSummary.ALL)) {
                bars.add(0, atMost("flow", "median error", summary.medianError(), MEDIAN));
                bars.add(1, atMost("flow", "mean error", summary.meanError(), FLOW_MEAN));
                bars.add(2, atMost("flow", "90th percentile of the errors", summary.ninetiethError(), FLOW_NINETIETH));
                bars.add(3, atMost("flow", "largest error", summary.largestError(), FLOW_LARGEST));
            } else {
                bars.add(atMost("flow", mean(summary), summary.meanError(), FLOW_GROUP_MEAN));
            }
        }
        again("flow", results, FLOW_GROUP_MEAN, FLOW_LARGEST, bars);
        for (ValidationSummary summary :
                ValidationSummary.of(results, tested -> tested.source() == ValidationCase.Source.PUBLISHED)) {
            Double pairs = PAIRS.get(summary.group());
            Double libraries = LIBRARIES.get(summary.group());
            if (pairs != null) {
                bars.add(atMost("flow", "median error, " + summary.group(), summary.medianError(), pairs));
            } else if (libraries != null) {
                bars.add(atMost("flow", "largest error, " + summary.group(), summary.largestError(), libraries));
            } else if (summary.group().equals(PublishedSeries.SINGLE_STREAMS)) {
                bars.add(atMost(
                        "flow", "largest error, " + summary.group(), summary.largestError(), FLOW_SINGLE_STREAMS));
            }
        }
        nearer("flow", NetworkValidation.LV08, results, ValidationCase::judges, FLOW_TIMES_NEARER)
                .ifPresent(bars::add);
        return bars;
    }

    /** The bars of the {@code packet} network. */
    public static List<Bar> packet(List<ValidationResult> results) {
        List<Bar> bars = new ArrayList<>();
        for (ValidationSummary summary : ValidationSummary.of(results, ValidationCase::judges)) {
            if (summary.group().equals(ValidationSummary.ALL)) {
                bars.add(0, atMost("packet", "median error", summary.medianError(), MEDIAN));
                bars.add(1, atMost("packet", "mean error", summary.meanError(), PACKET_MEAN));
                bars.add(2, atMost("packet", "largest error", summary.largestError(), PACKET_LARGEST));
            } else {
                bars.add(atMost("packet", mean(summary), summary.meanError(), PACKET_GROUP_MEAN));
            }
        }
        again("packet", results, PACKET_GROUP_MEAN, PACKET_LARGEST, bars);
        Predicate<ValidationCase> bbr = tested -> tested.congestionControl() == CongestionControl.BBR;
        nearer("packet", NetworkValidation.NS3, results, bbr.and(ValidationCase::judges), 1)
                .ifPresent(bars::add);
        return bars;
    }

    /** What was measured once, and later several times: the medians of these are within the same bounds. */
    private static void again(
            String model, List<ValidationResult> results, double mean, double largest, List<Bar> bars) {
        for (ValidationSummary summary :
                ValidationSummary.of(results, tested -> tested.source() == ValidationCase.Source.AGAIN)) {
            if (!summary.group().equals(ValidationSummary.ALL)) {
                String what = summary.group() + ", medians of later measurements";
                bars.add(atMost(model, "mean error, " + what, summary.meanError(), mean));
                bars.add(atMost(model, "largest error, " + what, summary.largestError(), largest));
            }
        }
    }

    private static String mean(ValidationSummary summary) {
        return "mean error, " + summary.group();
    }

    /** That a model is some times nearer than a peer in the median, over the cases for which that has a figure. */
    private static Optional<Bar> nearer(
            String model, String peer, List<ValidationResult> results, Predicate<ValidationCase> kept, double times) {
        List<ValidationResult> both = results.stream()
                .filter(result -> kept.test(result.validationCase()))
                .filter(result -> result.peerError(peer).isPresent())
                .toList();
        if (both.isEmpty()) {
            return Optional.empty();
        }
        double value = median(both, ValidationResult::error);
        double limit = median(both, result -> peerError(result, peer)) / times;
        String what = times == 1
                ? "median error of BBR where " + peer + " has a figure, to be below its"
                : "median error where " + peer + " has a figure, to be below half of its";
        return Optional.of(new Bar(model, what, value, limit, value < limit));
    }

    private static double peerError(ValidationResult result, String peer) {
        OptionalDouble error = result.peerError(peer);
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
}
