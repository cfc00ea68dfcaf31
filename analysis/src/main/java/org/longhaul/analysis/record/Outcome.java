package org.longhaul.analysis.record;

import org.jspecify.annotations.Nullable;

/**
 * How one method's training ended.
 *
 * @param kind the kind of end
 * @param message what happened and at which step; null when the budget was simply used up. Of a completed training: what ended
 *     it before its last step, or that its steps ended it before the time that it had
 * @param stall what waited for what, where the simulation could not go on; else null
 */
public record Outcome(Kind kind, @Nullable String message, @Nullable StallRecord stall) {

    /** The kinds of end. */
    public enum Kind {
        /** The whole budget was trained, or as much of it as the scenario asks for. */
        COMPLETED,
        /** A loss or a parameter stopped being a finite number. */
        DIVERGED,
        /** The user stopped it; it can be resumed. */
        INTERRUPTED,
        /** It could not go on, for instance because of a partition of the network. */
        FAILED
    }

    /** Returns the ordinary end. */
    public static Outcome completed() {
        return new Outcome(Kind.COMPLETED, null, null);
    }

    /** Returns the end that a scenario asks for, in words. */
    public static Outcome completed(String message) {
        return new Outcome(Kind.COMPLETED, message, null);
    }

    /** Returns a divergence; {@code message} names the step. */
    public static Outcome diverged(String message) {
        return new Outcome(Kind.DIVERGED, message, null);
    }

    /**
     * Returns the end of a training whose simulation could not go on.
     *
     * @param message all that is known, a line for each blockage
     */
    public static Outcome failed(String message, StallRecord stall) {
        return new Outcome(Kind.FAILED, message, stall);
    }
}
