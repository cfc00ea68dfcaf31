package org.longhaul.analysis.statistics;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.MethodTally;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;

/**
 * When a training curve first meets a target, or that it does not.
 *
 * <p>A value is known at the evaluation that took it and nowhere else, so the curve is a step function: the target is met at
 * the first evaluation that is at least as good.
 */
public sealed interface TimeToTarget {

    /**
     * The target was met at this evaluation.
     *
     * @param nanos simulated time
     * @param items items, for instance tokens, trained on by all workers
     * @param chargedBytes bytes charged to one worker
     * @param linkBytes bytes that one worker's host put on its links
     * @param step steps
     */
    record Reached(long nanos, long items, long chargedBytes, long linkBytes, long step) implements TimeToTarget {

        /** Returns the simulated time in seconds. */
        public double seconds() {
            return nanos / 1e9;
        }
    }

    /**
     * The target was not met within the budget.
     *
     * @param best best finite value of the measure whose values decide on the target's; null when there was none
     * @param watchedSeconds simulated time of the last evaluation, until which it is known not to be met; 0 without one; infinite
     *     where training diverged, so that no longer budget would have met it
     */
    record NotReached(@Nullable Double best, double watchedSeconds) implements TimeToTarget {}

    /** Returns when the method first meets the target on held-out data. */
    static TimeToTarget of(Measures measures, MethodRecord method, Target target) {
        return of(measures, method.tally(), target);
    }

    /** Returns the same of what a method came to. */
    static TimeToTarget of(Measures measures, MethodTally method, Target target) {
        MeasureInfo measure = measures.takenFor(target.measure());
        Function<CurvePoint, @Nullable Double> values = measures.values(measure.id());
        double wanted = measures.takenValue(target);
        Double best = null;
        double watched = 0;
        for (CurvePoint point : method.curve()) {
            Double value = values.apply(point);
            if (value == null || !Double.isFinite(value)) {
                continue;
            }
            watched = point.simulatedNanos() / 1e9;
            if (measure.meets(value, wanted)) {
                return new Reached(
                        point.simulatedNanos(),
                        point.items(),
                        point.volume().chargedBytes(),
                        point.volume().linkBytes(),
                        point.step());
            }
            best = best == null ? value : Double.valueOf(measure.better(best, value));
        }
        boolean diverged = method.outcome().kind() == Outcome.Kind.DIVERGED;
        return new NotReached(best, diverged ? Double.POSITIVE_INFINITY : watched);
    }

    /** Returns the seconds until the target, or NaN when it is not met. */
    static double secondsOrNaN(Measures measures, MethodRecord method, Target target) {
        return of(measures, method, target) instanceof Reached reached ? reached.seconds() : Double.NaN;
    }
}
