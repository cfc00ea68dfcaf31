package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.longhaul.training.model.KnownGradient;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.RowWeights;
import org.longhaul.training.tensor.Autocast;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * How the gradient of a batch is computed.
 *
 * @param accumulate micro-batches that a batch is cut into, at least 1: they follow one another, and the gradient is the mean
 *     of theirs, their sum times 1 / {@code accumulate}
 * @param bfloat16 whether products are taken in bfloat16, by {@link Autocast}
 * @param recompute whether the backward pass computes the activations of each stage again, from the stage's input, instead of
 *     keeping them all (Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016)
 */
public record GradientPass(int accumulate, boolean bfloat16, boolean recompute) {
    /** The whole batch at once, in the parameters' type, with all activations kept. */
    public static final GradientPass PLAIN = new GradientPass(1, false, false);

    public GradientPass {
        if (accumulate < 1) {
            throw new IllegalArgumentException("accumulate (" + accumulate + ") must be at least 1.");
        }
    }

    /** What differs from {@link #PLAIN}. */
    public String words() {
        List<String> words = new ArrayList<>();
        if (accumulate > 1) {
            words.add("mean of " + accumulate + " micro-batches");
        }
        if (bfloat16) {
            words.add("products in bfloat16");
        }
        if (recompute) {
            words.add("activations computed again");
        }
        return words.isEmpty() ? "of the whole batch" : String.join(", ", words);
    }

    /**
     * Bytes of what one replica keeps of a micro-batch between forward and backward pass, roughly, at four an element.
     *
     * @param items tokens or examples of the whole batch
     * @param mode how replicas share the device
     */
    public double activationBytes(Model model, double items, ReplicaMode mode) {
        Model.Pass pass = new Model.Pass(recompute, mode == ReplicaMode.STACKED, bfloat16);
        return 4 * model.activationsPerItem(pass) * items / accumulate;
    }

    /**
     * Whether a model's gradient can be computed so.
     *
     * @param batch rows of a training batch
     * @throws IllegalArgumentException if not, with the reason
     */
    public void requireFit(Model model, int batch) {
        if (batch % accumulate != 0) {
            throw new IllegalArgumentException(
                    "accumulate (" + accumulate + ") must divide the batch (" + batch + ").");
        }
        requireFit(model);
    }

    /** The same, whatever the batch. */
    void requireFit(Model model) {
        boolean isScoring = model instanceof ScoringModel;
        if ((bfloat16 || accumulate > 1) && !isScoring) {
            throw new IllegalArgumentException((bfloat16 ? "bf16" : "accumulate")
                    + " is for models that score tokens or classes; this one gives a loss of its own.");
        }
        if (recompute && !(model instanceof ScoringModel scoring && scoring.isStaged())) {
            throw new IllegalArgumentException(
                    "recompute needs a model that has stages, such as transformer or cnn; this one has none.");
        }
    }

    /**
     * Adds the gradient of the mean loss to the leaves' gradients, which the caller has zeroed.
     *
     * @param leaves the parameters of one replica, or of several stacked
     * @param gradients where the leaves' gradients lie, as one tensor
     * @param batch the replicas' batches one after the other
     * @param replicas how many they are; 1 for parameters that are not stacked
     * @return the losses, [replicas], or a scalar for one
     */
    Tensor run(Model model, Tensor[] leaves, Tensor gradients, Batch batch, int replicas) {
        if (model instanceof KnownGradient known && replicas == 1) {
            Tensor[] loss = new Tensor[1];
            Autograd.withoutGradients(() -> loss[0] = known.addGradient(leaves, batch, gradients));
            return loss[0];
        }
        return inParts(part -> once(model, leaves, part, replicas), gradients, batch, replicas);
    }

    /**
     * The same of something else than the model's loss, for one replica; all activations are kept.
     *
     * @param loss of a batch, or of a part of it
     */
    Tensor run(Function<Batch, Tensor> loss, Tensor gradients, Batch batch) {
        return inParts(
                part -> {
                    Tensor value = loss.apply(part);
                    backward(value);
                    return value.detach();
                },
                gradients,
                batch,
                1);
    }

    /** What the model says to a batch. */
    Prediction predict(Model model, Tensor[] parameters, Batch batch) {
        if (batch.weights() != null && model instanceof ScoringModel scoring) {
            return weighed(scoring, parameters, batch, 1);
        }
        if (bfloat16 && model instanceof ScoringModel scoring) {
            Tensor scores = forward(parameters[0].device(), () -> scoring.scores(parameters, batch.inputs()))
                    .to(parameters[0].dtype());
            return new Prediction(batch, scoring.lossesOf(scores, batch, 1), scores);
        }
        return model.predict(parameters, batch);
    }

    /** What enters the model's last stage, in the parameters' type; no gradient is recorded. */
    Tensor hidden(ScoringModel model, Tensor[] parameters, Batch batch) {
        Tensor[] hidden = new Tensor[1];
        Autograd.withoutGradients(() -> {
            List<UnaryOperator<Tensor>> stages = model.stages(parameters, batch.inputs());
            hidden[0] = forward(
                            parameters[0].device(),
                            () -> ScoringModel.through(stages.subList(0, stages.size() - 1), batch.inputs()))
                    .to(parameters[0].dtype());
        });
        return hidden[0];
    }

    private Tensor inParts(Function<Batch, Tensor> pass, Tensor gradients, Batch batch, int replicas) {
        if (accumulate == 1) {
            return pass.apply(batch);
        }
        Tensor sum = null;
        for (int i = 0; i < accumulate; i++) {
            Batch part = part(batch, i, replicas);
            Tensor losses = TensorScope.compute(() -> pass.apply(part));
            sum = sum == null ? losses.copy() : sum.addInPlace(losses);
            losses.close();
        }
        gradients.mulInPlace(1.0 / accumulate);
        return Objects.requireNonNull(sum).mulInPlace(1.0 / accumulate);
    }

