package org.longhaul.training.model;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.Reading;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.TaskMeasures;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Tensor;

/**
 * A loss as a function of parameters and a batch. A model holds no parameters: each replica has its own.
 *
 * <p>Thread-safety: one model may serve several threads at once.
 */
public interface Model {
    /** The parameters, in the order in which {@link #loss} takes them and in which they lie in the flat vector. */
    List<ParameterSpec> parameters();

    /** The groups that the parameters belong to, in the order of the forward pass. */
    List<ParameterGroup> groups();

    /** What the model is asked to do. */
    Task task();

    /**
     * The mean loss over a batch, differentiable with respect to the parameters.
     *
     * @param parameters one tensor for each of {@link #parameters()}, of its shape
     * @return a scalar; nats per token for language models
     */
    Tensor loss(Tensor[] parameters, Batch batch);

    /** Whether {@link #losses} computes several replicas at once. */
    default boolean isStackable() {
        return false;
    }

    /**
     * The mean loss of each of several replicas over its own rows of a batch; the same as {@link #loss} of each, to rounding.
     *
     * @param parameters one tensor for each of {@link #parameters()}, with a first dimension of size {@code replicas} before
     *     its own
     * @param batch the replicas' batches one after the other, equally many rows each
     * @return [replicas]
     */
    default Tensor losses(Tensor[] parameters, Batch batch, int replicas) {
        throw new UnsupportedOperationException(identity() + " computes one replica at a time.");
    }

    /** The loss and, where the model has them, the scores that it comes from: what measures are taken of. */
    default Prediction predict(Tensor[] parameters, Batch batch) {
        return new Prediction(batch, loss(parameters, batch), null);
    }

    /** A sentence that says by which statistics of training data the model is judged beside its parameters; null for none. */
    default @Nullable String judgedBy() {
        return null;
    }

    /** The model as it is judged, of the same parameters, where it does not train as it is judged. */
    default Model judged() {
        return this;
    }

    /** What can be said of the model, the loss first, its own {@linkplain #readings readings} last. */
    default List<Measure> measures() {
        return Stream.concat(
                        TaskMeasures.of(task()).stream().map(kind -> kind.measure(task())),
                        readings().stream().map(Reading::measure))
                .toList();
    }

    /** What is measured of models of this kind beside what their task has. */
    default List<Reading> readings() {
        return List.of();
    }

    /**
     * What adds up of {@link #readings} over a batch, in their order; without gradients.
     *
     * @param parameters one tensor for each of {@link #parameters()}
     */
    default List<WeightedSum> read(Tensor[] parameters, Batch batch) {
        return List.of();
    }

    /** Floating-point operations of a forward pass over one item of the {@linkplain #task() task}. */
    double forwardFlopsPerItem();

    /** Floating-point operations of a backward pass over one item: twice the forward ones. */
    default double backwardFlopsPerItem() {
        return 2 * forwardFlopsPerItem();
    }

    /** Width d of the hidden states that enter the last stage of a model that scores, [B, T, d]; 0 where it has none such. */
    default int hiddenWidth() {
        return 0;
    }

    /**
     * Elements that a forward pass keeps of one item for the backward pass, roughly; 0 where they are not worth counting.
     *
     * @param pass how the gradient is computed
     */
    default double activationsPerItem(Pass pass) {
        return 0;
    }

    /**
     * How a gradient is computed, as far as it decides what is kept.
     *
     * @param recomputed whether only what lies between the stages is kept, and one stage at a time
     * @param stacked whether several replicas are computed at once
     * @param bfloat16 whether products are taken in bfloat16
     */
    record Pass(boolean recomputed, boolean stacked, boolean bfloat16) {}

    /**
     * The batches of a model that makes its own, as the quadratic does; null for models trained on a corpus.
     *
     * @param seed master seed of the run
     */
    default @Nullable BatchSource ownBatches(long seed) {
        return null;
    }

    /**
     * Everything that the loss depends on besides parameters and batch, in one line: training goes on from a checkpoint only
     * if it is the same.
     */
    String identity();

    /** Number of trained elements. */
    default long elements() {
        long elements = 0;
        for (ParameterSpec parameter : parameters()) {
            elements += parameter.elements();
        }
        return elements;
    }
}
