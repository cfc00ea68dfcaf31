package org.longhaul.training.dataset;

import org.longhaul.extension.Extension;
import org.longhaul.training.task.DataShape;

/**
 * Makes data sets of one kind from their settings; the extension point for data that are not text, found through
 * {@code ServiceLoader}.
 *
 * @param <S> the settings: a record whose components carry {@code JsonProperty} annotations and whose compact constructor
 *     validates
 */
public interface DatasetFactory<S extends Record> extends Extension<S> {
    /** What the examples look like; reads nothing. */
    DataShape.Examples shape(S settings);

    /**
     * Reads or draws the examples.
     *
     * @throws org.longhaul.training.data.DataException if they are missing or malformed
     */
    Examples create(S settings);
}
