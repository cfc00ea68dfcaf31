package org.longhaul.analysis.claim;

import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/** A number computed from the figures of a run; NaN when a figure is missing. */
public sealed interface Expression {

    /**
     * A figure of one method.
     *
     * @param figure which one
     * @param method the method's label
     */
    record Of(Figure figure, String method) implements Expression {
        @Override
        public double evaluate(Comparison comparison) {
            for (MethodSummary summary : comparison.methods()) {
                if (summary.label().equals(method)) {
                    return figure.of(summary);
                }
            }
            throw new IllegalArgumentException("The claim names method '" + method + "'; this run has "
                    + comparison.run().labels() + ".");
        }

        @Override
        public String toString() {
            return figure.label() + "(" + method + ")";
        }
    }

    /**
     * A quotient, for instance how many times fewer bytes.
     *
     * @param numerator divided
     * @param denominator divides
     */
    record Ratio(Expression numerator, Expression denominator) implements Expression {
        @Override
        public double evaluate(Comparison comparison) {
            return numerator.evaluate(comparison) / denominator.evaluate(comparison);
        }

        @Override
        public String toString() {
            return numerator + " / " + denominator;
        }
    }

    /**
     * A relative saving, 1 - part / whole.
     *
     * @param part the smaller figure
     * @param whole what it is compared with
     */
    record Saving(Expression part, Expression whole) implements Expression {
        @Override
        public double evaluate(Comparison comparison) {
            return 1 - part.evaluate(comparison) / whole.evaluate(comparison);
        }

        @Override
        public String toString() {
            return "1 - " + part + " / " + whole;
        }
    }

    /**
     * Returns the number for a run.
     *
     * @throws IllegalArgumentException when the run has no method of a named label
     */
    double evaluate(Comparison comparison);
}
