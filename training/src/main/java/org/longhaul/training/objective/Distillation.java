package org.longhaul.training.objective;

import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * The loss and, with a weight, how far what the client's model says is from what the model says that it received:
 *
 * <pre>
 *   (1 - m) CE(z, y) + m T^2 KL(softmax(z_w / T) || softmax(z / T))
 * </pre>
 *
 * <p>m is the weight times the schedule's part; z_w the scores of the received model, which is not trained; the divergence is a mean
 * over the batch's places. Where m is 0 the received model computes nothing; otherwise a forward pass for each batch.
 *
 * <p>Source: Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv 1503.02531; as local adaptation in Yu et al.,
 * "Salvaging Federated Learning by Local Adaptation", arXiv 2002.04758, with weight 0.95 and T = 6.
 *
 * @param weight from 0 to 1, below 1 if it is that of all rounds
 * @param temperature T, above 0
 * @param schedule part of the weight in each round
 */
public record Distillation(double weight, double temperature, MixingSchedule schedule) implements LocalObjective {
    public Distillation {
        Require.share("weight", weight);
        Require.positive("temperature", temperature, 1e6);
        if (weight == 1 && schedule == MixingSchedule.CONSTANT) {
            throw new IllegalArgumentException("weight (1) must be below 1 where it is that of all rounds: whoever"
                    + " minimises nothing but its distance from the model that it received stays there.");
        }
    }

    @Override
    public Tensor loss(LocalStep step) {
        Prediction own = step.predict();
        double m = weight * schedule.at(step.client().place());
        if (m == 0) {
            return own.loss();
        }
        Tensor taught =
                step.client().predict(step.client().received(), step.batch()).scores();
        Tensor scores = own.scores();
        if (taught == null || scores == null) {
            // A stand-in of a forecast, which has nothing to say, but takes the time.
            return own.loss();
        }
        return own.loss().mul(1 - m).add(divergence(taught, scores, temperature).mul(m));
    }

    /**
     * {@code T^2 KL(softmax(teacher / T) || softmax(student / T))}, the mean over rows; differentiable with respect to both.
     *
     * @param teacher scores, [N, V]
     * @param student scores, [N, V]
     */
    public static Tensor divergence(Tensor teacher, Tensor student, double temperature) {
        Tensor expected = Functional.logSoftmax(teacher.mul(1 / temperature), -1);
        Tensor said = Functional.logSoftmax(student.mul(1 / temperature), -1);
        return expected.exp().mul(expected.sub(said)).sum(-1, false).mean().mul(temperature * temperature);
    }

    @Override
    public void requireFit(Model model) {
        if (!(model instanceof ScoringModel)) {
            throw new IllegalArgumentException(
                    "distillation needs a model that scores tokens or classes; this one gives a loss only: "
                            + model.identity() + ".");
        }
    }

    @Override
    public String words() {
        return PlainNumber.of(1 - weight) + " of the loss + " + PlainNumber.of(weight)
                + " of the divergence from the received model at temperature " + PlainNumber.of(temperature)
                + schedule.words();
    }
}
