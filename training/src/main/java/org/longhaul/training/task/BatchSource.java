package org.longhaul.training.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /**
     * Number of batches that together are a worker's training data, each item once. A source that draws without end has one,
     * which stands for all.
     */
    default int trainingBatches(int worker) {
        return 1;
    }

    /**
     * One of these batches; how many rows it has does not depend on the training batch.
     *
     * @param index 0 to {@link #trainingBatches} - 1
     */
    default Batch training(int worker, int index, Device device) {
        return batch(worker, 0, device);
    }

    /** Number of validation batches; every model sees the same ones. */
    int validationBatches();

    /**
     * One validation batch; how many rows it has does not depend on the training batch.
     *
     * @param index 0 to {@link #validationBatches()} - 1
     */
    Batch validation(int index, Device device);

    /** What {@link #sensorOf} is of a worker whose data are not those of one sensor. */
    int SEVERAL_SENSORS = -1;

    /** Names of the sensors that have seen the examples; empty where the data are of one kind. */
    default List<String> sensors() {
        return List.of();
    }

    /** The sensor, from 0, that alone has seen what a worker trains on; {@link #SEVERAL_SENSORS} if there is none. */
    default int sensorOf(int worker) {
        return SEVERAL_SENSORS;
    }

    /** A validation batch as one of the {@link #sensors} alone saw the same examples. */
    default Batch validation(int index, int sensor, Device device) {
        throw new IllegalArgumentException("the examples were not seen by sensor " + sensor + ".");
    }

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

    /** The examples one by one; null where batches are not made of examples with a class each. */
    default @Nullable ExamplePool pool() {
        return null;
    }

    /** The rows that batches are made of, one by one; null where they cannot be told apart. */
    default @Nullable RowPool rowPool() {
        return null;
    }

    /** The questions one by one; null where batches are not made of questions about subjects. */
    default @Nullable QuestionPool questions() {
        return null;
    }

    /** Items that one training batch trains on; see {@link Batch#items}. */
    long itemsPerBatch();
}
