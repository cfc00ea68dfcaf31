package org.longhaul.training.optimizer;

/**
 * Which update of an optimizer this is.
 *
 * @param run updates before it since training began; schedules of an optimizer's own count by it
 * @param sinceReset updates before it since the states were zero; the exponent of bias corrections is one more
 */
public record UpdateCount(long run, long sinceReset) {
    public UpdateCount {
        if (sinceReset < 0 || run < sinceReset) {
            throw new IllegalArgumentException("updates since the last reset (" + sinceReset
                    + ") must lie in 0 to those of the run, " + run + ".");
        }
    }

    /** The count of a run whose states were never reset. */
    public static UpdateCount unbroken(long run) {
        return new UpdateCount(run, run);
    }
}
