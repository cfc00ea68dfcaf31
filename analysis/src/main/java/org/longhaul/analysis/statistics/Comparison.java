package org.longhaul.analysis.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;

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
        List<MethodRecord> baseline = run.seedsOf(run.baseline());
        List<MethodSummary> methods = new ArrayList<>();
        for (String label : run.labels()) {
            methods.add(summarise(run, label, baseline));
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

    /** Returns the summary of the baseline, or null when the run holds no method. */
    public @Nullable MethodSummary baseline() {
        for (MethodSummary method : methods) {
            if (method.baseline()) {
                return method;
            }
        }
        return null;
    }

    /** Returns the finished methods by the last value of a measure with values of its own, the best first. */
    public Ranking by(MeasureInfo measure) {
        return Ranking.of(methods, lastOrNaN(run.measures(), measure), measure.higherIsBetter());
    }

    /** Returns the finished methods by projected duration, the shortest first. */
    public Ranking byDuration() {
        return Ranking.of(methods, Comparison::seconds, false);
    }

    /** Returns the finished methods that reach a target under every seed by time to it, the shortest first. */
    public Ranking byTimeTo(Target target) {
        return Ranking.of(methods, method -> TimeToTarget.secondsOrNaN(run.measures(), method, target), false);
    }

    static Standing standing(List<MethodRecord> seeds) {
        Standing worst = Standing.FINISHED;
        for (MethodRecord seed : seeds) {
            Standing standing =
                    switch (seed.outcome().kind()) {
                        case COMPLETED ->
                            seed.workers().size() > 1 && seed.totals().volume().chargedBytes() == 0
                                    ? Standing.NEVER_EXCHANGED
                                    : Standing.FINISHED;
                        case DIVERGED -> Standing.DIVERGED;
                        case INTERRUPTED -> Standing.STOPPED;
                        case FAILED -> Standing.FAILED;
                    };
            if (standing.compareTo(worst) > 0) {
                worst = standing;
            }
        }
        return worst;
    }

    private static MethodSummary summarise(RunRecord run, String label, List<MethodRecord> baseline) {
        List<MethodRecord> seeds = run.seedsOf(label);
        boolean isBaseline = label.equals(run.baseline());
        boolean compared = standing(seeds) == Standing.FINISHED && standing(baseline) == Standing.FINISHED;
        double charged = mean(seeds, method -> method.totals().volume().chargedBytes());
        double baselineCharged =
                mean(baseline, method -> method.totals().volume().chargedBytes());
        List<TargetSummary> targets = new ArrayList<>();
        for (Target target : run.targets()) {
            targets.add(target(run.measures(), target, seeds, baseline, isBaseline, compared));
        }
        boolean other = compared && !isBaseline;
        return new MethodSummary(
                label,
                seeds.get(0).id(),
                isBaseline,
                seeds,
                measures(run, seeds, other ? baseline : null),
                Spread.of(seeds.stream().mapToDouble(Comparison::seconds).toArray()),
                TimeShares.of(seeds),
                mean(seeds, method -> method.totals().volume().vectorBytes()),
                charged,
                mean(seeds, method -> method.totals().volume().linkBytes()),
                mean(seeds, method -> method.totals().units()),
                compared && charged > 0 ? Double.valueOf(baselineCharged / charged) : null,
                compared ? ratioOfMeans(baseline, seeds, Comparison::seconds) : null,
                other ? PairedDifference.of(seeds, baseline, Comparison::seconds) : null,
                LinkLoad.busiest(run, seeds),
                spread(seeds, MethodRecord::dollars),
                targets);
    }

    private static List<MeasureSummary> measures(
            RunRecord run, List<MethodRecord> seeds, @Nullable List<MethodRecord> baseline) {
        List<MeasureSummary> summaries = new ArrayList<>();
        for (MeasureInfo measure : run.measures().taken()) {
            Function<CurvePoint, @Nullable Double> values = run.measures().values(measure.id());
            Double bound = null;
            for (Target target : run.targets()) {
                bound = bound == null ? run.measures().on(measure, target) : bound;
            }
            summaries.add(new MeasureSummary(
                    measure,
                    spread(seeds, seed -> seed.last(values)),
                    virtual(run.measures(), measure, seeds),
                    baseline == null ? null : PairedDifference.of(seeds, baseline, lastOrNaN(run.measures(), measure)),
                    ClientSpread.of(seeds, measure, bound)));
        }
        return summaries;
    }

    /** The mean value of the means over workers at the last evaluation; null when the workers were equal under some seed. */
    private static @Nullable Double virtual(Measures measures, MeasureInfo measure, List<MethodRecord> seeds) {
        if (!isTrained(standing(seeds))) {
            return null;
        }
        Function<CurvePoint, @Nullable Double> values = measures.values(measure.id());
        Function<CurvePoint, @Nullable Double> virtual = measures.virtualValues(measure.id());
        double sum = 0;
        for (MethodRecord seed : seeds) {
            Double last = null;
            for (CurvePoint point : seed.curve()) {
                last = values.apply(point) == null ? last : virtual.apply(point);
            }
            if (last == null) {
                return null;
            }
            sum += last;
        }
        return sum / seeds.size();
    }

    static boolean isTrained(Standing standing) {
        return standing == Standing.FINISHED || standing == Standing.NEVER_EXCHANGED;
    }

    private static TargetSummary target(
            Measures measures,
            Target target,
            List<MethodRecord> seeds,
            List<MethodRecord> baseline,
            boolean isBaseline,
            boolean finished) {
        List<TimeToTarget> perSeed = seeds.stream()
                .map(method -> TimeToTarget.of(measures, method, target))
                .toList();
        boolean compared =
                finished && reachedByAll(measures, seeds, target) && reachedByAll(measures, baseline, target);
        ToDoubleFunction<MethodRecord> seconds = method -> TimeToTarget.secondsOrNaN(measures, method, target);
        KaplanMeier median = KaplanMeier.of(perSeed);
        return new TargetSummary(
                target,
                perSeed,
                reached(perSeed, TimeToTarget.Reached::seconds),
                reached(perSeed, TimeToTarget.Reached::chargedBytes),
                reached(perSeed, TimeToTarget.Reached::linkBytes),
                reached(perSeed, TimeToTarget.Reached::items),
                median.median(),
                median.atLeast(),
                compared ? ratioOfMeans(baseline, seeds, seconds) : null,
                compared && !isBaseline ? PairedDifference.of(seeds, baseline, seconds) : null);
    }

    private static boolean reachedByAll(Measures measures, List<MethodRecord> seeds, Target target) {
        return seeds.stream()
                .allMatch(method -> TimeToTarget.of(measures, method, target) instanceof TimeToTarget.Reached);
    }

    /** The figure over all seeds, or null when one of them did not reach the target. */
    private static @Nullable Spread reached(List<TimeToTarget> perSeed, ToDoubleFunction<TimeToTarget.Reached> figure) {
        double[] values = new double[perSeed.size()];
        for (int i = 0; i < values.length; i++) {
            if (!(perSeed.get(i) instanceof TimeToTarget.Reached reached)) {
                return null;
            }
            values[i] = figure.applyAsDouble(reached);
        }
        return Spread.of(values);
    }

    /** Mean of {@code figure} over {@code first} divided by that over {@code second}, over the seeds that both have. */
    private static @Nullable Double ratioOfMeans(
            List<MethodRecord> first, List<MethodRecord> second, ToDoubleFunction<MethodRecord> figure) {
        double numerator = 0;
        double denominator = 0;
        for (MethodRecord a : first) {
            for (MethodRecord b : second) {
                if (a.seed() == b.seed()) {
                    numerator += figure.applyAsDouble(a);
                    denominator += figure.applyAsDouble(b);
                }
            }
        }
        return denominator > 0 ? Double.valueOf(numerator / denominator) : null;
    }

    private static double seconds(MethodRecord method) {
        return method.totals().simulatedNanos() / 1e9;
    }

    private static ToDoubleFunction<MethodRecord> lastOrNaN(Measures measures, MeasureInfo measure) {
        Function<CurvePoint, @Nullable Double> values = measures.values(measure.id());
        return method -> {
            Double last = method.last(values);
            return last == null ? Double.NaN : last;
        };
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

    private static double mean(List<MethodRecord> seeds, ToDoubleFunction<MethodRecord> figure) {
        return seeds.stream().mapToDouble(figure).average().orElse(0);
    }
}
