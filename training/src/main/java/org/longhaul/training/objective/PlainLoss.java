package org.longhaul.training.objective;

import org.longhaul.training.tensor.Tensor;

/** The loss of the batch, as without an objective. */
public record PlainLoss() implements LocalObjective {
    @Override
    public Tensor loss(LocalStep step) {
        return step.predict().loss();
    }

    @Override
    public String words() {
        return "the loss";
    }
}
