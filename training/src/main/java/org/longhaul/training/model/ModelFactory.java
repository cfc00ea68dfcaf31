package org.longhaul.training.model;

import org.longhaul.extension.Extension;

/**
 * Makes models of one kind from their settings; the extension point for models, found through {@code ServiceLoader}.
 *
 * @param <S> the settings: a record whose components carry {@code JsonProperty} annotations and whose compact
 *     constructor validates
 */
public interface ModelFactory<S extends Record> extends Extension<S> {
    /**
     * A model of the given settings.
     *
     * @throws IllegalArgumentException if settings and context do not fit together
     */
    Model create(S settings, ModelContext context);
}
