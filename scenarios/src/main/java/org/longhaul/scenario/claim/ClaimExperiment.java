package org.longhaul.scenario.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.experiment.Experiment;
import org.longhaul.scenario.file.Selection;

/**
 * An experiment of a paper under the seeds 1, 2, ..., as a claim names it. What it finds under a seed is kept.
 *
 * @param name of paper and experiment
 * @param experiment what is trained
 * @param seeds how many
 * @param kept where figures are kept
 * @param progress hears how far it is
 */
record ClaimExperiment(
        String name, Selection<Experiment<?>> experiment, int seeds, KeptTrainings kept, ClaimProgress progress)
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

    /** The same under as many seeds at least. */
    ClaimExperiment under(int least) {
        return new ClaimExperiment(name, experiment, Math.max(seeds, least), kept, progress);
    }

    /** What it is for progress. */
    ClaimProgress.Planned planned() {
        List<ProgressListener.Work> units = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            units.add(new ProgressListener.Work(steps(), 1, true));
        }
        return new ClaimProgress.Planned(name, units);
    }

    /** Its figures under each seed. */
    @Override
    public Map<Long, Map<String, Double>> call() {
        ProgressListener listener = progress.began(name);
        Map<Long, Map<String, Double>> figures = new LinkedHashMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            listener.unitStarted(experiment.id(), seed, seed, seeds, steps());
            long of = seed;
            figures.put(of, kept.figures(experiment, of, () -> figures(of, listener)));
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
            kept.control().check();
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
