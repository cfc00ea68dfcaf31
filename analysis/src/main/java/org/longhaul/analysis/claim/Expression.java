package org.longhaul.analysis.claim;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Interval;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.extension.PlainNumber;

/** A number computed from the figures of a run, or of models. */
public sealed interface Expression {

    /**
     * A figure of one method.
     *
     * @param figure which one
     * @param method the method's label
     */
    record Of(Figure figure, String method) implements Expression {
        @Override
        public double evaluate(FigureSource source) {
            return figure.of(source.summary(method));
        }

        @Override
        public String toString() {
            return figure.label() + "(" + quoted(method) + ")";
        }
    }

    /**
     * A figure of one method in one measure, the mean over its seeds.
     *
     * @param part which one
     * @param measure id of the measure
     * @param method the method's label
     */
    record Measured(Part part, String measure, String method) implements Expression {

        /** What is looked at of a measure. */
        public enum Part {
            /** The last value. */
            FINAL,
            /** The last value of the means over workers, which nobody held. */
            VIRTUAL,
            /** The mean over the worst tenth of the clients at the end. */
            WORST_TENTH_OF_CLIENTS,
            /** The median over the clients at the end, each on its own data. */
            MEDIAN_OF_CLIENTS,
            /** The standard deviation over the clients at the end, each on its own data. */
            DEVIATION_OF_CLIENTS,
            /** The lower bound of the paired difference from the baseline, over at least two seeds. */
            LEAST_DIFFERENCE,
            /** The upper bound of it: below zero, the method's values are smaller than the baseline's. */
            GREATEST_DIFFERENCE,
            /** The greatest of its values in the whole run, not of the last alone. */
            GREATEST,
            /** The share of clients that do not reach the run's target of the measure, 0 to 1. */
            SHORT_SHARE_OF_CLIENTS;

            /** Returns the name in lower case with hyphens. */
            String label() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }

        @Override
        public double evaluate(FigureSource source) {
            Measures measures = source.runOf(method).run().measures();
            MethodSummary summary = source.summary(method);
            return switch (part) {
                case FINAL -> mean(summary, measures.values(measure));
                case GREATEST -> greatest(summary, measures.values(measure));
                case VIRTUAL -> mean(summary, measures.virtualValues(measure));
                case LEAST_DIFFERENCE -> ofDifference(measures, summary, Interval::low);
                case GREATEST_DIFFERENCE -> ofDifference(measures, summary, Interval::high);
                case WORST_TENTH_OF_CLIENTS -> ofClients(measures, summary, ClientSpread::worstTenth);
                case MEDIAN_OF_CLIENTS -> ofClients(measures, summary, ClientSpread::median);
                case DEVIATION_OF_CLIENTS -> ofClients(measures, summary, ClientSpread::standardDeviation);
                case SHORT_SHARE_OF_CLIENTS -> ofClients(measures, summary, ClientSpread::shortOfBound);
            };
        }

        private static double mean(MethodSummary summary, Function<CurvePoint, @Nullable Double> values) {
            double sum = 0;
            for (MethodRecord seed : summary.seeds()) {
                Double value = seed.last(values);
                sum += value == null ? Double.NaN : value;
            }
            return sum / summary.seeds().size();
        }

        private static double greatest(MethodSummary summary, Function<CurvePoint, @Nullable Double> values) {
            double sum = 0;
            for (MethodRecord seed : summary.seeds()) {
                double greatest = Double.NaN;
                for (CurvePoint point : seed.curve()) {
                    Double value = values.apply(point);
                    if (value != null) {
                        greatest = Double.isNaN(greatest) ? value : Math.max(greatest, value);
                    }
                }
                sum += greatest;
            }
            return sum / summary.seeds().size();
        }

        private double ofDifference(Measures measures, MethodSummary summary, Function<Interval, Double> bound) {
            PairedDifference difference = summary.measure(measures.get(measure)).againstBaseline();
            Interval interval =
                    difference == null ? null : difference.difference().student();
            return interval == null ? Double.NaN : bound.apply(interval);
        }

        private double ofClients(
                Measures measures, MethodSummary summary, Function<ClientSpread, @Nullable Double> figure) {
            ClientSpread clients = summary.measure(measures.get(measure)).clients();
            Double value = clients == null ? null : figure.apply(clients);
            return value == null ? Double.NaN : value;
        }

        @Override
        public String toString() {
            return part.label() + "-" + measure + "(" + quoted(method) + ")";
        }
    }

    /** A label as it is read again. */
    private static String quoted(String label) {
        boolean isPlain = label.indexOf(')') < 0 && label.indexOf('\'') != 0 && label.indexOf('"') != 0;
        return isPlain ? label : label.indexOf('\'') < 0 ? "'" + label + "'" : '"' + label + '"';
    }

    /**
     * A figure of a model that was evaluated.
     *
     * @param figure the figure's name
     * @param model the model's name
     */
    record Modelled(String figure, String model) implements Expression {
        @Override
        public double evaluate(FigureSource source) {
            return source.modelled(model, figure);
        }

        @Override
        public String toString() {
            return figure + "(" + quoted(model) + ")";
        }
    }

    /**
     * A number.
     *
     * @param value finite
     */
    record Constant(double value) implements Expression {
        public Constant {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "The number (" + PlainNumber.of(value) + ") of a claim must be finite.");
            }
        }

        @Override
        public double evaluate(FigureSource source) {
            return value;
        }

        @Override
        public String toString() {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : PlainNumber.of(value);
        }
    }

    /** What two numbers are combined by. */
    enum Operator {
        /** Sum. */
        PLUS("+"),
        /** Difference. */
        MINUS("-"),
        /** Product. */
        TIMES("*"),
        /** Quotient, for instance how many times fewer bytes. */
        OVER("/");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    /**
     * Two numbers combined.
     *
     * @param operator by what
     * @param left first operand
     * @param right second operand
     */
    record Arithmetic(Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public double evaluate(FigureSource source) {
            double a = left.evaluate(source);
            double b = right.evaluate(source);
            if (Double.isNaN(a) || Double.isNaN(b)) {
                return Double.NaN;
            }
            if (Double.isInfinite(a) || Double.isInfinite(b) || (operator == Operator.OVER && b == 0)) {
                return Double.POSITIVE_INFINITY;
            }
            return switch (operator) {
                case PLUS -> a + b;
                case MINUS -> a - b;
                case TIMES -> a * b;
                case OVER -> a / b;
            };
        }

        @Override
        public void figures(Consumer<Expression> sink) {
            left.figures(sink);
            right.figures(sink);
        }

        @Override
        public String toString() {
            return inside(left, false) + " " + operator.sign + " " + inside(right, true);
        }

        /** An operand, in parentheses where it would be read otherwise. */
        private String inside(Expression operand, boolean isRight) {
            boolean isProduct = operator == Operator.TIMES || operator == Operator.OVER;
            boolean isApart = operand instanceof Arithmetic other
                    && (isRight
                            ? operator != Operator.PLUS || other.operator == Operator.MINUS
                            : isProduct && (other.operator == Operator.PLUS || other.operator == Operator.MINUS));
            return isApart ? "(" + operand + ")" : operand.toString();
        }
    }

    /** Hands out the figures of methods that it is made of, from left to right. */
    default void figures(Consumer<Expression> sink) {
        if (!(this instanceof Constant)) {
            sink.accept(this);
        }
    }

    /**
     * Returns the number: NaN when a figure is missing, infinite when something is divided by zero.
     *
     * @throws IllegalArgumentException when the run has no method of a named label
     */
    double evaluate(FigureSource source);
}
