package org.longhaul.training.objective;

import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.tensor.Tensor;

/**
 * A step of a client in its round: the batch, and the parameters with respect to which the gradient is taken.
 *
 * <p>The forward and the backward pass of the batch at the leaves are the step's own and charged as every step's; what is computed
 * beside them is charged if it goes through {@link #client}. Thread-safety: one thread at a time.
 *
 * @param client the client in its round
 * @param leaves its parameters in their shapes, as the model has them
 * @param batch its training batch, or a part of it where gradients are accumulated
 * @param forward the model
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares steps.
public record LocalStep(ClientRound client, Tensor[] leaves, Batch batch, ClientRound.Forward forward) {
    /** What the client's model says to its batch; differentiable. To be called once. */
    public Prediction predict() {
        return predict(batch);
    }

    /** The same of another batch of as many items in the place of its own. */
    public Prediction predict(Batch instead) {
        return forward.of(leaves, instead);
    }
}
