package org.longhaul.scenario.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;

/** What one method did in a scenario that was run, the mean over its seeds. */
public final class MethodRun {
    private final Measures measures;
    private final MethodSummary summary;
    private final @Nullable RunLengthTrace<StepEvents> trace;

    MethodRun(Measures measures, MethodSummary summary, @Nullable RunLengthTrace<StepEvents> trace) {
        this.measures = measures;
        this.summary = summary;
        this.trace = trace;
    }

    /** Its label in the scenario. */
    public String label() {
        return summary.label();
    }

    /** Charged bytes of what one worker exchanged. */
    public double chargedBytes() {
        return summary.chargedBytes();
    }

    /** Projected seconds of the whole budget. */
    public double seconds() {
        return summary.simulatedSeconds().mean();
    }

    /** What was sent in which steps, for messages. */
    String sent() {
        return SentText.of(summary, trace);
    }

    /** A measure's target. @throws IllegalArgumentException if the model does not take the measure */
    Target target(String measure, double value) {
        for (MeasureInfo each : measures.list()) {
            if (each.id().equals(measure)) {
                return Target.of(each, value);
            }
        }
        throw new IllegalArgumentException("the model does not measure '" + measure + "'; allowed: "
                + String.join(
                        ", ", measures.list().stream().map(MeasureInfo::id).toList()));
    }

    /** Seconds until a target, the mean over the seeds; infinite when some seed never reached it. */
    double secondsTo(Target target) {
        double sum = 0;
        for (MethodRecord seed : summary.seeds()) {
            double seconds = TimeToTarget.secondsOrNaN(measures, seed, target);
            sum += Double.isNaN(seconds) ? Double.POSITIVE_INFINITY : seconds;
        }
        return sum / summary.seeds().size();
    }

    /** The best value of a target's measure under the first seed that did not reach it; null when all did, or it was never taken. */
    @Nullable
    Double best(Target target) {
        for (MethodRecord seed : summary.seeds()) {
            if (TimeToTarget.of(measures, seed, target) instanceof TimeToTarget.NotReached missed) {
                return missed.best();
            }
        }
        return null;
    }

    /** How it ended, if not well. */
    String outcome() {
        return summary.isTrained()
                ? ""
                : Objects.requireNonNullElse(summary.outcome().message(), "");
    }
}
