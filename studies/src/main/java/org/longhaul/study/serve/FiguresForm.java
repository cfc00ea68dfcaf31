package org.longhaul.study.serve;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.report.markup.CurveStyle;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.TargetSummary;
import org.longhaul.analysis.statistics.TimeShares;
import org.longhaul.analysis.text.Headline;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Outcomes;
import org.longhaul.analysis.text.RunTable;

/** What the page shows of a simulated setting, in the form in which it is sent. */
final class FiguresForm {
    /**
     * All of it.
     *
     * @param measure what is drawn
     * @param target the main target; null where there is none
     * @param headline the answer in a sentence
     */
    record Shown(
            String run,
            ShownMeasure measure,
            @Nullable ShownTarget target,
            String baseline,
            int seeds,
            String headline,
            List<ShownMethod> methods,
            ShownNetwork network,
            List<PlainWords.Paragraph> words,
            String command,
            boolean remembered,
            double millis) {}

    record ShownMeasure(String label, String axis, boolean higherIsBetter) {}

    record ShownTarget(String label, @Nullable Double value) {}

    /** A curve: the mean over the seeds at each evaluation, and the least and most of them. */
    record ShownCurve(List<Long> steps, List<Double> seconds, List<Double> mean, List<Double> low, List<Double> high) {}

    record ShownTime(double compute, double exposed, double waiting, double idle) {}

    /**
     * One method.
     *
     * @param standing finished, or how it ended
     * @param ending why it ended otherwise than by its budget; null for the ordinary end
     * @param lastValue last value, mean over seeds; {@code lastText} has its spread
     * @param targetSeconds mean time to the target; null unless it is met under every seed
     * @param speedUp how many times sooner than the baseline; null where that is not known
     * @param links wire bytes and use by link and direction: {@code [forward, backward]}
     */
    record ShownMethod(
            String label,
            String id,
            String colour,
            String dashes,
            String mark,
            boolean baseline,
            String standing,
            @Nullable String ending,
            ShownCurve curve,
            @Nullable Double lastValue,
            @Nullable String lastText,
            double seconds,
            ShownTime time,
            @Nullable Double targetSeconds,
            @Nullable String targetText,
            @Nullable Double speedUp,
            double chargedBytes,
            double linkBytes,
            @Nullable Double fewerChargedBytes,
            @Nullable Double busiestLinkUse,
            @Nullable Double dollars,
            Map<String, List<ShownUse>> links) {}

    record ShownUse(double bytes, double use) {}

    /** A link, each way. */
    record ShownLink(
            String id,
            String from,
            String to,
            long forward,
            long backward,
            double latencyMillis,
            double backwardLatencyMillis,
            double loss,
            double backwardLoss) {}

    record ShownNetwork(String name, String fidelity, List<ShownLink> links, List<String> workers) {}

    private FiguresForm() {}

