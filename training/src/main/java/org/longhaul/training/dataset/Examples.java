package org.longhaul.training.dataset;

import java.util.List;
import org.longhaul.training.partition.Items;
import org.longhaul.training.task.DataShape;

/**
 * A data set: examples in a fixed order, each with a {@linkplain #label class} and a {@linkplain #group writer}.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface Examples extends Items {
    /** Number of examples, those for validation included. */
    int size();

    /** What one of them looks like. */
    DataShape.Examples shape();

    @Override
    boolean isHeldOut(int item);

    /** What {@link #sensor} is of an example that all sensors saw, or of which nothing is known. */
    int ALL_SENSORS = -1;

    /** Whether some worker has the example, to train on or held out; others are there to validate on. */
    default boolean isDealt(int item) {
        return true;
    }

    /** Whether it may be in the validation set, which is the same for all workers. */
    default boolean isValidated(int item) {
        return isHeldOut(item);
    }

    /** Names of the sensors that have seen the examples; empty where examples are of one kind. */
    default List<String> sensors() {
        return List.of();
    }

    /** The sensor that alone has seen an example; {@link #ALL_SENSORS} for one that all saw. */
    default int sensor(int item) {
        return ALL_SENSORS;
    }

    /**
     * The number of the same example as one sensor saw it.
     *
     * @param sensor which, or {@link #ALL_SENSORS}
     */
    default int seenBy(int item, int sensor) {
        return item;
    }

    /** Writes the numbers of an example, {@code shape().elements()} of them in row-major order. */
    void copy(int item, float[] target, int at);

    /** Everything that the examples depend on, in one line. */
    String identity();

    @Override
    default int labels() {
        return shape().classes();
    }

    @Override
    default long length(int item) {
        return 1;
    }
}
