package org.longhaul.training.communicate;

/**
 * Hears what training does, in program order. Calls come from the thread that drives the session, never concurrently.
 */
@FunctionalInterface
public interface TrainingListener {
    /** This happened. */
    void heard(TrainingEvent event);

    /** Hears nothing. */
    static TrainingListener none() {
        return event -> {};
    }
}
