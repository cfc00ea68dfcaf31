package org.longhaul.scenario.engine.simulation;

/** What was recorded is not what would be trained here; the message says why. */
public final class ReplayRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal, for a reason. */
    public ReplayRefusedException(String message) {
        super(message);
    }

    /** The same with its method. */
    public ReplayRefusedException of(String label, long seed) {
        ReplayRefusedException whole = new ReplayRefusedException(label + ", seed " + seed + ": " + getMessage());
        whole.initCause(this);
        return whole;
    }
}
