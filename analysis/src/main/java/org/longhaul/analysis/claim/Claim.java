package org.longhaul.analysis.claim;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.extension.PlainNumber;

/**
 * A statement about a run that holds or does not, for instance "DES-LOC sends at least 170 times fewer bytes than DDP".
 *
 * @param left what is looked at
 * @param relation how it has to stand to the right side
 * @param right what it is compared with
 * @param relativeTolerance by how much of the right side the relation may be missed; not negative
 */
public record Claim(Expression left, Relation relation, Expression right, double relativeTolerance) {

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

        /** Returns the sign that it is written with. */
        public String sign() {
            return sign;
        }
    }

    /**
     * What became of a claim.
     *
     * @param claim the claim
     * @param holds whether it holds; a figure that is missing and a division by zero make it fail
     * @param found the number found on the left, NaN when a figure is missing, infinite when something is divided by zero
     * @param wanted the same on the right
     */
    public record Result(Claim claim, boolean holds, double found, double wanted) {

        /** Returns the result in one line. */
        public String message() {
            String text;
            if (Double.isNaN(found) || Double.isNaN(wanted)) {
                text = "there is " + NO_FIGURE;
            } else if (Double.isInfinite(found) || Double.isInfinite(wanted)) {
                text = "there is " + NO_NUMBER + ": something is divided by zero";
            } else {
                text = "found " + left() + (claim.right instanceof Expression.Constant ? "" : " and " + right());
            }
            return (holds ? "holds: " : "does not hold: ") + claim + ": " + text;
        }

        /** The left side in words. */
        public String left() {
            return words(found);
        }

        /** The right side in words. */
        public String right() {
            return words(wanted);
        }

        /** Six digits; all of them where six hide why the claim fails. */
        private String words(double side) {
            if (Double.isNaN(side)) {
                return NO_FIGURE;
            }
            if (Double.isInfinite(side)) {
                return NO_NUMBER;
            }
            return !holds && sixDigits(found).equals(sixDigits(wanted)) ? PlainNumber.of(side) : sixDigits(side);
        }

        private static String sixDigits(double number) {
            return String.format(Locale.ROOT, "%.6g", number);
        }
    }

    private static final String NO_FIGURE = "no such figure";
    private static final String NO_NUMBER = "no finite number";

    /** Validates the tolerance. */
    public Claim {
        if (!(relativeTolerance >= 0) || Double.isInfinite(relativeTolerance)) {
            throw new IllegalArgumentException("The tolerance (" + PlainNumber.of(relativeTolerance)
                    + ") of a claim must be finite and not negative.");
        }
    }

    /**
     * Reads a claim as {@code charged-bytes(ddp) / charged-bytes(des-loc) >= 170} or
     * {@code seconds(a) <= 0.8 * seconds(b) within 2 %}: figures of methods by their labels, numbers, the four operations and
     * parentheses. Figures are those of {@link Figure} and of measures: {@code final-loss}, {@code virtual-loss}.
     *
     * @throws IllegalArgumentException if the text is no claim; the message says where and what is allowed there
     */
    public static Claim parse(String text) {
        return ClaimParser.parse(text, new FigureSource(null, Map.of()));
    }

    /**
     * Reads a claim that may also name figures of models, as {@code hours(photon) <= 0.65 * hours(ddp)}; a label that a model
     * has stands for that model.
     *
     * @throws IllegalArgumentException if the text is no claim; the message says where and what is allowed there
     */
    public static Claim parse(String text, FigureSource source) {
        return ClaimParser.parse(text, source);
    }

    /**
     * Returns this claim if it says something of a run.
     *
     * @throws IllegalArgumentException if it holds or fails whatever a run does, or if its tolerance is no tolerance
     */
    public Claim requireMeaning() {
        if (!isAbout(figure -> true)) {
            throw new IllegalArgumentException("'" + this + "' names no figure of a method, as in charged-bytes(ddp)");
        }
        if (left.equals(right)) {
            throw new IllegalArgumentException("'" + this + "' compares a figure with itself");
        }
        if (relativeTolerance >= 1) {
            throw new IllegalArgumentException("the tolerance of '" + this + "' must be below 100 %");
        }
        if (relativeTolerance > 0 && right.equals(new Expression.Constant(0))) {
            throw new IllegalArgumentException(
                    "the tolerance of '" + this + "' is a share of its right side, and that is zero");
        }
        return this;
    }

    /** The labels of the methods that it names, in the order in which they stand, each once. */
    public Set<String> methods() {
        Set<String> methods = new LinkedHashSet<>();
        figures(figure -> {
            if (figure instanceof Expression.Measured measured) {
                methods.add(measured.method());
            } else if (figure instanceof Expression.Of of) {
                methods.add(of.method());
            }
        });
        return methods;
    }

    /** The ids of the measures that it names, in the order in which they stand, each once. */
    public Set<String> measures() {
        Set<String> measures = new LinkedHashSet<>();
        figures(figure -> {
            if (figure instanceof Expression.Measured measured) {
                measures.add(measured.measure());
            }
        });
        return measures;
    }

    /** Whether it names a figure that only a run with a target has. */
    public boolean isAboutTarget() {
        return isAbout(figure -> figure instanceof Expression.Measured measured
                ? measured.part() == Expression.Measured.Part.SHORT_SHARE_OF_CLIENTS
                : figure instanceof Expression.Of of && of.figure().isAboutTarget());
    }

    /** Whether it names a bound of a difference, which only several seeds together have. */
    public boolean isAboutDifference() {
        return isAbout(figure -> figure instanceof Expression.Measured measured
                && (measured.part() == Expression.Measured.Part.LEAST_DIFFERENCE
                        || measured.part() == Expression.Measured.Part.GREATEST_DIFFERENCE));
    }

    /** Whether it names a figure that only a network with prices has. */
    public boolean isAboutPrice() {
        return isAbout(figure -> figure instanceof Expression.Of of && of.figure() == Figure.DOLLARS);
    }

    /** Whether it names a figure that only a run whose clients are evaluated one by one has. */
    public boolean isAboutClients() {
        return isAbout(figure -> figure instanceof Expression.Measured measured
                && (measured.part() == Expression.Measured.Part.WORST_TENTH_OF_CLIENTS
                        || measured.part() == Expression.Measured.Part.MEDIAN_OF_CLIENTS
                        || measured.part() == Expression.Measured.Part.DEVIATION_OF_CLIENTS
                        || measured.part() == Expression.Measured.Part.SHORT_SHARE_OF_CLIENTS));
    }

    private boolean isAbout(Predicate<Expression> kind) {
        boolean[] found = {false};
        figures(figure -> found[0] |= kind.test(figure));
        return found[0];
    }

    private void figures(Consumer<Expression> sink) {
        left.figures(sink);
        right.figures(sink);
    }

    /**
     * Checks the claim.
     *
     * @throws IllegalArgumentException when it names a method that the run does not have
     */
    public Result check(Comparison comparison) {
        return check(FigureSource.of(comparison));
    }

    /**
     * Checks the claim.
     *
     * @throws IllegalArgumentException when it names a method that the source's run does not have
     */
    public Result check(FigureSource source) {
        double found = left.evaluate(source);
        double wanted = right.evaluate(source);
        double slack = relativeTolerance * Math.abs(wanted);
        boolean isRelated =
                switch (relation) {
                    case AT_LEAST -> found >= wanted - slack;
                    case AT_MOST -> found <= wanted + slack;
                    case EQUALS -> Math.abs(found - wanted) <= slack;
                };
        return new Result(this, isRelated && Double.isFinite(found) && Double.isFinite(wanted), found, wanted);
    }

    @Override
    public String toString() {
        String tolerance = relativeTolerance == 0
                ? ""
                : " within "
                        + new BigDecimal(100 * relativeTolerance)
                                .round(new MathContext(6))
                                .stripTrailingZeros()
                                .toPlainString()
                        + " %";
        return left + " " + relation.sign + " " + right + tolerance;
    }
}
