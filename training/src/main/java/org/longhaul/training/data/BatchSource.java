package org.longhaul.training.data;

import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;

/**
 * The batches of all workers: pure functions of (seed, worker, step), so that resuming a run needs no reader state.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface BatchSource {
    /**
     * The training batch of a worker at a step.
     *
     * @param worker 0-based rank
     * @param step 0-based global step
     * @return int64 [B, T+1]: position t is trained to predict position t+1
     */
    Tensor batch(int worker, long step, Device device);

    /**
     * What the batches are made of, in one line: training goes on from a checkpoint only if it is the same.
     */
    String identity();

    /** Sequences of a worker's own data: what federated averaging weights its workers by. Equal unless shards differ. */
    default long samples(int worker) {
        return 1;
    }

    /** Number of validation batches; every model sees the same ones. */
    int validationBatches();

    /**
     * One validation batch; how many sequences it has does not depend on the training batch.
     *
     * @param index 0 to {@link #validationBatches()} - 1
     */
    Tensor validation(int index, Device device);

    /** Sequences of a validation batch: its weight in the mean loss. */
    default int validationSequences(int index) {
        return 1;
    }

    /** Tokens that one training batch trains on: B * T. */
    long tokensPerBatch();

    /** Bytes of validation text behind one predicted token, on average: turns nats per token into bits per byte. */
    double bytesPerToken();
}
