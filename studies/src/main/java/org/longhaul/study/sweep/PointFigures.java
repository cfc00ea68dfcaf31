package org.longhaul.study.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.MethodTally;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;

/**
 * The figures that a sweep records, by name: seconds, bytes, dollars and shares (0 to 1) of a method under a seed, and the last value
 * of every measure. Immutable.
 */
public final class PointFigures {
    /** A figure of a method under a seed; null where there is none. */
    private interface Figure {
        @Nullable
        Double of(Measures measures, List<Target> targets, MethodTally method);
    }

    private static final Map<String, Figure> KNOWN = known();

    /** What is recorded where nothing is said, with the measures of the run behind it. */
    private static final List<String> USUAL = List.of(
            "seconds",
            "seconds-to-target",
            "charged-bytes",
            "link-bytes",
            "compute-share",
            "exposed-communication-share",
            "waiting-share",
            "dollars");

    private final List<String> names;

    PointFigures(List<String> names) {
        this.names = List.copyOf(names);
    }

    /**
     * The figures that a sweep asks for.
     *
     * @param wanted their names; empty for the usual ones and every measure
     * @param hasTarget whether the run has a target
     * @throws IllegalArgumentException if there is none of a name
     */
    static PointFigures of(List<String> wanted, Measures measures, boolean hasTarget) {
        List<String> ofMeasures = measures.list().stream().map(MeasureInfo::id).toList();
        List<String> all = new ArrayList<>(KNOWN.keySet());
        all.addAll(ofMeasures);
        for (String name : wanted) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException("there is no figure '" + name + "'; allowed: "
                        + String.join(", ", all) + Spelling.maybe(name, all));
            }
            if (name.endsWith("-to-target") && !hasTarget) {
                throw new IllegalArgumentException(
                        "'" + name + "' needs a target, and the scenario has none; allowed: targets in the scenario");
            }
        }
        if (!wanted.isEmpty()) {
            return new PointFigures(wanted.stream().distinct().toList());
        }
        List<String> usual = new ArrayList<>(USUAL);
        if (!hasTarget) {
            usual.remove("seconds-to-target");
        }
        usual.addAll(ofMeasures);
        return new PointFigures(usual);
    }

    List<String> names() {
        return names;
    }

    /**
     * A figure of a method under a seed.
     *
     * @param name a figure of a sweep, or the id of a measure of the run
     * @return null where there is none, as of the time to a target that was not reached
     */
    public static @Nullable Double value(String name, RunRecord run, MethodRecord method) {
        return value(name, run.measures(), run.targets(), method.tally());
    }

    private static @Nullable Double value(String name, Measures measures, List<Target> targets, MethodTally method) {
        Figure known = KNOWN.get(name);
        return known != null ? known.of(measures, targets, method) : method.last(measures.values(name));
    }

    /** The rows of a run. */
    List<PointResult.Row> rows(RunRecord run) {
        return rows(
                run.measures(),
                run.targets(),
                run.methods().stream().map(MethodRecord::tally).toList());
    }

    /** The rows of what the methods of a plan came to. */
    List<PointResult.Row> rows(RunPlan plan, List<MethodTally> methods) {
        MethodPlan first = plan.methods().get(0);
        return rows(first.measures(), first.targets(), methods);
    }

    private List<PointResult.Row> rows(Measures measures, List<Target> targets, List<MethodTally> methods) {
        List<PointResult.Row> rows = new ArrayList<>();
        for (MethodTally method : methods) {
            Outcome outcome = method.outcome();
            List<@Nullable Double> figures = new ArrayList<>();
            names.forEach(name -> figures.add(value(name, measures, targets, method)));
            boolean isWhole = outcome.kind() == Outcome.Kind.COMPLETED;
            rows.add(new PointResult.Row(
                    method.label(),
                    method.seed(),
                    outcome.kind().name().toLowerCase(Locale.ROOT),
                    isWhole ? null : cause(outcome),
                    figures));
        }
        return rows;
    }

    private static String cause(Outcome outcome) {
        String message = outcome.message() == null ? "" : outcome.message();
        return message.lines().findFirst().orElse("no reason is recorded");
    }

    private static Map<String, Figure> known() {
        Map<String, Figure> known = new LinkedHashMap<>();
        known.put("seconds", total(method -> method.totals().simulatedNanos() / 1e9));
        known.put("seconds-to-target", reached(TimeToTarget.Reached::seconds));
        known.put("charged-bytes-to-target", reached(TimeToTarget.Reached::chargedBytes));
        known.put("link-bytes-to-target", reached(TimeToTarget.Reached::linkBytes));
        known.put("items-to-target", reached(TimeToTarget.Reached::items));
        known.put("steps", total(method -> method.totals().steps()));
        known.put("items", total(method -> method.totals().items()));
        known.put("vector-bytes", total(method -> method.totals().volume().vectorBytes()));
        known.put("charged-bytes", total(method -> method.totals().volume().chargedBytes()));
        known.put("link-bytes", total(method -> method.totals().volume().linkBytes()));
        known.put("units", total(method -> method.totals().units()));
        known.put("compute-share", share(WorkerTime::computeNanos));
        known.put("exposed-communication-share", share(WorkerTime::exposedCommunicationNanos));
        known.put("waiting-share", share(WorkerTime::waitingNanos));
        known.put("idle-share", share(WorkerTime::idleNanos));
        known.put("dollars", (measures, targets, method) -> method.dollars());
        return known;
    }

    private static Figure total(ToDoubleFunction<MethodTally> figure) {
        return (measures, targets, method) -> Double.valueOf(figure.applyAsDouble(method));
    }

    private static Figure reached(ToDoubleFunction<TimeToTarget.Reached> figure) {
        return (measures, targets, method) -> {
            if (targets.isEmpty()) {
                return null;
            }
            TimeToTarget time = TimeToTarget.of(measures, method, Objects.requireNonNull(targets.get(0)));
            return time instanceof TimeToTarget.Reached reached ? Double.valueOf(figure.applyAsDouble(reached)) : null;
        };
    }

    /** A part of the time of all workers, 0 to 1; none where there is no time at all. */
    private static Figure share(ToDoubleFunction<WorkerTime> part) {
        return (measures, targets, method) -> {
            double of = 0;
            double all = 0;
            for (WorkerTime worker : method.workers()) {
                of += part.applyAsDouble(worker);
                all += worker.totalNanos();
            }
            return all > 0 ? Double.valueOf(of / all) : null;
        };
    }
}
