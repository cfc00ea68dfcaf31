package org.longhaul.analysis.claim;

import java.util.Locale;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.extension.PlainNumber;

/**
 * A statement about a run that holds or does not, for instance "DES-LOC sends at least 170 times fewer bytes than DDP".
 *
 * @param left what is looked at
 * @param relation how it has to stand to the value
 * @param value the value
 * @param relativeTolerance by how much of {@code value} the relation may be missed; not negative
 */
public record Claim(Expression left, Relation relation, double value, double relativeTolerance) {

    /** How two numbers stand to each other. */
    public enum Relation {
        /** Greater or equal. */
        AT_LEAST(">="),
        /** Less or equal. */
        AT_MOST("<="),
        /** Equal within the tolerance. */
        EQUALS("=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }
    }

    /**
     * What became of a claim.
     *
     * @param claim the claim
     * @param holds whether it holds; a figure that is missing or no number makes it fail
     * @param found the number found, NaN when a figure is missing
     */
    public record Result(Claim claim, boolean holds, double found) {

        /** Returns the result in one line. */
        public String message() {
            String text =
                    Double.isNaN(found) ? "there is no such figure" : String.format(Locale.ROOT, "found %.6g", found);
            return (holds ? "holds: " : "does not hold: ") + claim + ": " + text;
        }
    }

    /** Validates the numbers. */
    public Claim {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("The value (" + PlainNumber.of(value) + ") of a claim must be finite.");
        }
        if (!(relativeTolerance >= 0) || Double.isInfinite(relativeTolerance)) {
            throw new IllegalArgumentException("The tolerance (" + PlainNumber.of(relativeTolerance)
                    + ") of a claim must be finite and not negative.");
        }
    }

    /**
     * Checks the claim.
     *
     * @throws IllegalArgumentException when it names a method that the run does not have
     */
    public Result check(Comparison comparison) {
        double found = left.evaluate(comparison);
        double slack = relativeTolerance * Math.abs(value);
        boolean holds =
                switch (relation) {
                    case AT_LEAST -> found >= value - slack;
                    case AT_MOST -> found <= value + slack;
                    case EQUALS -> Math.abs(found - value) <= slack;
                };
        return new Result(this, holds, found);
    }

    @Override
    public String toString() {
        String tolerance =
                relativeTolerance == 0 ? "" : String.format(Locale.ROOT, " (within %.4g%%)", 100 * relativeTolerance);
        return left + " " + relation.sign + " " + PlainNumber.of(value) + tolerance;
    }
}
