package org.longhaul.training.objective;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;

/** How far a client's parameters are from others. */
final class Anchored {
    private Anchored() {}

    /**
     * {@code sum_i f_i (x_i - w_i)^2} over what is trained, differentiable with respect to x, the leaves of the step.
     *
     * @param anchor w, flat
     * @param factors f, flat; null for ones
     */
    static Tensor squares(LocalStep step, Tensor anchor, @Nullable Tensor factors) {
        Tensor[] anchors = step.client().views(anchor);
        Tensor[] weights = factors == null ? null : step.client().views(factors);
        Tensor sum = null;
        for (int i = 0; i < anchors.length; i++) {
            if (!step.client().layout().specs().get(i).isTrained()) {
                continue;
            }
            Tensor squares = step.leaves()[i].sub(anchors[i]).square();
            Tensor part = (weights == null ? squares : squares.mul(weights[i])).sum();
            sum = sum == null ? part : sum.add(part);
        }
        if (sum == null) {
            throw new IllegalStateException("a model without parameters");
        }
        return sum;
    }
}
