package org.longhaul.training.model;

import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;

/**
 * A model whose gradient is known without differentiating its loss, as that of a sum is: found for a part of what recording the
 * loss and going back through it takes.
 */
public interface KnownGradient extends Model {
    /**
     * Adds the gradient of the mean loss: to the bit that which differentiating {@link #loss} gives. Nothing is recorded while it
     * runs.
     *
     * @param parameters as for {@link #loss}
     * @param gradients those of all parameters, one after the other
     * @return the loss
     */
    Tensor addGradient(Tensor[] parameters, Batch batch, Tensor gradients);
}
