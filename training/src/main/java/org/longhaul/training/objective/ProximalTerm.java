package org.longhaul.training.objective;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Require;
import org.longhaul.training.tensor.Tensor;

/**
 * An objective and {@code mu/2 |x - w|^2}, w the model that the client received.
 *
 * <p>Source: Li et al., "Federated Optimization in Heterogeneous Networks", arXiv 1812.06127, equation 2.
 *
 * @param of what is minimised beside it
 * @param mu above 0
 */
public record ProximalTerm(LocalObjective of, double mu) implements AddedTerm {
    public ProximalTerm {
        Require.positive("mu", mu, 1e9);
    }

    /** The loss and the term; null where mu is 0. */
    public static @Nullable LocalObjective ofLoss(double mu) {
        return mu == 0 ? null : new ProximalTerm(new PlainLoss(), mu);
    }

    @Override
    public Tensor loss(LocalStep step) {
        return of.loss(step)
                .add(Anchored.squares(step, step.client().received(), null).mul(mu / 2));
    }

    @Override
    public String words() {
        return of.words() + " + " + PlainNumber.of(mu / 2) + " |x - w|^2";
    }
}
