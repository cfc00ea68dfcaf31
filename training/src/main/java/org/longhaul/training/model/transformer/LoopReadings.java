package org.longhaul.training.model.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.Reading;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * What is read of a looped {@link Transformer} at several numbers of passes, in one evaluation: the loss as if the pass were the
 * last, and how the body's state moves.
 *
 * <pre>
 *   perplexity-at-r     exponential of the mean loss if the r-th pass is the last
 *   state-norm-at-r     mean over tokens of |x_r|, x_0 the head's output
 *   state-cosine-at-r   mean over tokens of cos(x_r, x_(r-1))
 * </pre>
 *
 * States are those that another pass follows. Of a recurrent-depth body x_0 is noise.
 */
final class LoopReadings {
    private LoopReadings() {}

    /** What is read, perplexities first. */
    static List<Reading> of(LoopSettings loop) {
        List<Reading> readings = new ArrayList<>();
        for (int at : loop.readAt()) {
            readings.add(reading(
                    "perplexity-at-" + at, Better.LOWER, "Exponential of the mean loss with " + passes(at), Math::exp));
        }
        if (loop.readStates()) {
            for (int at : loop.readAt()) {
                readings.add(reading(
                        "state-norm-at-" + at,
                        Better.LOWER,
                        "Mean norm of a token's state after " + passes(at),
                        x -> x));
            }
            for (int at : loop.readAt()) {
                readings.add(reading(
                        "state-cosine-at-" + at,
                        Better.HIGHER,
                        "Mean cosine between a token's states before and after the last of " + passes(at),
                        x -> x));
            }
        }
        return List.copyOf(readings);
    }

    private static String passes(int count) {
        return (count == 1 ? "one pass" : count + " passes") + " of the body.";
    }

    private static Reading reading(String id, Better better, String description, DoubleUnaryOperator value) {
        return new Reading(new Measure(id, "1", better, description, null, null), value);
    }

    /**
     * What adds up over batches, in the order of the readings.
     *
     * @param body of the pass
     * @param batch whose inputs are the pass's tokens
     */
    static List<WeightedSum> read(LoopSettings loop, DecoderPass pass, LoopedBody body, Batch batch) {
        List<WeightedSum> losses = new ArrayList<>();
        List<WeightedSum> norms = new ArrayList<>();
        List<WeightedSum> cosines = new ArrayList<>();
        double rows = batch.rows();
        Tensor state = body.first(ScoringModel.through(pass.beforeBody(), pass.tokens()));
        Tensor targets = batch.targets().reshape(-1);
        int most = loop.readAt().get(loop.readAt().size() - 1);
        for (int k = 0; k < most; k++) {
            int before = k;
            Tensor now = state;
            boolean isRead = loop.readAt().contains(k + 1);
            state = TensorScope.compute(() -> {
                Tensor given = body.given(now, before);
                Tensor next = body.next(now, given);
                if (isRead) {
                    Tensor scores = ScoringModel.through(body.behind(before + 1), body.last(now, given));
                    losses.add(WeightedSum.of(
                            Functional.crossEntropy(scores, targets).item(), rows));
                }
                if (isRead && loop.readStates()) {
                    Tensor from = body.value(now);
                    Tensor to = body.value(next);
                    Tensor length = length(to);
                    norms.add(WeightedSum.of(length.mean().item() * body.scale(before + 1), rows));
                    Tensor cosine = from.mul(to).sum(-1, false).div(length(from).mul(length));
                    cosines.add(WeightedSum.of(cosine.mean().item(), rows));
                }
                return next;
            });
        }
        losses.addAll(norms);
        losses.addAll(cosines);
        return losses;
    }

    private static Tensor length(Tensor x) {
        return x.square().sum(-1, false).sqrt();
    }
}
