package org.longhaul.simulator.workload.result;

/**
 * A time in which a worker did not take part, from the beginning of the round whose work it lost to its going on.
 *
 * @param worker the worker
 * @param cause why
 * @param beganNanos since when it had computed what it lost
 * @param lostNanos when it was lost
 * @param detectedNanos when that was known
 * @param admittedNanos when it was taken up again, or when the run ended
 * @param resumedNanos when it computed again, or when the run ended
 * @param isOver whether it did compute again
 * @param step at whose end it was not there; {@value #NEVER_CAME} if it was not waited for since it was not there at first
 */
public record Absence(
        int worker,
        Cause cause,
        long beganNanos,
        long lostNanos,
        long detectedNanos,
        long admittedNanos,
        long resumedNanos,
        boolean isOver,
        long step) {
    /** The step of a worker that was never waited for. */
    public static final long NEVER_CAME = -1;

    /** Why a worker does not take part. */
    public enum Cause {
        /** Its node crashed. */
        CRASH,
        /** No path led to the others. */
        CUT_OFF,
        /** It had not come by a deadline. */
        LATE,
        /** Its node was not up when the run began. */
        NOT_THERE
    }

    public Absence {
        if (lostNanos < beganNanos
                || detectedNanos < lostNanos
                || admittedNanos < detectedNanos
                || resumedNanos < admittedNanos) {
            throw new IllegalArgumentException(
                    "the times of an absence of worker " + worker + " must not run back: " + beganNanos + ", "
                            + lostNanos + ", " + detectedNanos + ", " + admittedNanos + ", " + resumedNanos);
        }
    }

    /** Computed in vain, from the beginning of the round on. */
    public long lostWorkNanos() {
        return lostNanos - beganNanos;
    }

    /** Until others knew. */
    public long detectionNanos() {
        return detectedNanos - lostNanos;
    }

    /** From then on until it was back and taken up, at the end of a round. */
    public long replacementNanos() {
        return admittedNanos - detectedNanos;
    }

    /** From then on until it had the state of the others and computed. */
    public long stateTransferNanos() {
        return resumedNanos - admittedNanos;
    }

    /** All together: the parts add up to it. */
    public long totalNanos() {
        return resumedNanos - beganNanos;
    }
}
