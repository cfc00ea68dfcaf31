package org.longhaul.simulator.request;

/** Hears how far a service is that trains something before it answers for the first time; that may take minutes. */
@FunctionalInterface
public interface Preparation {
    /** Nobody hears. */
    Preparation NONE = (what, done, steps) -> {};

    /**
     * Another step is done. Ends the preparation by what it throws.
     *
     * @param what is trained, in a word or two
     * @param done steps so far
     * @param steps of all
     */
    void stepped(String what, long done, long steps);
}
