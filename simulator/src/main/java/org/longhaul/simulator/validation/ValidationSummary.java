package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Errors of one group of cases.
 *
 * @param group the group
 * @param cases how many cases it has
 * @param medianError median absolute relative error of the model
 * @param medianPeerErrors the same of each peer, over the cases that it has a value for
 */
public record ValidationSummary(String group, int cases, double medianError, Map<String, Double> medianPeerErrors) {

    static final List<String> PEERS = List.of(NetworkValidation.NS3, NetworkValidation.LV08);

    public ValidationSummary {
        medianPeerErrors = Map.copyOf(medianPeerErrors);
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
        groups.forEach((group, members) -> summaries.add(summarise(group, members)));
        summaries.add(summarise("all", all));
        return summaries;
    }

    private static ValidationSummary summarise(String group, List<ValidationResult> results) {
        double[] errors =
                results.stream().mapToDouble(result -> Math.abs(result.error())).toArray();
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
        return new ValidationSummary(group, results.size(), NetworkValidation.medianOf(errors), peers);
    }
}
