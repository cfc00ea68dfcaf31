package org.longhaul.training.task;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;

/**
 * How a measure is taken; an extension point, found through {@code ServiceLoader}. One class is one measure.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface MeasureKind extends Extension<MeasureKind.Settings> {
    /** No settings. */
    record Settings() {}

    @Override
    default Class<Settings> settingsType() {
        return Settings.class;
    }

    /** Whether models of this task have it. */
    boolean fits(Task task);

    /** Its unit for a task that it fits. */
    String unit(Task task);

    /** Which way is up. */
    Better better();

    /** What adds up over batches. */
    WeightedSum of(Prediction prediction);

    /** The value of the mean over all batches, which may need to know what the batches are made of. */
    default double value(double mean, BatchSource batches) {
        return mean;
    }

    /** {@link Measure#exponentialOf}. */
    default @Nullable String exponentialOf() {
        return null;
    }

    /** {@link Measure#scaleOf}. */
    default @Nullable String scaleOf() {
        return null;
    }

    /** The measure as data. */
    default Measure measure(Task task) {
        return new Measure(id(), unit(task), better(), description(), exponentialOf(), scaleOf());
    }
}