    /** The same run compared with another method. @throws RequestRefused if it has none of that label */
    static RunRecord against(RunRecord run, @Nullable String baseline) {
        if (baseline == null || baseline.equals(run.baseline())) {
            return run;
        }
        if (!run.labels().contains(baseline)) {
            throw new RequestRefused(
                    RequestRefused.UNPROCESSABLE,
                    "baseline: found " + baseline + "; allowed: " + String.join(", ", run.labels()) + ".");
        }
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

    /**
     * What is sent.
     *
     * @param run with the baseline that was asked for
     * @param first label of the method that has the first colour, whatever the baseline
     * @param command what prints the same on a terminal
     */
    static Shown of(String id, RunRecord run, String first, String command, boolean remembered, double millis) {
        Comparison comparison = Comparison.of(run);
        MeasureInfo measure = run.measures().headline();
        Target target = run.targets().isEmpty() ? null : run.targets().get(0);
        List<ShownMethod> methods = new ArrayList<>();
        int next = 1;
        for (MethodSummary method : comparison.methods()) {
            CurveStyle style = new CurveStyle(method.label().equals(first) ? 0 : next++);
            methods.add(method(run, method, measure, style));
        }
        return new Shown(
                id,
                new ShownMeasure(
                        measure.label(),
                        MeasureWords.axis(MeasureWords.taken(run.measures(), measure), measure),
                        measure.higherIsBetter()),
                target == null
                        ? null
                        : new ShownTarget(target.label(), run.measures().on(measure, target)),
                run.baseline(),
                comparison.methods().isEmpty()
                        ? 0
                        : comparison.methods().get(0).seeds().size(),
                Headline.of(comparison),
                methods,
                network(run),
                PlainWords.of(comparison),
                command,
                remembered,
                millis);
    }

    private static ShownMethod method(RunRecord run, MethodSummary method, MeasureInfo measure, CurveStyle style) {
        Spread last = method.measure(measure).last();
        TargetSummary target =
                method.targets().isEmpty() ? null : method.targets().get(0);
        Spread reached = target == null ? null : target.seconds();
        TimeShares time = method.time();
        Spread dollars = method.dollars();
        return new ShownMethod(
                method.label(),
                method.id(),
                style.colourClass(),
                style.dashText(),
                style.markPath(4.2),
                method.baseline(),
                switch (method.standing()) {
                    case FINISHED -> "finished";
                    case NEVER_EXCHANGED -> "never exchanged";
                    case DIVERGED -> "diverged";
                    case STOPPED -> "stopped";
                    case FAILED -> "failed";
                },
                ending(method),
                curve(run, method, measure),
                last == null ? null : finite(last.mean()),
                last == null ? null : MeasureWords.spread(measure, last, " ± "),
                method.simulatedSeconds().mean(),
                new ShownTime(
                        time.share(time.compute()),
                        time.share(time.exposedCommunication()),
                        time.share(time.waiting()),
                        time.share(time.idle())),
                reached == null ? null : finite(reached.mean()),
                target == null ? null : RunTable.toTarget(target),
                target == null ? method.speedUp() : target.speedUp(),
                method.chargedBytes(),
                method.linkBytes(),
                method.fewerChargedBytes(),
                finite(method.busiestLinkUse()),
                dollars == null ? null : finite(dollars.mean()),
                links(run, method));
    }

    private static @Nullable String ending(MethodSummary method) {
        for (MethodRecord seed : method.seeds()) {
            if (seed.outcome().message() != null) {
                return method.isTrained()
                        ? Outcomes.completion(seed, method.seeds().size() > 1)
                        : Outcomes.sentence(seed, method.seeds().size() > 1);
            }
        }
        return null;
    }

    /** Seeds are evaluated after the same steps; where one ended early the mean ends with it. */
    private static ShownCurve curve(RunRecord run, MethodSummary method, MeasureInfo measure) {
        Function<CurvePoint, @Nullable Double> value = run.measures().values(measure.id());
        ShownCurve curve = new ShownCurve(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int points = method.seeds().stream()
                .mapToInt(seed -> seed.curve().size())
                .min()
                .orElse(0);
        for (int i = 0; i < points; i++) {
            double sum = 0;
            double nanos = 0;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            boolean taken = true;
            for (MethodRecord seed : method.seeds()) {
                CurvePoint point = seed.curve().get(i);
                Double found = value.apply(point);
                taken &= found != null && Double.isFinite(found);
                if (taken && found != null) {
                    sum += found;
                    nanos += point.simulatedNanos();
                    low = Math.min(low, found);
                    high = Math.max(high, found);
                }
            }
            if (taken) {
                int seeds = method.seeds().size();
                curve.steps().add(method.seeds().get(0).curve().get(i).step());
                curve.seconds().add(nanos / seeds / 1e9);
                curve.mean().add(sum / seeds);
                curve.low().add(low);
                curve.high().add(high);
            }
        }
        return curve;
    }

    private static Map<String, List<ShownUse>> links(RunRecord run, MethodSummary method) {
        Map<String, LinkRecord> links = new TreeMap<>();
        run.network().links().forEach(link -> links.put(link.id(), link));
        Map<String, double[]> sums = new TreeMap<>();
        int seeds = method.seeds().size();
        for (MethodRecord seed : method.seeds()) {
            double seconds = seed.totals().simulatedNanos() / 1e9;
            for (ArcTraffic arc : seed.arcs()) {
                LinkRecord link = links.get(arc.link());
                if (link == null) {
                    continue;
                }
                boolean isForward = arc.from().equals(link.from());
                long capacity = isForward ? link.forwardBitsPerSecond() : link.backwardBitsPerSecond();
                double[] sum = sums.computeIfAbsent(arc.link(), id -> new double[4]);
                int at = isForward ? 0 : 2;
                sum[at] += (double) arc.wireBytes() / seeds;
                double use = arc.wireBytes() * 8.0 / (capacity * seconds);
                sum[at + 1] += Double.isFinite(use) ? use / seeds : 0;
            }
        }
        ImmutableMap.Builder<String, List<ShownUse>> shown = ImmutableMap.builder();
        sums.forEach((id, sum) -> shown.put(id, List.of(new ShownUse(sum[0], sum[1]), new ShownUse(sum[2], sum[3]))));
        return shown.buildOrThrow();
    }

    private static ShownNetwork network(RunRecord run) {
        Set<String> seen = new LinkedHashSet<>();
        List<ShownLink> links = new ArrayList<>();
        for (LinkRecord link : run.network().links()) {
            if (seen.add(link.id())) {
                Long latencyBack = link.backwardLatencyNanos();
                Double lossBack = link.backwardLossRate();
                links.add(new ShownLink(
                        link.id(),
                        link.from(),
                        link.to(),
                        link.forwardBitsPerSecond(),
                        link.backwardBitsPerSecond(),
                        link.latencyNanos() / 1e6,
                        (latencyBack == null ? link.latencyNanos() : latencyBack) / 1e6,
                        link.lossRate(),
                        lossBack == null ? link.lossRate() : lossBack));
            }
        }
        return new ShownNetwork(
                run.network().name(),
                run.network().fidelity(),
                links,
                run.network().workerNodes());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
