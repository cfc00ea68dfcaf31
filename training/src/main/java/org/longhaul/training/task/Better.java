package org.longhaul.training.task;

/** Which of two values of a measure is the better one. */
public enum Better {
    /** The lower, as of a loss. */
    LOWER,
    /** The higher, as of an accuracy. */
    HIGHER;

    /** Whether {@code value} is as good as {@code bound} or better; never when it is not a number. */
    public boolean reaches(double value, double bound) {
        return this == LOWER ? value <= bound : value >= bound;
    }
}
