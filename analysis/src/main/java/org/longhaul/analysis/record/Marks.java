package org.longhaul.analysis.record;

/**
 * The mark of each family of figures of one method.
 *
 * @param measures the values of all measures
 * @param time simulated times and their breakdown
 * @param compute the compute times that the simulated clock was given
 * @param bytes bytes charged per exchange and per link
 * @param memory projected memory; memory as trained is always {@link Mark#MEASURED}
 */
public record Marks(Mark measures, Mark time, Mark compute, Mark bytes, Mark memory) {

    /** Returns the marks of a run that charges the very model that it trains, with stated compute times. */
    public static Marks unscaled() {
        return new Marks(Mark.MEASURED, Mark.SIMULATED, Mark.STATED, Mark.MEASURED, Mark.MEASURED);
    }
}
