package org.longhaul.training.partition;

import org.longhaul.extension.Extension;

/**
 * Makes partitioners of one kind from their settings; an extension point, found through {@code ServiceLoader}.
 *
 * @param <S> the settings: a record whose components carry {@code JsonProperty} annotations and whose compact
 *     constructor validates
 */
public interface PartitionerFactory<S extends Record> extends Extension<S> {
    /** The partitioner of the given settings. */
    Partitioner create(S settings);
}
