package org.longhaul.training.model;

import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/** A model that scores tokens or classes; its loss is the mean cross-entropy of the right ones. */
public interface ScoringModel extends Model {
    /**
     * Scores, differentiable with respect to the parameters.
     *
     * @param parameters one tensor for each of {@link #parameters()}, of its shape
     * @param inputs [B, ...]
     * @return [N, V]: V scores at each of N places, in the order of the batch's targets
     */
    Tensor scores(Tensor[] parameters, Tensor inputs);

    @Override
    default Tensor loss(Tensor[] parameters, Batch batch) {
        return predict(parameters, batch).loss();
    }

    @Override
    default Prediction predict(Tensor[] parameters, Batch batch) {
        Tensor targets = batch.targets().reshape(-1);
        Tensor scores = scores(parameters, batch.inputs());
        return new Prediction(batch, Functional.crossEntropy(scores, targets), scores);
    }
}