    /** Micro-batch {@code index}: the same rows of each replica. */
    private Batch part(Batch batch, int index, int replicas) {
        if (batch.rows() % (accumulate * replicas) != 0) {
            throw new IllegalArgumentException(
                    "accumulate (" + accumulate + ") must divide the batch (" + batch.rows() / replicas + ").");
        }
        return new Batch(
                rows(batch.inputs(), index, replicas),
                rows(batch.targets(), index, replicas),
                batch.items() / accumulate,
                batch.weights());
    }

    private Tensor rows(Tensor all, int index, int replicas) {
        long[] shape = all.shape();
        long each = shape[0] / replicas;
        long[] split = new long[shape.length + 1];
        split[0] = replicas;
        split[1] = each;
        System.arraycopy(shape, 1, split, 2, shape.length - 1);
        shape[0] = shape[0] / accumulate;
        long rows = each / accumulate;
        return all.reshape(split).narrow(1, index * rows, rows).reshape(shape);
    }

    private Tensor once(Model model, Tensor[] leaves, Batch batch, int replicas) {
        if (recompute && model instanceof ScoringModel scoring) {
            return recomputed(scoring, leaves, batch, replicas);
        }
        Tensor losses;
        if (batch.weights() != null && model instanceof ScoringModel scoring) {
            losses = weighed(scoring, leaves, batch, replicas).loss();
        } else if (bfloat16 && model instanceof ScoringModel scoring) {
            Tensor scores = forward(leaves[0].device(), () -> scoring.scores(leaves, batch.inputs()));
            losses = scoring.lossesOf(scores.to(leaves[0].dtype()), batch, replicas);
        } else {
            losses = replicas == 1 ? model.loss(leaves, batch) : model.losses(leaves, batch, replicas);
        }
        backward(losses);
        return losses.detach();
    }

    /** Stage by stage, since what enters the last one says what the rows count for. */
    private Prediction weighed(ScoringModel model, Tensor[] leaves, Batch batch, int replicas) {
        List<UnaryOperator<Tensor>> stages = model.stages(leaves, batch.inputs());
        int last = stages.size() - 1;
        Tensor[] hidden = new Tensor[1];
        Tensor scores = forward(leaves[0].device(), () -> {
                    hidden[0] = ScoringModel.through(stages.subList(0, last), batch.inputs());
                    return stages.get(last).apply(hidden[0]);
                })
                .to(leaves[0].dtype());
        return new Prediction(batch, losses(model, scores, hidden[0], batch, replicas), scores);
    }

    /** The mean of each replica's rows by what they count for, [replicas]; a scalar for one. */
    private static Tensor losses(ScoringModel model, Tensor scores, Tensor hidden, Batch batch, int replicas) {
        RowWeights weights = batch.weights();
        if (weights == null) {
            return model.lossesOf(scores, batch, replicas);
        }
        int rows = batch.rows();
        Tensor each = model.lossesOf(scores, batch, rows).reshape(rows);
        Tensor[] found = new Tensor[1];
        Autograd.withoutGradients(() -> found[0] = weights.of(hidden.detach().to(each.dtype()), each.detach()));
        Tensor counted = each.mul(found[0]);
        return replicas == 1 ? counted.mean() : counted.reshape(replicas, -1).mean(1, false);
    }

    /** Each replica's loss has a gradient of 1: none of them depends on another's parameters. */
    private static void backward(Tensor losses) {
        (losses.dimensions() == 0 ? losses : losses.sum()).backward();
    }

    private Tensor forward(Device device, Supplier<Tensor> body) {
        return bfloat16 ? Autocast.bfloat16(device, body) : body.get();
    }

    private Tensor recomputed(ScoringModel model, Tensor[] leaves, Batch batch, int replicas) {
        Device device = leaves[0].device();
        List<UnaryOperator<Tensor>> stages = model.stages(leaves, batch.inputs());
        int last = stages.size() - 1;
        Tensor[] inputs = new Tensor[stages.size()];
        inputs[0] = batch.inputs();
        Autograd.withoutGradients(() -> {
            for (int i = 0; i < last; i++) {
                UnaryOperator<Tensor> stage = stages.get(i);
                Tensor x = inputs[i];
                inputs[i + 1] = TensorScope.compute(() -> forward(device, () -> stage.apply(x)));
            }
        });
        Tensor[] losses = new Tensor[1];
        Tensor gradient = null;
        try {
            for (int i = last; i >= 0; i--) {
                UnaryOperator<Tensor> stage = stages.get(i);
                Tensor x = i == 0 ? inputs[0] : inputs[i].detach().requireGradient();
                Tensor above = gradient;
                TensorScope.run(() -> {
                    Tensor y = forward(device, () -> stage.apply(x));
                    if (above == null) {
                        Tensor value = losses(model, y.to(leaves[0].dtype()), x, batch, replicas);
                        backward(value);
                        losses[0] = value.detach().keep();
                    } else {
                        y.backward(above);
                    }
                });
                if (above != null) {
                    above.close();
                }
                Tensor below = i == 0 ? null : x.gradient();
                gradient = below == null ? null : below.keep();
            }
            return losses[0].copy();
        } finally {
            for (int i = 1; i <= last; i++) {
                if (inputs[i] != null) {
                    inputs[i].close();
                }
            }
            if (losses[0] != null) {
                losses[0].close();
            }
        }
    }
}
