package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bandwidths at which two methods take equally long.
 *
 * @param caseName the plan's case; empty where it has none
 * @param source the run or scenario
 * @param one a method
 * @param other another one
 * @param below who is sooner at the least bandwidth; "neither" where they take equally long
 * @param crossings each bandwidth at which that changes, and who is sooner above it; empty where it never does
 * @param note what else there is to say; null for nothing
 */
record CrossoverAnswer(
        String caseName,
        String source,
        String one,
        String other,
        String below,
        List<Crossing> crossings,
        @Nullable String note) {
    /** Bandwidths at which a change is looked for, the ends among them. */
    private static final int COARSE = 24;

    private static final double WITHIN = 0.002;
    private static final double EQUAL = 1e-9;
    private static final String NEITHER = "neither";

    /** A bandwidth in bits per second, and who is sooner above it. */
    record Crossing(double bitsPerSecond, String above) {}

    CrossoverAnswer {
        crossings = List.copyOf(crossings);
    }

    /** All pairs of methods of a source and case. */
    static List<CrossoverAnswer> all(PlanLab lab) {
        PlanSpec.BandwidthAxis axis = lab.spec().bandwidth();
        List<CrossoverAnswer> answers = new ArrayList<>();
        if (axis == null) {
            return answers;
        }
        List<Candidate> methods = lab.methods();
        for (int a = 0; a < methods.size(); a++) {
            for (int b = a + 1; b < methods.size(); b++) {
                Candidate one = methods.get(a);
                Candidate other = methods.get(b);
                if (one.source() == other.source() && one.caseName().equals(other.caseName())) {
                    lab.note("crossover of " + one.method() + " and " + other.method());
                    answers.add(of(lab, axis, one, other));
                }
            }
        }
        return answers;
    }

    private static CrossoverAnswer of(PlanLab lab, PlanSpec.BandwidthAxis axis, Candidate one, Candidate other) {
        String source = lab.sources().get(one.source()).name();
        double least = axis.from().bitsPerSecond();
        double most = axis.to().bitsPerSecond();
        String first = sooner(lab, one, other, least);
        List<Crossing> crossings = new ArrayList<>();
        String before = first;
        double at = least;
        for (int i = 1; i < COARSE && before != null; i++) {
            double next = least * Math.pow(most / least, i / (COARSE - 1.0));
            String now = sooner(lab, one, other, next);
            if (now != null && !now.equals(before)) {
                double turn = GridSearch.turn(at, next, WITHIN, each -> now.equals(sooner(lab, one, other, each)));
                crossings.add(new Crossing(turn, now));
            }
            before = now;
            at = next;
        }
        String why = null;
        if (first == null || before == null) {
            Candidate missing = lab.figures(one.at(at)).seconds() == null ? one : other;
            why = missing.method() + ": " + lab.figures(missing.at(at)).shortfall();
        }
        return new CrossoverAnswer(
                one.caseName(), source, one.method(), other.method(), first == null ? NEITHER : first, crossings, why);
    }

    /** Who is sooner; null where one of them has no time. */
    private static @Nullable String sooner(PlanLab lab, Candidate one, Candidate other, double bandwidth) {
        Double a = lab.figures(one.at(bandwidth)).seconds();
        Double b = lab.figures(other.at(bandwidth)).seconds();
        if (a == null || b == null) {
            return null;
        }
        if (Math.abs(a - b) <= EQUAL * Math.max(a, b)) {
            return NEITHER;
        }
        return a < b ? one.method() : other.method();
    }
}
