package org.longhaul.training.model;

import org.longhaul.training.tensor.Tensor;

/** A model whose gradient is known without differentiating its loss, as that of a sum is: found for next to nothing. */
public interface KnownGradient extends Model {
    /**
     * Adds the gradient of the mean loss, the same at all parameters and for all batches.
     *
     * @param gradients those of all parameters, one after the other
     */
    void addGradient(Tensor gradients);
}
