package org.longhaul.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.BlockageRecord;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.Marks;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.StallRecord;
import org.longhaul.analysis.record.Totals;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.analysis.record.timeline.Timeline;

/** Methods whose figures can be checked in the head: a step takes {@code secondsPerStep} and charges {@code bytesPerStep}. */
public final class SmallRun {

    /** The measures of a language model. */
    public static final Measures LANGUAGE = new Measures(
            List.of(
                    new MeasureInfo("loss", "loss", "nats per token", false, "mean cross-entropy", null, null, false),
                    new MeasureInfo(
                            "perplexity", "perplexity", "", false, "exponential of the loss", "loss", null, false),
                    new MeasureInfo(
                            "bits-per-byte",
                            "bits per byte",
                            "bits per byte",
                            false,
                            "loss in bits per byte of text",
                            null,
                            "loss",
                            false)),
            "loss",
            "loss",
            "token");

    private SmallRun() {}

    /** Returns the target that asks for a loss. */
    public static Target loss(double nats) {
        return Target.of(LANGUAGE.get("loss"), nats);
    }

    /** Returns the target that asks for a perplexity. */
    public static Target perplexity(double perplexity) {
        return Target.of(LANGUAGE.get("perplexity"), perplexity);
    }

    /** Returns the values of a language model's measures; none for null. */
    public static Map<String, Double> language(@Nullable Double loss) {
        return loss == null ? Map.of() : Map.of("loss", loss, "bits-per-byte", loss / Math.log(2));
    }

    /** Returns the last value of a measure. */
    public static @Nullable Double last(MethodRecord method, String measure) {
        return method.last(LANGUAGE.values(measure));
    }

    /** Returns a record whose validation losses after steps 0, 1, 2, ... are the given ones; null is not taken. */
    public static MethodRecord method(
            String label, String id, long seed, double secondsPerStep, long bytesPerStep, @Nullable Double... losses) {
        List<CurvePoint> curve = new ArrayList<>();
        boolean finite = true;
        for (int step = 0; step < losses.length; step++) {
            Double loss = losses[step];
            finite &= loss == null || Double.isFinite(loss);
            curve.add(new CurvePoint(
                    step,
                    1000L * step,
                    nanos(step * secondsPerStep),
                    volume(bytesPerStep * step),
                    loss,
                    language(loss),
                    Map.of(),
                    List.of(),
                    0.001));
        }
        long steps = Math.max(0, losses.length - 1);
        long total = nanos(steps * secondsPerStep);
        return new MethodRecord(
                label,
                id,
                seed,
                Map.of("period", "1"),
                finite ? Outcome.completed() : Outcome.diverged("the loss is not a number"),
                Marks.unscaled(),
                new Totals(
                        steps, 1000 * steps, total, volume(bytesPerStep * steps), bytesPerStep * steps / 100.0, 100, 5),
                curve,
                List.of(
                        new WorkerTime(0, null, total / 2, total - total / 2, 0, 0, 0),
                        new WorkerTime(1, "site", total / 2, 0, total - total / 2, 0, 0)),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of());
    }

    /** Returns a record like the given one that ended otherwise. */
    public static MethodRecord ending(MethodRecord method, Outcome outcome) {
        return like(method, outcome, method.curve());
    }

    /** Returns a record of a run that was given up, whose every text is the given one. */
    public static MethodRecord stalled(MethodRecord method, String text) {
        return ending(
                method,
                Outcome.failed(
                        "the workload cannot finish: " + text + "\n  " + text,
                        new StallRecord(
                                StallRecord.Reason.NO_PROGRESS,
                                text,
                                9_000_000_000L,
                                4_000_000_000L,
                                List.of(
                                        new BlockageRecord(
                                                BlockageRecord.Kind.EXCHANGE, text, 3L, 4_000_000_000L, text),
                                        new BlockageRecord(BlockageRecord.Kind.NOTE, "", null, null, text)))));
    }

    /** Returns a record like the given one whose workers' mean has a loss of its own at every point. */
    public static MethodRecord withVirtualLoss(MethodRecord method, double loss) {
        return like(
                method,
                method.outcome(),
                method.curve().stream()
                        .map(point -> new CurvePoint(
                                point.step(),
                                point.items(),
                                point.simulatedNanos(),
                                point.volume(),
                                point.training(),
                                point.values(),
                                Map.of("loss", loss),
                                point.clients(),
                                point.learningRate()))
                        .toList());
    }

    /** Returns a record of a method whose server heard clients. */
    public static MethodRecord heard(MethodRecord method, List<Hearing> hearings) {
        return like(method, method.outcome(), method.curve(), method.timeline(), hearings, method.absences());
    }

    /** Returns a record of a method whose workers were away. */
    public static MethodRecord absent(MethodRecord method, List<WorkerAbsence> absences) {
        return like(method, method.outcome(), method.curve(), method.timeline(), method.hearings(), absences);
    }

    /** Returns a record with a curve in place of its own. */
    public static MethodRecord withCurve(MethodRecord method, List<CurvePoint> curve) {
        return like(method, method.outcome(), curve);
    }

    /** Returns a record with a time line in place of its own. */
    public static MethodRecord withTimeline(MethodRecord method, Timeline timeline) {
        return like(method, method.outcome(), method.curve(), timeline);
    }

    private static MethodRecord like(MethodRecord method, Outcome outcome, List<CurvePoint> curve) {
        return like(method, outcome, curve, method.timeline());
    }

    private static MethodRecord like(
            MethodRecord method, Outcome outcome, List<CurvePoint> curve, @Nullable Timeline timeline) {
        return like(method, outcome, curve, timeline, method.hearings(), method.absences());
    }

    private static MethodRecord like(
            MethodRecord method,
            Outcome outcome,
            List<CurvePoint> curve,
            @Nullable Timeline timeline,
            List<Hearing> hearings,
            List<WorkerAbsence> absences) {
        return new MethodRecord(
                method.label(),
                method.id(),
                method.seed(),
                method.settings(),
                outcome,
                method.marks(),
                method.totals(),
                curve,
                method.workers(),
                method.arcs(),
                method.exchanges(),
                method.memory(),
                timeline,
                method.departures(),
                method.dollars(),
                method.disturbances(),
                null,
                hearings,
                absences);
    }

    /** Returns a run of the methods whose others are compared with the one of that label. */
    public static RunRecord runAgainst(String baseline, List<MethodRecord> methods, Target... targets) {
        RunRecord run = run(methods, targets);
        return new RunRecord(
                run.schemaVersion(),
                run.runId(),
                run.name(),
                run.description(),
                run.startedAt(),
                run.projectedModel(),
                run.provenance(),
                run.measures(),
                run.targets(),
                baseline,
                run.network(),
                run.methods(),
                run.claims());
    }

    /** Returns a run of the methods, with targets. */
    public static RunRecord run(List<MethodRecord> methods, Target... targets) {
        return DemoRun.run("small", "small", methods, List.of(targets));
    }

    /** Twice as much is charged as was trained, and three halves of that go over the links. */
    private static Volume volume(long chargedBytes) {
        return new Volume(chargedBytes / 2, chargedBytes, chargedBytes + chargedBytes / 2);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
