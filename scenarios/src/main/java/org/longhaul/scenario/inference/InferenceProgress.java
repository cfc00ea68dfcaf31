package org.longhaul.scenario.inference;

/** Hears how far a run of services is; called on the run's thread. */
public interface InferenceProgress {

    /** Nobody hears. */
    InferenceProgress NONE = new InferenceProgress() {};

    /**
     * A run begins.
     *
     * @param title case, service and seed
     * @param unit its number, from 1
     * @param units how many there are
     */
    default void started(String title, int unit, int units) {}

    /** A service trains something before it answers: steps so far, and of all. */
    default void preparing(String what, long done, long steps) {}

    /** It goes on: events so far, and the simulated time. */
    default void simulating(long events, long nowNanos) {}

    /** It has ended: what came of it, in a few words. */
    default void finished(String summary) {}
}
