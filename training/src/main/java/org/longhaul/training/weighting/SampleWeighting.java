package org.longhaul.training.weighting;

import java.util.List;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;

/**
 * What each sample of a worker's batch counts for. It changes the loss that a worker minimises and nothing else, so that it goes
 * with every method that trains on the worker's own batches.
 *
 * <p>What shall be known later lies in vectors that each worker {@linkplain #kept keeps}. Thread-safety: {@link #batch} and
 * {@link #weights} are called by several threads at once, each for another worker.
 */
public interface SampleWeighting {
    /**
     * A vector that each worker has, zero at first; it is in checkpoints.
     *
     * @param name lower-kebab-case
     * @param elements its length
     */
    record Kept(String name, long elements) {}

    /** Vectors that each worker keeps. */
    default List<Kept> kept() {
        return List.of();
    }

    /** Steps between two {@linkplain #prepare preparations} of a worker; figures are told as often. */
    long period();

    /**
     * Before the gradients of a worker's first step and of every {@link #period}-th, of all those who compute then and are due.
     * What is passed over and exchanged here is charged.
     */
    default void prepare(WeighedWorkers workers) {}

    /** The batch that a worker trains on in a step: the one that is drawn for it, unless it has chosen among its samples. */
    default Batch batch(WeighedWorker worker, long step) {
        return worker.drawn(step);
    }

    /** Whether samples have weights; otherwise the loss is the plain mean. */
    default boolean weighs() {
        return true;
    }

    /**
     * Weights of samples, at least 0; no gradient is recorded.
     *
     * @param worker whose they are
     * @param batch the samples, B
     * @param hidden what enters the model's last stage, [B, T, d]
     * @param losses of each sample, [B]
     * @return [B]
     */
    default Tensor weights(WeighedWorker worker, Batch batch, Tensor hidden, Tensor losses) {
        throw new UnsupportedOperationException("samples have no weights");
    }

    /** What the weighted losses of a batch are divided by. */
    default Normaliser normaliser() {
        return Normaliser.BATCH;
    }

    /**
     * Operations that weighing one sample takes in every step beside its forward pass.
     *
     * @param positions T
     * @param width d
     */
    default double flopsOfSample(long positions, int width) {
        return 0;
    }

    /** Whether a worker counts in an outer mean for the sum of its samples' weights since the one before. */
    default boolean weighsWorkers() {
        return false;
    }

    /** Whether the mean weight of each domain is told beside that of all. */
    default boolean tellsDomains() {
        return false;
    }
}
