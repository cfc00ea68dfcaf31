package org.longhaul.analysis.record;

import java.util.List;

/**
 * A difference between a simulated figure and a reference, explained term by term.
 *
 * @param subject what is compared, for instance {@code "all-reduce of 6.66 GB"}
 * @param reference name of the reference, for instance {@code "analytic"} or a paper's table
 * @param referenceSeconds the reference's figure
 * @param valueSeconds this run's figure
 * @param terms what the difference is made of; what they leave over is shown as such
 * @param explanation one or two sentences
 */
public record Departure(
        String subject,
        String reference,
        double referenceSeconds,
        double valueSeconds,
        List<Term> terms,
        String explanation) {

    /**
     * One contribution to a departure.
     *
     * @param name for instance {@code "headers"} or {@code "slow start"}
     * @param seconds signed contribution
     */
    public record Term(String name, double seconds) {}

    /** Copies the list. */
    public Departure {
        terms = List.copyOf(terms);
    }

    /** Returns the difference that the terms do not account for, seconds. */
    public double unexplainedSeconds() {
        double rest = valueSeconds - referenceSeconds;
        for (Term term : terms) {
            rest -= term.seconds();
        }
        return rest;
    }
}
