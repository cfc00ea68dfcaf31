package org.longhaul.analysis.statistics;

import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.CurvePoint;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Target;

/** When a training curve first meets a target, or that it does not. */
public sealed interface TimeToTarget {

    /**
     * The target was met; the figures are interpolated linearly, in the loss, between the two evaluations around it.
     *
     * @param nanos simulated time
     * @param tokens tokens trained on by all workers
     * @param chargedBytes bytes charged to one worker
     * @param linkBytes bytes that one worker's host put on its links
     * @param step steps
     */
    record Reached(double nanos, double tokens, double chargedBytes, double linkBytes, double step)
            implements TimeToTarget {

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
        CurvePoint above = null;
        double lossAbove = Double.NaN;
        Double best = null;
        for (CurvePoint point : method.curve()) {
            Double loss = point.validationLoss();
            if (loss == null) {
                continue;
            }
            if (!Double.isFinite(loss)) {
                // No line leads through a loss that is no number.
                above = null;
                continue;
            }
            if (loss <= wanted) {
                return above == null
                        ? reached(point, point, 1)
                        : reached(above, point, (lossAbove - wanted) / (lossAbove - loss));
            }
            above = point;
            lossAbove = loss;
            best = best == null ? loss : Double.valueOf(Math.min(best, loss));
        }
        return new NotReached(best);
    }

    private static Reached reached(CurvePoint from, CurvePoint to, double share) {
        return new Reached(
                between(from.simulatedNanos(), to.simulatedNanos(), share),
                between(from.tokens(), to.tokens(), share),
                between(from.volume().chargedBytes(), to.volume().chargedBytes(), share),
                between(from.volume().linkBytes(), to.volume().linkBytes(), share),
                between(from.step(), to.step(), share));
    }

    private static double between(long from, long to, double share) {
        return from + share * (to - from);
    }
}
