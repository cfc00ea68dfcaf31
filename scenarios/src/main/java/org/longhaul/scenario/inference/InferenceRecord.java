package org.longhaul.scenario.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/**
 * What came of a scenario of inference: everything that tables, pictures and pages show.
 *
 * @param format number of this form
 * @param name of the scenario
 * @param description what it asks; null where it does not say
 * @param source where its rates and sizes come from; null where it does not say
 * @param program version that ran it
 * @param scenarioSha256 hash of the file's text, and of the files that it names
 * @param fidelity network model
 * @param warmUp share of the requests that is left out at the beginning
 * @param together whether all services ran at the same time
 * @param seeds master seeds
 * @param assumptions what was taken for granted
 * @param units by case, service and seed
 */
public record InferenceRecord(
        int format,
        String name,
        @Nullable String description,
        @Nullable String source,
        String program,
        String scenarioSha256,
        String fidelity,
        double warmUp,
        boolean together,
        List<Long> seeds,
        List<String> assumptions,
        List<UnitResult> units) {

    /** The present form. */
    static final int FORMAT = 1;

    public InferenceRecord {
        seeds = List.copyOf(seeds);
        assumptions = List.copyOf(assumptions);
        units = List.copyOf(units);
    }

    /** Labels of cases and services, in the order of the file. */
    List<String> labels() {
        return units.stream().map(UnitResult::label).distinct().toList();
    }

    /** The results under all seeds of one of them. */
    List<UnitResult> of(String label) {
        return units.stream().filter(unit -> unit.label().equals(label)).toList();
    }

    /** Names of the cases, in the order of the file; one empty name where there is but one. */
    List<String> cases() {
        return units.stream().map(UnitResult::circumstances).distinct().toList();
    }

    /** Refuses a case that there is not. */
    void requireCase(String name) {
        requireCase(name, cases());
    }

    static void requireCase(String name, List<String> cases) {
        if (!cases.contains(name)) {
            throw new IllegalArgumentException("there is no case '" + name + "'; allowed: " + String.join(", ", cases)
                    + Spelling.maybe(name, cases));
        }
    }

    /** Whether every service could keep up and came to its end. */
    public boolean allSettled() {
        return units.stream().allMatch(unit -> unit.settled() && unit.answered() > 0);
    }
}
