package org.longhaul.wire.compare;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.scenario.PercentTolerance;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedUnit;
import org.longhaul.wire.record.WireEvaluation;

/**
 * One method under one seed, measured beside projected.
 *
 * @param method its label
 * @param seed master seed
 * @param steps steps that were compared, those that were made again included
 * @param figures step, exchange, waiting, total and time to the target
 * @param terms what the difference of the totals consists of, the largest first
 * @param kernelBytes payload that the members' kernels sent, what was sent again included; null where they did not count it
 * @param payloadBytes payload that the simulator sent
 * @param linkBytes the same with the headers of TCP and IP, as links carry it
 * @param losses how far the losses lie from those of the method in one process
 * @param participation who took part in its exchanges
 * @param happenings outages while it made steps, steps made again, members that stood still: a sentence each
 * @param trouble why it ended before its end; null where it did not
 */
public record MethodComparison(
        String method,
        long seed,
        int steps,
        List<ComparedFigure> figures,
        List<ErrorTerm> terms,
        @Nullable Long kernelBytes,
        long payloadBytes,
        long linkBytes,
        LossDifference losses,
        ExchangeMembers participation,
        List<String> happenings,
        @Nullable String trouble) {
    private static final double NANOS = 1e9;

    public MethodComparison {
        figures = List.copyOf(figures);
        terms = List.copyOf(terms);
        happenings = List.copyOf(happenings);
    }

    /**
     * @param isGiven whether workers compute for as long as was measured
     * @param happenings to the method, a sentence each
     */
    static MethodComparison of(
            MethodPlan method,
            MeasuredUnit measured,
            ProjectedUnit projected,
            boolean isGiven,
            List<String> happenings) {
        List<ComparedFigure> figures = new ArrayList<>();
        long[] real = measured.ends();
        long[] simulated = projected.ends();
        int steps = real.length;
        double total = real[steps - 1] / NANOS;
        double projectedTotal = simulated[steps - 1] / NANOS;
        figures.add(new ComparedFigure("step, median", median(real), median(simulated), true));
        figures.add(new ComparedFigure("step, mean", total / steps, projectedTotal / steps, false));
        double[] shares = {0, 0, 0, 0};
        int workers = measured.workers();
        long payload = 0;
        long links = 0;
        Long kernel = 0L;
        for (int w = 0; w < measured.members(); w++) {
            payload += projected.payloadBytes(w);
            links += projected.linkBytes(w);
            Long sent = measured.sentBytes(w);
            kernel = kernel == null || sent == null ? null : kernel + sent;
        }
        for (int w = 0; w < workers; w++) {
            shares[0] += measured.exchangeNanos(w) / NANOS / workers;
            shares[1] += projected.time(w).exposedCommunicationNanos() / NANOS / workers;
            shares[2] += measured.waitNanos(w) / NANOS / workers;
            shares[3] += projected.time(w).waitingForOthersNanos() / NANOS / workers;
        }
        figures.add(new ComparedFigure("exchanging", shares[0], shares[1], false));
        figures.add(new ComparedFigure("waiting", shares[2], shares[3], false));
        figures.add(new ComparedFigure("total", total, projectedTotal, true));
        if (!method.targets().isEmpty()) {
            figures.add(toTarget(method, measured, real, projected, simulated));
        }
        return new MethodComparison(
                measured.unit().label(),
                measured.unit().seed(),
                steps,
                figures,
                ErrorTerms.of(measured, projected, isGiven, total, projectedTotal),
                kernel,
                payload,
                links,
                LossDifference.of(measured, projected.training()),
                ExchangeMembers.of(measured, projected),
                happenings,
                measured.trouble());
    }

    private static double median(long[] ends) {
        long[] steps = new long[ends.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = ends[i] - (i == 0 ? 0 : ends[i - 1]);
        }
        return Quantiles.median().compute(steps) / NANOS;
    }

    private static ComparedFigure toTarget(
            MethodPlan method, MeasuredUnit measured, long[] real, ProjectedUnit projected, long[] simulated) {
        Target target = method.targets().get(0);
        MeasureInfo measure = method.measures().takenFor(target.measure());
        double bound = method.measures().takenValue(target);
        Double found = null;
        for (WireEvaluation evaluation : measured.evaluations()) {
            Double value = evaluation.values().get(measure.id());
            if (found == null && value != null && measure.meets(value, bound)) {
                found = at(measured, real, evaluation.step());
            }
        }
        Double expected = null;
        for (UnitProgress.Evaluation evaluation : projected.training().evaluations()) {
            Double value = evaluation.values().get(measure.id());
            if (expected == null
                    && value != null
                    && evaluation.step() <= measured.distinctSteps()
                    && measure.meets(value, bound)) {
                expected = at(measured, simulated, evaluation.step());
            }
        }
        return new ComparedFigure("to " + target.label(), found, expected, false);
    }

    private static double at(MeasuredUnit measured, long[] ends, long step) {
        return step == 0 ? 0 : ends[measured.place(step)] / NANOS;
    }

    /** A figure by its name. @throws IllegalArgumentException if there is none */
    public ComparedFigure figure(String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no figure '" + name + "'"));
    }

    /** The largest error of a figure that is judged, as a share, without its sign. */
    public double worst() {
        return figures.stream()
                .filter(ComparedFigure::isJudged)
                .map(ComparedFigure::error)
                .mapToDouble(error -> error == null ? Double.POSITIVE_INFINITY : Math.abs(error))
                .max()
                .orElse(0);
    }

    /** Whether it came to its end, exchanges had the same members, and every figure that is judged lies within a tolerance. */
    public boolean isWithin(PercentTolerance tolerance) {
        return trouble == null && participation.isEqual() && tolerance.allows(worst());
    }

    /** The error of the total, with its sign; 0 where there is none. */
    double totalError() {
        return Objects.requireNonNullElse(figure("total").error(), 0.0);
    }
}
