package org.longhaul.training.method.mutual;

import java.util.function.IntFunction;
import org.longhaul.training.objective.Distillation;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.LocalStep;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.tensor.Tensor;

/**
 * What one of a client's two models minimises: its own loss, and how far its probabilities are from those of the other, which is
 * held fixed.
 *
 * <pre>
 *   L = (1 - a) CE(own(x), y) + a T^2 KL(softmax(other(x) / T) || softmax(own(x) / T))      KL: mean over the batch
 * </pre>
 *
 * <p>Models that give no scores, such as stand-ins in forecasts, have nothing to teach: each minimises its own loss. The forward
 * pass of the other is made and counted all the same.
 *
 * @param share a, from 0 to below 1
 * @param temperature T, above 0
 * @param other flat parameters of a client's other model
 */
record MutualObjective(double share, double temperature, IntFunction<Tensor> other) implements LocalObjective {
    @Override
    public Tensor loss(LocalStep step) {
        Prediction own = step.predict();
        if (share == 0) {
            return own.loss();
        }
        Tensor teacher = step.client()
                .predict(other.apply(step.client().place().worker()), step.batch())
                .scores();
        Tensor student = own.scores();
        if (teacher == null || student == null) {
            return own.loss();
        }
        return loss(own.loss(), student, teacher, share, temperature);
    }

    /** The objective of a cross-entropy and two models' scores, [N, V]. */
    static Tensor loss(Tensor crossEntropy, Tensor student, Tensor teacher, double share, double temperature) {
        return crossEntropy
                .mul(1 - share)
                .add(Distillation.divergence(teacher.detach(), student, temperature)
                        .mul(share));
    }

    @Override
    public String words() {
        return "the loss and the distance to the client's other model";
    }
}
