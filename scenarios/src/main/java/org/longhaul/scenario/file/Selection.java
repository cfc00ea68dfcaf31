package org.longhaul.scenario.file;

/**
 * A choice among the implementations of an extension point, with its settings bound and validated.
 *
 * @param <F> the factory interface of the extension point
 * @param settings an instance of the factory's settings type
 */
public record Selection<F>(String id, F factory, Record settings) {
    /** Name and settings: alike for choices that are alike, in every run of the program. */
    @Override
    public String toString() {
        return id + " " + settings;
    }
}
