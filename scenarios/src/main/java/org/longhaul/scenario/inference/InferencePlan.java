package org.longhaul.scenario.inference;

import java.nio.file.Path;
import java.util.List;

/** A scenario of inference that was found sound, with its networks built and its defaults filled in. */
public final class InferencePlan {

    private final InferenceScenario scenario;
    private final List<CasePlan> cases;
    private final List<Long> seeds;
    private final List<String> summary;
    private final List<String> guesses;
    private final List<String> warnings;
    private final List<Path> files;

    InferencePlan(
            InferenceScenario scenario,
            List<CasePlan> cases,
            List<Long> seeds,
            List<String> summary,
            List<String> guesses,
            List<String> warnings,
            List<Path> files) {
        this.scenario = scenario;
        this.cases = List.copyOf(cases);
        this.seeds = List.copyOf(seeds);
        this.summary = List.copyOf(summary);
        this.guesses = List.copyOf(guesses);
        this.warnings = List.copyOf(warnings);
        this.files = List.copyOf(files);
    }

    /** What the user asked for. */
    public InferenceScenario scenario() {
        return scenario;
    }

    List<CasePlan> cases() {
        return cases;
    }

    /** Refuses a case that there is not. @throws IllegalArgumentException that names the nearest */
    public void requireCase(String name) {
        InferenceRecord.requireCase(name, cases.stream().map(CasePlan::name).toList());
    }

    /** Files that the scenario names: traces, recorded runs, networks. */
    List<Path> files() {
        return files;
    }

    List<Long> seeds() {
        return seeds;
    }

    /** What will be run, one line for each fact that a user may want to check. */
    public List<String> summary() {
        return summary;
    }

    /** What is taken for granted because the scenario does not say it. */
    public List<String> guesses() {
        return guesses;
    }

    /** What is allowed and yet most likely not meant, each with its place in the file. */
    public List<String> warnings() {
        return warnings;
    }
}
