package org.longhaul.training.task;

import org.longhaul.training.tensor.Device;

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
     */
    Batch batch(int worker, long step, Device device);

    /**
     * What the batches are made of, in one line: training goes on from a checkpoint only if it is the same.
     */
    String identity();

    /**
     * Sequences or examples of a worker's own data: what federated averaging weights its workers by. Equal unless shards
     * differ.
     */
    default long samples(int worker) {
        return 1;
    }

    /** Number of validation batches; every model sees the same ones. */
    int validationBatches();

    /**
     * One validation batch; how many rows it has does not depend on the training batch.
     *
     * @param index 0 to {@link #validationBatches()} - 1
     */
    Batch validation(int index, Device device);

    /** Batches of items that are like a worker's own data and that nobody trains on; 0 where there are none. */
    default int heldOutBatches(int worker) {
        return 0;
    }

    /**
     * One of these batches.
     *
     * @param index 0 to {@link #heldOutBatches} - 1
     */
    default Batch heldOut(int worker, int index, Device device) {
        throw new IllegalArgumentException("nothing like the data of worker " + worker + " is held out.");
    }

    /** Items that one training batch trains on; see {@link Batch#items}. */
    long itemsPerBatch();
}
