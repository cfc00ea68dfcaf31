package org.longhaul.scenario.engine.simulation;

/** Lets another thread ask a run to stop between two steps, or in the midst of simulating. Thread-safe. */
public final class RunControl {
    private volatile boolean stopping;
    private volatile boolean isHeld;

    /** Asks the run to save its state and stop. */
    public void stop() {
        stopping = true;
    }

    /** While it is held, a run goes on though it was asked to stop: it is in the midst of a step that cannot be kept. */
    public void hold(boolean held) {
        isHeld = held;
    }

    /** Goes on unless it was asked to stop. @throws StoppedException if it was */
    public void check() {
        if (stopping && !isHeld) {
            throw new StoppedException();
        }
    }

    /** The run has stopped as asked; it can be resumed. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped by the user");
        }
    }
}
