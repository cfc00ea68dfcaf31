package org.longhaul.analysis.record;

/**
 * A time in which a worker did not take part, from the beginning of the work that it lost to its computing again. Its parts
 * follow one another without gaps.
 *
 * @param worker number of the worker
 * @param cause why
 * @param beganNanos beginning of the work that it lost, its round's or since the last checkpoint, since the start of the run
 * @param lostWorkNanos from then until it was lost
 * @param detectionNanos from then until others knew
 * @param replacementNanos from then until it was back and taken up again
 * @param stateTransferNanos from then until it had the state and computed; 0 if it did not come so far
 * @param lostSteps local steps that counted for nothing: its own of the round, or those of all workers since the last checkpoint,
 *     where the loss of one sends all back to it, once for all that were lost together
 * @param lostItems tokens or examples of these steps
 * @param isOver whether it computed again before the run ended
 */
public record WorkerAbsence(
        int worker,
        Cause cause,
        long beganNanos,
        long lostWorkNanos,
        long detectionNanos,
        long replacementNanos,
        long stateTransferNanos,
        long lostSteps,
        long lostItems,
        boolean isOver) {

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

    /** Returns the sum of the parts. */
    public long totalNanos() {
        return lostWorkNanos + detectionNanos + replacementNanos + stateTransferNanos;
    }
}
