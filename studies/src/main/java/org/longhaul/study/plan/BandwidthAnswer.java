package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.study.plan.point.MethodFigures;

/**
 * The least bandwidth at which a method meets something.
 *
 * @param caseName the plan's case; empty where it has none
 * @param source the run or scenario
 * @param method label
 * @param target what is to be met, in words
 * @param bitsPerSecond the least bandwidth of the grid that meets it; null where none does
 * @param lastBelow the bandwidth of the grid before it, which does not; null where the least of the grid meets it
 * @param utilisation share of the time spent computing there; null where none meets it
 * @param seconds time there; null as the utilisation
 * @param shortfall why none meets it; null where one does
 * @param assessment how far it can be trusted; null where none meets it
 */
record BandwidthAnswer(
        String caseName,
        String source,
        String method,
        String target,
        @Nullable Double bitsPerSecond,
        @Nullable Double lastBelow,
        @Nullable Double utilisation,
        @Nullable Double seconds,
        @Nullable String shortfall,
        @Nullable Assessment assessment) {

    /** Answers for every method and everything that is to be met. */
    static List<BandwidthAnswer> all(PlanLab lab, List<Threshold> thresholds) {
        PlanSpec.BandwidthAxis axis = lab.spec().bandwidth();
        List<BandwidthAnswer> answers = new ArrayList<>();
        if (axis == null) {
            return answers;
        }
        for (Candidate method : lab.methods()) {
            lab.note("least bandwidth of " + method.method());
            for (Threshold threshold : thresholds) {
                answers.add(of(lab, axis, method, threshold));
            }
        }
        return answers;
    }

    private static BandwidthAnswer of(PlanLab lab, PlanSpec.BandwidthAxis axis, Candidate method, Threshold threshold) {
        long first = GridSearch.first(
                axis.points(), point -> threshold.isMetBy(lab.figures(method.at(axis.at(Math.toIntExact(point))))));
        int at = Math.toIntExact(first);
        Double below = at == 0 ? null : Double.valueOf(axis.at(at - 1));
        String source = lab.sources().get(method.source()).name();
        if (at == axis.points()) {
            MethodFigures most = lab.figures(method.at(axis.at(at - 1)));
            String why = most.shortfall() != null
                    ? most.shortfall()
                    : "at " + axis.to() + ", the most that is tried, it computes for "
                            + Quantities.plain(100 * most.utilisation()) + " % of "
                            + Quantities.duration(most.seconds() == null ? 0 : most.seconds());
            return new BandwidthAnswer(
                    method.caseName(), source, method.method(), threshold.words(), null, below, null, null, why, null);
        }
        Candidate found = method.at(axis.at(at));
        MethodFigures figures = lab.figures(found);
        return new BandwidthAnswer(
                method.caseName(),
                source,
                method.method(),
                threshold.words(),
                axis.at(at),
                below,
                figures.utilisation(),
                figures.seconds(),
                null,
                new Assessor(lab).ofPoint(found, threshold));
    }
}
