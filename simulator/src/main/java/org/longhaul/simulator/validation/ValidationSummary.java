package org.longhaul.simulator.validation;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Relative errors of one group of cases, as shares of one.
 *
 * @param group the group, or {@code all}
 * @param cases how many cases it has
 * @param meanError mean of the absolute errors of the model
 * @param medianError their median
 * @param ninetiethError their 90th percentile, between neighbours in proportion
 * @param largestError the largest of them
 * @param meanSignedError mean of the errors with their sign: above 0 where the model's values are too large
 * @param above number of cases in which the model's value is too large
 * @param below number of cases in which it is too small
 * @param medianPeerErrors median absolute error of each peer, over the cases that it has a value for
 */
public record ValidationSummary(
        String group,
        int cases,
        double meanError,
        double medianError,
        double ninetiethError,
        double largestError,
        double meanSignedError,
        int above,
        int below,
        Map<String, Double> medianPeerErrors) {

    /** Name of the summary over all groups. */
    public static final String ALL = "all";

    static final List<String> PEERS = List.of(NetworkValidation.NS3, NetworkValidation.LV08);

    public ValidationSummary {
        medianPeerErrors = ImmutableMap.copyOf(medianPeerErrors);
    }

    /** One summary for each group in order, then one over all, of the cases that a condition keeps. */
    public static List<ValidationSummary> of(List<ValidationResult> results, Predicate<ValidationCase> kept) {
        Map<String, List<ValidationResult>> groups = new LinkedHashMap<>();
        List<ValidationResult> all = new ArrayList<>();
        for (ValidationResult result : results) {
            if (kept.test(result.validationCase())) {
                groups.computeIfAbsent(result.validationCase().group(), group -> new ArrayList<>())
                        .add(result);
                all.add(result);
            }
        }
        List<ValidationSummary> summaries = new ArrayList<>();
        if (!all.isEmpty()) {
            groups.forEach((group, members) -> summaries.add(summarise(group, members)));
            summaries.add(summarise(ALL, all));
        }
        return summaries;
    }

    private static ValidationSummary summarise(String group, List<ValidationResult> results) {
        double[] errors = new double[results.size()];
        double sum = 0;
        double signed = 0;
        int above = 0;
        int below = 0;
        for (int i = 0; i < errors.length; i++) {
            double error = results.get(i).error();
            errors[i] = Math.abs(error);
            sum += errors[i];
            signed += error;
            above += error > 0 ? 1 : 0;
            below += error < 0 ? 1 : 0;
        }
        Arrays.sort(errors);
        Map<String, Double> peers = new LinkedHashMap<>();
        for (String peer : PEERS) {
            double[] peerErrors = results.stream()
                    .map(result -> result.peerError(peer))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(error -> Math.abs(error.getAsDouble()))
                    .toArray();
            if (peerErrors.length > 0) {
                peers.put(peer, NetworkValidation.medianOf(peerErrors));
            }
        }
        return new ValidationSummary(
                group,
                errors.length,
                sum / errors.length,
                NetworkValidation.medianOf(errors),
                percentile(errors, 0.9),
                errors[errors.length - 1],
                signed / errors.length,
                above,
                below,
                peers);
    }

    /** The value below which a part of sorted values lies. */
    private static double percentile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int lower = (int) place;
        int upper = Math.min(lower + 1, sorted.length - 1);
        return sorted[lower] + (place - lower) * (sorted[upper] - sorted[lower]);
    }
}
