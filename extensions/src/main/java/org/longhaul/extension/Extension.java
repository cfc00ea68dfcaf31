package org.longhaul.extension;

/**
 * What every implementation of an extension point tells about itself.
 *
 * @param <S> the settings record; its components carry {@code @JsonProperty(defaultValue = ...)} (the text of a YAML
 *     value) and {@code @JsonPropertyDescription}
 */
public interface Extension<S extends Record> {
    /** Public id, lower-kebab-case, unique within the extension point. */
    String id();

    /** One sentence: what it is. */
    String description();

    /** Citation: paper with equation or algorithm number, standard, or RFC; "definition" for what is elementary. */
    String source();

    /** The settings record; its compact constructor validates. */
    Class<S> settingsType();
}
