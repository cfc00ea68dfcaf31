package org.longhaul.training.model;

import java.util.List;
import java.util.function.UnaryOperator;
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

    /**
     * The scores in stages, each a function of what the one before it gave, the first of the inputs. What lies between them is
     * all that recomputation keeps for the backward pass. One stage unless a model says otherwise.
     */
    default List<UnaryOperator<Tensor>> stages(Tensor[] parameters, Tensor inputs) {
        return List.of(x -> scores(parameters, x));
    }

    /** The scores, stage by stage. */
    static Tensor through(List<UnaryOperator<Tensor>> stages, Tensor inputs) {
        Tensor x = inputs;
        for (UnaryOperator<Tensor> stage : stages) {
            x = stage.apply(x);
        }
        return x;
    }

    /** Whether the forward pass has stages between which recomputation can begin anew. */
    default boolean isStaged() {
        return false;
    }

    /** Mean cross-entropy of each replica's rows, [replicas]; a scalar for one. */
    default Tensor lossesOf(Tensor scores, Batch batch, int replicas) {
        return replicas == 1
                ? Functional.crossEntropy(scores, batch.targets().reshape(-1))
                : Functional.crossEntropyOfEach(scores, batch.targets().reshape(-1), replicas);
    }

    @Override
    default Tensor losses(Tensor[] parameters, Batch batch, int replicas) {
        return lossesOf(scores(parameters, batch.inputs()), batch, replicas);
    }

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
