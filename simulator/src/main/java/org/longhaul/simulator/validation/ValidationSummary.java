package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    private static final List<String> PEERS = List.of(NetworkValidation.NS3, NetworkValidation.LV08);

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

    /** The summaries and every case as two Markdown tables. */
    public static String markdown(String model, List<ValidationResult> results) {
        StringBuilder text = new StringBuilder();
        text.append("| median absolute error | cases | ").append(model);
        PEERS.forEach(peer -> text.append(" | ").append(peer));
        text.append(" |\n|---|---:|---:").append("|---:".repeat(PEERS.size())).append("|\n");
        for (boolean calibrates : new boolean[] {false, true}) {
            for (ValidationSummary summary : of(results, c -> c.calibrates() == calibrates)) {
                text.append("| ").append(summary.group).append(calibrates ? " (calibrate)" : "");
                text.append(" | ").append(summary.cases).append(" | ").append(percent(summary.medianError));
                PEERS.forEach(peer -> text.append(" | ")
                        .append(
                                summary.medianPeerErrors.containsKey(peer)
                                        ? percent(summary.medianPeerErrors.getOrDefault(peer, 0.0))
                                        : "–"));
                text.append(" |\n");
            }
        }
        text.append("\n| group | case | split | unit | measured | ")
                .append(model)
                .append(" | error");
        PEERS.forEach(peer -> text.append(" | ").append(peer).append(" error"));
        text.append(" |\n|---|---|---|---|---:|---:|---:")
                .append("|---:".repeat(PEERS.size()))
                .append("|\n");
        for (ValidationResult result : results) {
            row(text, result);
        }
        return text.toString();
    }

    private static void row(StringBuilder text, ValidationResult result) {
        ValidationCase c = result.validationCase();
        text.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.4f | %.4f | %s",
                c.group(),
                c.name(),
                c.calibrates() ? "calibrate" : "validate",
                c.unit(),
                c.measured(),
                result.model(),
                signed(result.error())));
        for (String peer : PEERS) {
            OptionalDouble error = result.peerError(peer);
            text.append(" | ").append(error.isPresent() ? signed(error.getAsDouble()) : "–");
        }
        text.append(" |\n");
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * value);
    }
}
