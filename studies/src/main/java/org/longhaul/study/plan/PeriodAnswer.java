package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.study.plan.point.FollowedSteps;
import org.longhaul.study.plan.point.MethodFigures;
import org.longhaul.study.plan.point.PointSource;
import org.longhaul.study.plan.point.ScheduleSource;

/**
 * The smallest sync period at which a method meets something on the plan's network.
 *
 * @param caseName the plan's case; empty where it has none
 * @param source the run or scenario
 * @param method label
 * @param target what is to be met, in words
 * @param periods the method's periods there; empty where none meets it
 * @param stated the periods that it was stated with
 * @param utilisation share of the time spent computing there; null where none meets it
 * @param seconds time there; null as the utilisation
 * @param note what is said of losses, or why there is no answer
 * @param assessment how far it can be trusted; null where none meets it
 */
record PeriodAnswer(
        String caseName,
        String source,
        String method,
        String target,
        Map<String, String> periods,
        Map<String, String> stated,
        @Nullable Double utilisation,
        @Nullable Double seconds,
        String note,
        @Nullable Assessment assessment) {

    /** Answers for every method that has a period. */
    static List<PeriodAnswer> all(PlanLab lab, List<Threshold> thresholds) {
        List<PeriodAnswer> answers = new ArrayList<>();
        for (Candidate method : lab.methods()) {
            PointSource source = lab.sources().get(method.source());
            for (Threshold threshold : thresholds) {
                lab.note("smallest period of " + method.method());
                if (source instanceof ScheduleSource schedules) {
                    ofSchedule(lab, schedules, method, threshold, answers);
                } else {
                    answers.add(recorded(lab, method, threshold));
                }
            }
        }
        return answers;
    }

    /** A recorded run has the periods that it was trained with: another one is another training. */
    private static PeriodAnswer recorded(PlanLab lab, Candidate method, Threshold threshold) {
        MethodFigures figures = lab.figures(method);
        boolean isMet = threshold.isMetBy(figures);
        String loss = figures.quality() == null ? "" : ", " + figures.measure() + " " + figures.quality();
        return new PeriodAnswer(
                method.caseName(),
                lab.sources().get(method.source()).name(),
                method.method(),
                threshold.words(),
                Map.of(),
                Map.of(),
                figures.seconds() == null ? null : figures.utilisation(),
                figures.seconds(),
                (isMet ? "met as recorded" : "missed as recorded") + loss
                        + "; another period is another training, which this run does not hold",
                isMet ? new Assessor(lab).ofPoint(method, threshold) : null);
    }

    private static void ofSchedule(
            PlanLab lab, ScheduleSource source, Candidate method, Threshold threshold, List<PeriodAnswer> answers) {
        MethodPlan plan = source.method(lab.changes(method), method.method());
        Map<String, List<Long>> stated =
                FollowedSteps.periods(plan.section().method().settings());
        if (stated.isEmpty()) {
            return;
        }
        long base = stated.values().stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .min()
                .orElse(1);
        long most = Math.min(lab.spec().longestPeriod(), plan.training().steps());
        String prefix = "methods[" + plan.index() + "].";
        long found = 1
                + GridSearch.first(
                        most,
                        index -> threshold.isMetBy(
                                lab.figures(method.choosing(scaled(prefix, stated, index + 1, base)))));
        Map<String, String> asStated = scaled("", stated, base, base);
        if (found > most) {
            MethodFigures longest = lab.figures(method.choosing(scaled(prefix, stated, most, base)));
            answers.add(new PeriodAnswer(
                    method.caseName(),
                    source.name(),
                    method.method(),
                    threshold.words(),
                    Map.of(),
                    asStated,
                    null,
                    null,
                    longest.shortfall() != null
                            ? longest.shortfall()
                            : "missed even with a period of " + most + ", the longest that is tried",
                    null));
            return;
        }
        Candidate point = method.choosing(scaled(prefix, stated, found, base));
        MethodFigures figures = lab.figures(point);
        answers.add(new PeriodAnswer(
                method.caseName(),
                source.name(),
                method.method(),
                threshold.words(),
                scaled("", stated, found, base),
                asStated,
                figures.utilisation(),
                figures.seconds(),
                "another period trains otherwise: nothing is recorded of its losses",
                new Assessor(lab).ofPoint(point, threshold)));
    }

    /** All periods in the proportions in which they are stated, the smallest of them being {@code smallest}. */
    private static Map<String, String> scaled(String prefix, Map<String, List<Long>> stated, long smallest, long base) {
        Map<String, String> scaled = new LinkedHashMap<>();
        stated.forEach((name, steps) -> {
            List<String> all = steps.stream()
                    .map(each -> Long.toString(Math.max(1, Math.round((double) each * smallest / base))))
                    .toList();
            scaled.put(
                    prefix + name,
                    name.endsWith("Periods") ? all.stream().collect(Collectors.joining(", ", "[", "]")) : all.get(0));
        });
        return scaled;
    }
}
