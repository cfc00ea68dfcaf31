package org.longhaul.analysis.statistics;

import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Target;

/**
 * When a training curve first meets a target, or that it does not.
 *
 * <p>A loss is known at the evaluation that took it and nowhere else, so the curve is a step function: the target is met at the
 * first evaluation at or below it.
 */
public sealed interface TimeToTarget {

    /**
     * The target was met at this evaluation.
     *
     * @param nanos simulated time
     * @param tokens tokens trained on by all workers
     * @param chargedBytes bytes charged to one worker
     * @param linkBytes bytes that one worker's host put on its links
     * @param step steps
     */
    record Reached(long nanos, long tokens, long chargedBytes, long linkBytes, long step) implements TimeToTarget {

        /** Returns the simulated time in seconds. */
        public double seconds() {
            return nanos / 1e9;
        }
    }

    /**
     * The target was not met within the budget.
     *
     * @param bestLossNats lowest finite validation loss; null when there was none
     */
    record NotReached(@Nullable Double bestLossNats) implements TimeToTarget {}

    /** Returns when the method's validation loss first meets the target. */
    static TimeToTarget of(MethodRecord method, Target target) {
        double wanted = target.lossNats();
        Double best = null;
        for (CurvePoint point : method.curve()) {
            Double loss = point.validationLoss();
            if (loss == null || !Double.isFinite(loss)) {
                continue;
            }
            if (loss <= wanted) {
                return new Reached(
                        point.simulatedNanos(),
                        point.tokens(),
                        point.volume().chargedBytes(),
                        point.volume().linkBytes(),
                        point.step());
            }
            best = best == null ? loss : Double.valueOf(Math.min(best, loss));
        }
        return new NotReached(best);
    }

    /** Returns the seconds until the target, or NaN when it is not met. */
    static double secondsOrNaN(MethodRecord method, Target target) {
        return of(method, target) instanceof Reached reached ? reached.seconds() : Double.NaN;
    }
}
