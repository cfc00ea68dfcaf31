package org.longhaul.training.dataset;

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

    /** Whether an example is for validation and never trained on. */
    boolean isHeldOut(int item);

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
