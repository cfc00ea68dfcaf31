package org.longhaul.extension;

/**
 * What every implementation of an extension point tells about itself. A class says it in one line with {@link Provides} and
 * names its settings as the type argument; it overrides these methods only where a constant will not do.
 *
 * @param <S> the settings record; its components carry {@code @JsonProperty(defaultValue = ...)} (the text of a YAML
 *     value) and {@code @JsonPropertyDescription}
 */
public interface Extension<S extends Record> {
    /** Public id, lower-kebab-case, unique within the extension point. */
    default String id() {
        return SelfDescription.of(getClass()).id();
    }

    /** One sentence: what it is. */
    default String description() {
        return SelfDescription.of(getClass()).description();
    }

    /** Citation: paper with equation or algorithm number, standard, or RFC; "definition" for what is elementary. */
    default String source() {
        return SelfDescription.of(getClass()).source();
    }

    /** The settings record, which is the type argument; its compact constructor validates. */
    @SuppressWarnings("unchecked") // S is what the class itself states in its place.
    default Class<S> settingsType() {
        return (Class<S>) SelfDescription.settings(getClass());
    }

    /**
     * The settings that hold where nothing is said: the defaults of its record's components.
     *
     * @throws IllegalArgumentException if one of them has to be stated
     */
    default S defaults() {
        return Defaults.of(settingsType());
    }
}
