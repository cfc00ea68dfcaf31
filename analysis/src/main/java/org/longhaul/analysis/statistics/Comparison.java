package org.longhaul.analysis.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.CurvePoint;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.Target;

/** The methods of one run, summarised over seeds and compared with the baseline. Immutable. */
public final class Comparison {

    private final RunRecord run;
    private final List<MethodSummary> methods;

    private Comparison(RunRecord run, List<MethodSummary> methods) {
        this.run = run;
        this.methods = methods;
    }

    /** Compares the methods of {@code run}. */
    public static Comparison of(RunRecord run) {
        String baseline = run.baselineLabel();
        List<MethodRecord> baselineSeeds = baseline == null ? List.of() : run.seedsOf(baseline);
        List<MethodSummary> methods = new ArrayList<>();
        for (String label : run.labels()) {
            methods.add(summarise(run, label, label.equals(baseline), baselineSeeds));
        }
        return new Comparison(run, List.copyOf(methods));
    }

    /** Returns the run that was compared. */
    public RunRecord run() {
        return run;
    }

    /** Returns one summary per label, in the order of the run. */
    public List<MethodSummary> methods() {
        return methods;
    }

    /** Returns the summary of the baseline, or null when the run has none. */
    public @Nullable MethodSummary baseline() {
        for (MethodSummary method : methods) {
            if (method.baseline()) {
                return method;
            }
        }
        return null;
    }

    private static MethodSummary summarise(
            RunRecord run, String label, boolean isBaseline, List<MethodRecord> baseline) {
        List<MethodRecord> seeds = run.seedsOf(label);
        double charged = mean(seeds, method -> method.totals().volume().chargedBytes());
        double baselineCharged =
                mean(baseline, method -> method.totals().volume().chargedBytes());
        List<TargetSummary> targets = new ArrayList<>();
        for (Target target : run.targets()) {
            targets.add(target(target, seeds, baseline));
        }
        return new MethodSummary(
                label,
                seeds.get(0).id(),
                isBaseline,
                seeds,
                spread(seeds, MethodRecord::finalValidationLoss),
                spread(seeds, Comparison::finalBitsPerByte),
                Spread.of(seeds.stream()
                        .mapToDouble(method -> method.totals().simulatedNanos() / 1e9)
                        .toArray()),
                TimeShares.of(seeds),
                mean(seeds, method -> method.totals().volume().vectorBytes()),
                charged,
                mean(seeds, method -> method.totals().volume().linkBytes()),
                mean(seeds, method -> method.totals().units()),
                baseline.isEmpty() || charged == 0 ? null : Double.valueOf(baselineCharged / charged),
                ratioOfMeans(baseline, seeds, method -> method.totals().simulatedNanos()),
                targets);
    }

    private static TargetSummary target(Target target, List<MethodRecord> seeds, List<MethodRecord> baseline) {
        List<TimeToTarget> perSeed =
                seeds.stream().map(method -> TimeToTarget.of(method, target)).toList();
        return new TargetSummary(
                target,
                perSeed,
                reached(perSeed, TimeToTarget.Reached::seconds),
                reached(perSeed, TimeToTarget.Reached::chargedBytes),
                reached(perSeed, TimeToTarget.Reached::linkBytes),
                reached(perSeed, TimeToTarget.Reached::tokens),
                ratioOfMeans(baseline, seeds, method -> nanosOrNaN(TimeToTarget.of(method, target))));
    }

    private static double nanosOrNaN(TimeToTarget time) {
        return time instanceof TimeToTarget.Reached reached ? reached.nanos() : Double.NaN;
    }

    private static @Nullable Spread reached(List<TimeToTarget> perSeed, ToDoubleFunction<TimeToTarget.Reached> figure) {
        double[] values = perSeed.stream()
                .filter(TimeToTarget.Reached.class::isInstance)
                .map(TimeToTarget.Reached.class::cast)
                .mapToDouble(figure)
                .toArray();
        return values.length == 0 ? null : Spread.of(values);
    }

    /** Mean of {@code figure} over {@code first} divided by that over {@code second}, over seeds where both are numbers. */
    private static @Nullable Double ratioOfMeans(
            List<MethodRecord> first, List<MethodRecord> second, ToDoubleFunction<MethodRecord> figure) {
        double numerator = 0;
        double denominator = 0;
        for (MethodRecord a : first) {
            for (MethodRecord b : second) {
                double x = figure.applyAsDouble(a);
                double y = figure.applyAsDouble(b);
                if (a.seed() == b.seed() && !Double.isNaN(x) && !Double.isNaN(y)) {
                    numerator += x;
                    denominator += y;
                }
            }
        }
        return denominator > 0 ? Double.valueOf(numerator / denominator) : null;
    }

    private interface Figure {
        @Nullable
        Double of(MethodRecord method);
    }

    private static @Nullable Spread spread(List<MethodRecord> seeds, Figure figure) {
        List<Double> values = new ArrayList<>();
        for (MethodRecord method : seeds) {
            Double value = figure.of(method);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty()
                ? null
                : Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static @Nullable Double finalBitsPerByte(MethodRecord method) {
        for (int i = method.curve().size() - 1; i >= 0; i--) {
            CurvePoint point = method.curve().get(i);
            if (point.bitsPerByte() != null) {
                return point.bitsPerByte();
            }
        }
        return null;
    }

    private static double mean(List<MethodRecord> seeds, ToDoubleFunction<MethodRecord> figure) {
        return seeds.stream().mapToDouble(figure).average().orElse(0);
    }
}
