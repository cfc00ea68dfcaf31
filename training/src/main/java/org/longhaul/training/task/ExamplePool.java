package org.longhaul.training.task;

/**
 * The examples that each worker trains on, and those with labels that a server has, one by one: for methods that choose themselves what
 * they take.
 *
 * <p>A method that trains without the labels of workers asks for them to measure only.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface ExamplePool {
    /** What one of them looks like. */
    DataShape.Examples shape();

    /**
     * How many examples somebody has.
     *
     * @param rank worker; the number of workers for the server
     */
    int count(int rank);

    /**
     * Writes the numbers of an example, {@code shape().elements()} of them in row-major order.
     *
     * @param place of the example among those of the rank, from 0
     */
    void copy(int rank, int place, float[] target, int at);

    /** The class of an example, which a server may train on and of a worker's only measures may know. */
    int label(int rank, int place);
}
