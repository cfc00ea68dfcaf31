package org.longhaul.training.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.data.BatchSource;
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

    /**
     * The mean loss over a batch, differentiable with respect to the parameters.
     *
     * @param parameters one tensor for each of {@link #parameters()}, of its shape
     * @param batch what {@link BatchSource#batch} or {@link BatchSource#validation} gave: int64 [B, T+1] tokens for
     *     language models
     * @return a scalar; nats per token for language models
     */
    Tensor loss(Tensor[] parameters, Tensor batch);

    /** Floating-point operations of a forward pass over one token (or one example, if the model has no tokens). */
    double forwardFlopsPerToken();

    /** Floating-point operations of a backward pass over one token: twice the forward ones. */
    default double backwardFlopsPerToken() {
        return 2 * forwardFlopsPerToken();
    }

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
