package org.longhaul.training.objective;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Require;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * The loss and a pull towards the model that was received, the stronger the more the client's own data depend on an element:
 *
 * <pre>
 *   b CE + s lambda/2 sum_i F_i (x_i - w_i)^2,    F = sum_batches (rows / n) g_batch(w)^2
 * </pre>
 *
 * <p>s is the schedule's part; b is 1, or 1 - s where the pull takes the place of the loss. F is the diagonal of the Fisher
 * information, as squares of the gradients of batches of the training size, at the received model over all that the client trains on:
 * a forward and a backward pass over it in each round in which s is not 0. It is made and kept by the client and never travels.
 *
 * <p>Source: Kirkpatrick et al., "Overcoming catastrophic forgetting in neural networks", arXiv 1612.00796, equation 3; as local
 * adaptation in Yu et al., arXiv 2002.04758, with lambda = 5000. <b>Differs from the latter</b>: its F is taken on auxiliary data.
 *
 * @param lambda at least 0
 * @param replacesLoss whether b is 1 - s, for schedules on which s is not always 1
 * @param schedule part of the weight in each round
 */
public record Consolidation(double lambda, boolean replacesLoss, MixingSchedule schedule) implements LocalObjective {
    private static final String FISHER = "fisher";

    public Consolidation {
        Require.notNegative("lambda", lambda, 1e12);
        if (replacesLoss && schedule == MixingSchedule.CONSTANT) {
            throw new IllegalArgumentException(
                    "replacesLoss needs a schedule that leaves rounds to the loss, such as"
                            + " second-half: where nothing but the pull is minimised, no client leaves the model that it received.");
        }
    }

    @Override
    public List<Kept> kept() {
        return List.of(new Kept(FISHER, false));
    }

    @Override
    public void begin(ClientRound client) {
        if (lambda * schedule.at(client.place()) == 0) {
            return;
        }
        Tensor fisher = client.kept(FISHER).zeroInPlace();
        double rows = 0;
        for (int i = 0; i < client.trainingBatches(); i++) {
            for (Batch batch : client.likeTrained(client.trainingBatch(i))) {
                rows += batch.rows();
                TensorScope.run(() -> fisher.addInPlace(
                        client.gradient(client.received(), batch).square(), batch.rows()));
            }
        }
        fisher.mulInPlace(1 / rows);
    }

    @Override
    public Tensor loss(LocalStep step) {
        double s = schedule.at(step.client().place());
        Tensor loss = step.predict().loss();
        if (s * lambda == 0) {
            return loss;
        }
        Tensor pull = Anchored.squares(
                        step, step.client().received(), step.client().kept(FISHER))
                .mul(s * lambda / 2);
        return (replacesLoss ? loss.mul(1 - s) : loss).add(pull);
    }

    @Override
    public String words() {
        return (replacesLoss ? "the loss, or in its place " : "the loss + ") + PlainNumber.of(lambda / 2)
                + " of the squared distance from the received model by its Fisher information" + schedule.words();
    }
}
