package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.study.plan.point.MethodFigures;

/**
 * How long a method takes at a point, and what the network model changes.
 *
 * @param caseName the plan's case; empty where it has none
 * @param source the run or scenario
 * @param method label
 * @param bitsPerSecond bandwidth that is looked for; null for that of the scenario
 * @param seconds time; null where there is none
 * @param utilisation share of it spent computing
 * @param fidelity the network model
 * @param flowSeconds time at {@code flow}; null where that was not simulated, or is how it was planned
 * @param shortfall why there is no time; null where there is one
 */
record TimeAnswer(
        String caseName,
        String source,
        String method,
        @Nullable Double bitsPerSecond,
        @Nullable Double seconds,
        double utilisation,
        String fidelity,
        @Nullable Double flowSeconds,
        @Nullable String shortfall) {

    /** Every method at every bandwidth of the plan. */
    static List<TimeAnswer> all(PlanLab lab) {
        PlanSpec.BandwidthAxis axis = lab.spec().bandwidth();
        List<TimeAnswer> answers = new ArrayList<>();
        for (Candidate method : lab.methods()) {
            lab.note("times of " + method.method());
            for (int i = 0; i < (axis == null ? 1 : axis.points()); i++) {
                answers.add(of(lab, method.at(axis == null ? null : axis.at(i))));
            }
        }
        return answers;
    }

    private static TimeAnswer of(PlanLab lab, Candidate point) {
        MethodFigures figures = lab.figures(point);
        boolean atFlow = lab.spec().check().flow() && !figures.fidelity().equals("flow");
        MethodFigures flow = atFlow ? lab.figures(point.with("network.fidelity=flow")) : null;
        return new TimeAnswer(
                point.caseName(),
                lab.sources().get(point.source()).name(),
                point.method(),
                lab.bandwidth(point),
                figures.seconds(),
                figures.utilisation(),
                figures.fidelity(),
                flow == null ? null : flow.seconds(),
                figures.shortfall());
    }
}
