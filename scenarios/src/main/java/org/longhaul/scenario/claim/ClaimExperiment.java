package org.longhaul.scenario.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.experiment.Experiment;
import org.longhaul.scenario.file.Selection;

/**
 * An experiment of a paper under the seeds 1, 2, ..., as a claim names it. It takes seconds and is not kept.
 *
 * @param name of paper and experiment
 * @param experiment what is trained
 * @param control asks it to stop
 * @param progress hears how far it is
 */
record ClaimExperiment(String name, Selection<Experiment<?>> experiment, RunControl control, ClaimProgress progress)
        implements Callable<Map<Long, Map<String, Double>>> {

    /** The experiments of a paper that expressions of a claim name, in the order of the file. */
    static List<String> named(PaperClaims paper, PaperClaim claim) {
        List<String> named = new ArrayList<>();
        String expressions = String.join("\n", claim.expect()) + "\n" + String.join("\n", claim.direction());
        for (String each : paper.experiments().keySet()) {
            if (expressions.contains("(" + each + ")")) {
                named.add(each);
            }
        }
        return named;
    }

    /** What it is for progress. */
    ClaimProgress.Planned planned() {
        List<ProgressListener.Work> units = new ArrayList<>();
        for (int seed = 1; seed <= ClaimJudge.LEAST_SEEDS; seed++) {
            units.add(new ProgressListener.Work(steps(), 1, true));
        }
        return new ClaimProgress.Planned(name, units);
    }

    /** Its figures under each seed. */
    @Override
    public Map<Long, Map<String, Double>> call() {
        ProgressListener listener = progress.began(name);
        Map<Long, Map<String, Double>> figures = new LinkedHashMap<>();
        for (int seed = 1; seed <= ClaimJudge.LEAST_SEEDS; seed++) {
            listener.unitStarted(experiment.id(), seed, seed, ClaimJudge.LEAST_SEEDS, steps());
            figures.put((long) seed, figures(seed, listener));
            listener.unitFinished("");
        }
        return figures;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the settings were bound for this experiment
    private long steps() {
        return ((Experiment) experiment.factory()).steps(experiment.settings());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the settings were bound for this experiment
    private Map<String, Double> figures(long seed, ProgressListener listener) {
        return ((Experiment) experiment.factory()).figures(experiment.settings(), seed, steps -> {
            control.check();
            listener.stepped(steps, Double.NaN, true);
        });
    }

    /** Figures of several experiments seed by seed, each beside some models. */
    static Map<Long, Map<String, Map<String, Double>>> bySeed(
            Map<String, Map<Long, Map<String, Double>>> experiments, Map<String, Map<String, Double>> models) {
        Map<Long, Map<String, Map<String, Double>>> bySeed = new LinkedHashMap<>();
        experiments.forEach((name, seeds) -> seeds.forEach((seed, figures) -> {
            bySeed.computeIfAbsent(seed, key -> new HashMap<>(models));
            Objects.requireNonNull(bySeed.get(seed)).put(name, figures);
        }));
        return bySeed;
    }
}
