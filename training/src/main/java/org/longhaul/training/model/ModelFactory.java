package org.longhaul.training.model;

/**
 * Makes models of one kind from their settings; the extension point for models, found through {@code ServiceLoader}.
 *
 * @param <S> the settings: a record whose components carry {@code JsonProperty} annotations and whose compact
 *     constructor validates
 */
public interface ModelFactory<S extends Record> {
    /** The name in scenario files: lower case, words joined by hyphens. */
    String id();

    /** One sentence. */
    String description();

    /** Where the model is defined: authors, title, year. */
    String source();

    /** The record that holds the settings. */
    Class<S> settingsType();

    /**
     * A model of the given settings.
     *
     * @throws IllegalArgumentException if settings and context do not fit together
     */
    Model create(S settings, ModelContext context);
}
