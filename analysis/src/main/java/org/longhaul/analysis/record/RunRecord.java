package org.longhaul.analysis.record;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.NetworkRecord;
import org.longhaul.extension.Spelling;

/**
 * Everything that a run leaves behind: methods by seed, on one network, with provenance.
 *
 * @param schemaVersion version of this form, {@link #SCHEMA_VERSION}
 * @param runId unique name of the run, the name of its directory
 * @param name the scenario's name
 * @param description the scenario's description
 * @param startedAt start on the wall clock, ISO 8601
 * @param projectedModel name of the architecture that is charged; null when it is the trained model
 * @param provenance seeds, versions, hardware, assumptions
 * @param measures what was measured, and which of them the methods are ranked by
 * @param targets values to be reached, the first is the main one
 * @param baseline label of the method that speed-ups and byte ratios are relative to
 * @param network the network
 * @param methods one record per method and seed, in the order of the scenario
 * @param claims what the run is to show, as {@code charged-bytes(ddp) / charged-bytes(des-loc) >= 170}
 */
public record RunRecord(
        int schemaVersion,
        String runId,
        String name,
        String description,
        String startedAt,
        @Nullable String projectedModel,
        Provenance provenance,
        Measures measures,
        List<Target> targets,
        String baseline,
        NetworkRecord network,
        List<MethodRecord> methods,
        List<String> claims) {

    /** The version of the form that this program writes and reads. */
    public static final int SCHEMA_VERSION = 10;

    /** Copies the lists; refuses two records of one method and seed, a baseline that is no method of the run, and
     * a target of what was not measured. */
    public RunRecord {
        targets = List.copyOf(targets);
        methods = List.copyOf(methods);
        claims = List.copyOf(claims);
        targets.forEach(target -> measures.get(target.measure()));
        Set<String> seen = new LinkedHashSet<>();
        for (MethodRecord method : methods) {
            if (!seen.add(method.seed() + " " + method.label())) {
                throw new IllegalArgumentException("Run '" + runId + "' has two records of method '" + method.label()
                        + "' with seed " + method.seed() + "; label and seed together must be unique.");
            }
        }
        if (!methods.isEmpty() && methods.stream().noneMatch(m -> m.label().equals(baseline))) {
            throw new IllegalArgumentException("Run '" + runId + "' names '" + baseline
                    + "' as its baseline; allowed is the label of one of its methods.");
        }
    }

    /** Returns the methods' labels, each once, in the order of the scenario. */
    public List<String> labels() {
        Set<String> labels = new LinkedHashSet<>();
        for (MethodRecord method : methods) {
            labels.add(method.label());
        }
        return List.copyOf(labels);
    }

    /** Returns the same run with the methods' records under one seed only. */
    public RunRecord underSeed(long seed) {
        return with(
                baseline,
                methods.stream().filter(method -> method.seed() == seed).toList(),
                claims);
    }

    /**
     * Returns the same run whose others are compared with another method, without the claims about differences from its own
     * baseline.
     *
     * @throws IllegalArgumentException when no method of the run has that label
     */
    public RunRecord withBaseline(String label) {
        if (!labels().contains(label)) {
            String hint = Spelling.hint(label, labels());
            throw new IllegalArgumentException("'" + label + "' is no method of run '" + runId + "'; allowed: "
                    + String.join(", ", labels()) + (hint == null ? "" : "\nMaybe " + hint));
        }
        return with(label, methods, label.equals(baseline) ? claims : claimsOfAnyBaseline());
    }

    private List<String> claimsOfAnyBaseline() {
        return claims.stream().filter(claim -> !claim.contains("-difference-")).toList();
    }

    private RunRecord with(String anotherBaseline, List<MethodRecord> otherMethods, List<String> otherClaims) {
        return new RunRecord(
                schemaVersion,
                runId,
                name,
                description,
                startedAt,
                projectedModel,
                provenance,
                measures,
                targets,
                anotherBaseline,
                network,
                otherMethods,
                otherClaims);
    }

    /** Returns the records of one method, one per seed; empty when there is no such label. */
    public List<MethodRecord> seedsOf(String label) {
        return methods.stream().filter(method -> method.label().equals(label)).toList();
    }
}
