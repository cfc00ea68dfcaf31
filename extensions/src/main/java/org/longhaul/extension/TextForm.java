package org.longhaul.extension;

/**
 * How a value of a type that we do not own is written in a file; found through {@link java.util.ServiceLoader}. Types of our own
 * have a static method {@code parse} instead.
 *
 * @param <T> the type
 */
public interface TextForm<T> {
    /** The type. */
    Class<T> type();

    /**
     * The value that a text states.
     *
     * @throws IllegalArgumentException if it states none
     */
    T parse(String text);
}
