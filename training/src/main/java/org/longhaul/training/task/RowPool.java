package org.longhaul.training.task;

import java.util.List;
import org.longhaul.training.tensor.Device;

/**
 * The rows that batches are made of, one by one, and the domain of each: for whoever weights or chooses them. Beside what workers
 * train on there are rows for anchors, which nobody trains on and no measure is taken of.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface RowPool {
    /** Names of the domains. */
    List<String> domains();

    /** Number of values of a token. */
    int vocabulary();

    /** Number of workers. */
    int workers();

    /** Rows of a training batch. */
    int batchRows();

    /** Rows that a worker trains on. */
    int trainingRows(int worker);

    /** Some of them. */
    Batch training(int worker, int[] rows, Device device);

    /** Domains of the rows of the batch that a worker trains on in a step. */
    int[] domainsOfBatch(int worker, long step);

    /**
     * The training batch of a worker at a step if it had some of its rows alone: they are walked epoch by epoch as all would be.
     *
     * @param chosen rows of the worker's, ascending, at least one
     */
    Batch batchOf(int worker, long step, int[] chosen, Device device);

    /** Domain of each row that measures are taken of. */
    int[] domainsOfValidation();

    /** Some of these rows. */
    Batch validation(int[] rows, Device device);

    /** Domain of each row for anchors. */
    int[] domainsOfAnchors();

    /** Some of the rows for anchors. */
    Batch anchors(int[] rows, Device device);
}
