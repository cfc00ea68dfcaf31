package org.longhaul.scenario.testing;

import java.nio.file.Path;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.OneOffRun;

/** A scenario that was run for a test, without a run directory. */
public final class ScenarioRun {
    private final OneOffRun run;
    private final Comparison comparison;

    private ScenarioRun(OneOffRun run) {
        this.run = run;
        this.comparison = Comparison.of(run.record());
    }

    /**
     * Runs a scenario file.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException if it cannot be run, with every reason
     */
    public static ScenarioRun of(Path scenario) {
        return run(new ScenarioReader(Extensions.load()).read(scenario));
    }

    /**
     * Runs the text of a scenario.
     *
     * @throws org.longhaul.scenario.file.InvalidFileException if it cannot be run, with every reason
     */
    public static ScenarioRun ofText(String scenario) {
        return run(new ScenarioReader(Extensions.load()).parse("scenario.yaml", scenario));
    }

    private static ScenarioRun run(ScenarioReader.Source source) {
        return new ScenarioRun(OneOffRun.of(source, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * What one of its methods did.
     *
     * @throws IllegalArgumentException if there is none of that label; the message names the nearest
     */
    public MethodRun method(String label) {
        for (MethodSummary method : comparison.methods()) {
            if (method.label().equals(label)) {
                return new MethodRun(
                        comparison.run().measures(), method, run.traces().get(label));
            }
        }
        throw new IllegalArgumentException("there is no method '" + label + "' in the scenario; allowed: "
                + String.join(", ", comparison.run().labels())
                + Spelling.maybe(label, comparison.run().labels()));
    }
}
