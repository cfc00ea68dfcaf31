package org.longhaul.analysis.claim;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.statistics.ClientSpread;
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
            return figure.of(summary(comparison, method));
        }

        @Override
        public String toString() {
            return figure.label() + "(" + method + ")";
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
            /** The share of clients that do not reach the run's target of the measure, 0 to 1. */
            SHORT_SHARE_OF_CLIENTS
        }

        @Override
        public double evaluate(Comparison comparison) {
            Measures measures = comparison.run().measures();
            MethodSummary summary = summary(comparison, method);
            return switch (part) {
                case FINAL -> mean(summary, measures.values(measure));
                case VIRTUAL -> mean(summary, measures.virtualValues(measure));
                case WORST_TENTH_OF_CLIENTS -> ofClients(measures, summary, ClientSpread::worstTenth);
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

        private double ofClients(
                Measures measures, MethodSummary summary, Function<ClientSpread, @Nullable Double> figure) {
            ClientSpread clients = summary.measure(measures.get(measure)).clients();
            Double value = clients == null ? null : figure.apply(clients);
            return value == null ? Double.NaN : value;
        }

        @Override
        public String toString() {
            return part.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + measure + "(" + method + ")";
        }
    }

    private static MethodSummary summary(Comparison comparison, String method) {
        for (MethodSummary summary : comparison.methods()) {
            if (summary.label().equals(method)) {
                return summary;
            }
        }
        throw new IllegalArgumentException("The claim names method '" + method + "'; this run has "
                + comparison.run().labels() + ".");
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
