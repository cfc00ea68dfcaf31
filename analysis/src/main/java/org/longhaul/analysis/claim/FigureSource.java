package org.longhaul.analysis.claim;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/**
 * Where the figures of a claim come from: the methods of a run, models that were evaluated, or both.
 *
 * @param run the run; null when there is none
 * @param models the figures of each model, by the model's name
 */
public record FigureSource(@Nullable Comparison run, Map<String, Map<String, Double>> models) {

    /** Copies the map of models. */
    public FigureSource {
        models = ImmutableMap.copyOf(models);
    }

    /** Returns the figures of a run. */
    public static FigureSource of(Comparison run) {
        return new FigureSource(run, Map.of());
    }

    /**
     * The same figures seed by seed: those of the run under each of its seeds, in its order, each beside all models.
     *
     * @throws IllegalArgumentException when there is no run
     */
    public Map<Long, FigureSource> bySeed() {
        if (run == null) {
            throw new IllegalArgumentException("There is no run, whose seeds a claim could be checked under.");
        }
        Map<Long, FigureSource> sources = new LinkedHashMap<>();
        for (MethodRecord method : run.run().methods()) {
            sources.computeIfAbsent(
                    method.seed(),
                    seed -> new FigureSource(Comparison.of(run.run().underSeed(seed)), models));
        }
        return sources;
    }

    /**
     * The run, for a claim about {@code method}.
     *
     * @throws IllegalArgumentException when there is none
     */
    Comparison runOf(String method) {
        if (run == null) {
            throw new IllegalArgumentException("The claim names '" + method + "', and there is no run; models are "
                    + models.keySet().stream().sorted().toList() + ".");
        }
        return run;
    }

    /**
     * The summary of a method.
     *
     * @throws IllegalArgumentException when there is no run, or none of its methods has that label
     */
    MethodSummary summary(String method) {
        Comparison comparison = runOf(method);
        for (MethodSummary summary : comparison.methods()) {
            if (summary.label().equals(method)) {
                return summary;
            }
        }
        throw new IllegalArgumentException("The claim names method '" + method + "'; this run has "
                + comparison.run().labels() + ".");
    }

    /** A figure of a model; NaN when it has none of that name. */
    double modelled(String model, String figure) {
        return models.getOrDefault(model, Map.of()).getOrDefault(figure, Double.NaN);
    }

    /** The figures that a label has as a model; null when it is none. */
    @Nullable
    Set<String> figuresOf(String label) {
        Map<String, Double> figures = models.get(label);
        return figures == null ? null : figures.keySet();
    }
}
