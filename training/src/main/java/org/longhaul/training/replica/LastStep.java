package org.longhaul.training.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who computed in the last step, who may have left since, and what came of it. */
public final class LastStep {
    static final LastStep NONE = new LastStep(List.of(), 0);

    private final List<Replica> replicas;
    private final double learningRate;

    private LastStep(List<Replica> replicas, double learningRate) {
        this.replicas = replicas;
        this.learningRate = learningRate;
    }

    LastStep by(List<Replica> computed) {
        return new LastStep(computed, learningRate);
    }

    LastStep at(double ofUpdate) {
        return new LastStep(replicas, ofUpdate);
    }

    /** Learning rate of the last update. */
    public double learningRate() {
        return learningRate;
    }

    /** Who computed: ranks, ascending. */
    public List<Integer> computed() {
        return replicas.stream().map(Replica::worker).toList();
    }

    /** Loss of the last batch of each of them. */
    public List<Double> losses() {
        return LateNumber.read(replicas.stream().map(Replica::loss).toList());
    }

    /** Norm of the gradient that each of them last clipped, before clipping. */
    public List<Double> gradientNorms() {
        return LateNumber.read(replicas.stream().map(Replica::gradientNorm).toList());
    }

    /**
     * The first tensor of one of them that is not finite: its parameters before its gradient, as they were before the update
     * where that is known.
     *
     * @param place of the worker among those who computed
     * @return what it is; null if all are finite
     */
    public @Nullable String nonFinite(int place) {
        return replicas.get(place).nonFinite();
    }
}
