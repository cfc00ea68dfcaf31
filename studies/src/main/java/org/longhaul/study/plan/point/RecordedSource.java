package org.longhaul.study.plan.point;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.replay.ReplayPlan;
import org.longhaul.scenario.section.ComputeKind;

/** A recorded run: losses are the recorded ones, and the network is simulated anew at each point. */
public final class RecordedSource implements PointSource {
    private static final double NANOS = 1e9;
    private static final int MOST_KEPT = 256;

    private final Path run;
    private final Replay replay;
    private final Map<String, Double> reach;
    private final @Nullable Double tokens;

    /** What was simulated, by changes: all methods at once. */
    private final Map<String, Answered> answered = new LinkedHashMap<>();

    private record Answered(ReplayPlan plan, RunRecord record) {}

    /**
     * Reads a run.
     *
     * @param reach the measure that is to reach a value; empty for none
     * @param tokens items of all workers after which a method is there; null for the whole training
     */
    public RecordedSource(Path run, Map<String, Double> reach, @Nullable Double tokens) throws IOException {
        this.run = run;
        this.reach = reach;
        this.tokens = tokens;
        replay = Replay.of(run);
    }

    @Override
    public String name() {
        return String.valueOf(run.getFileName());
    }

    @Override
    public boolean isOfSchedules() {
        return false;
    }

    @Override
    public YamlDocument document() {
        return replay.document();
    }

    @Override
    public void check(ScenarioChanges changes) {
        replay.plan(changes);
    }

    @Override
    public List<String> methods() {
        return replay.plan(ScenarioChanges.none()).plan().methods().stream()
                .map(MethodPlan::label)
                .toList();
    }

    /** Seeds that were recorded. */
    public List<Long> seeds() {
        return replay.manifest().seeds();
    }

    @Override
    public MethodFigures figures(ScenarioChanges changes, String method, @Nullable Long seed) {
        Answered known = answered.get(changes.list().toString());
        if (known == null) {
            if (answered.size() >= MOST_KEPT) {
                answered.clear();
            }
            ReplayPlan plan = replay.plan(changes);
            known = new Answered(plan, plan.figures());
            answered.put(changes.list().toString(), known);
        }
        List<MethodRecord> records = known.record().seedsOf(method).stream()
                .filter(each -> seed == null || each.seed() == seed)
                .toList();
        if (records.isEmpty()) {
            return MethodFigures.none(method, "seed " + seed + " was not recorded");
        }
        List<MethodFigures> each = new ArrayList<>();
        for (MethodRecord record : records) {
            each.add(ofSeed(known, record));
        }
        return mean(each);
    }

    /** The mean over the seeds; where some do not reach the target there is none. */
    private static MethodFigures mean(List<MethodFigures> seeds) {
        MethodFigures first = seeds.get(0);
        List<MethodFigures> missing =
                seeds.stream().filter(each -> each.seconds() == null).toList();
        if (!missing.isEmpty()) {
            String why = String.valueOf(missing.get(0).shortfall());
            return MethodFigures.none(
                    first.method(),
                    seeds.size() == 1 ? why : why + " (" + missing.size() + " of " + seeds.size() + " seeds)");
        }
        double n = seeds.size();
        double seconds = 0;
        double utilisation = 0;
        double compute = 0;
        double sent = 0;
        Double dollars = first.linkDollars() == null ? null : Double.valueOf(0);
        Double quality = first.quality() == null ? null : Double.valueOf(0);
        long steps = 0;
        for (MethodFigures each : seeds) {
            seconds += (each.seconds() == null ? 0 : each.seconds()) / n;
            utilisation += each.utilisation() / n;
            compute += each.computeSeconds() / n;
            sent += each.sentBytes() / n;
            steps += each.steps();
            quality = quality == null || each.quality() == null ? null : quality + each.quality() / n;
            dollars = dollars == null || each.linkDollars() == null ? null : dollars + each.linkDollars() / n;
        }
        return new MethodFigures(
                first.method(),
                seconds,
                null,
                steps / seeds.size(),
                utilisation,
                compute,
                first.workers(),
                first.devices(),
                first.device(),
                sent,
                dollars,
                first.validity(),
                first.fidelity(),
                quality,
                first.measure());
    }

    /** When the target is met, and which part of the run's bytes has been sent by then. */
    private record Met(double seconds, long steps, double linkBytes) {}

    private MethodFigures ofSeed(Answered of, MethodRecord record) {
        if (record.outcome().kind() != Outcome.Kind.COMPLETED) {
            return MethodFigures.none(
                    record.label(),
                    "the run came to no end: " + record.outcome().message());
        }
        double total = record.totals().simulatedNanos() / NANOS;
        double allBytes = record.totals().volume().linkBytes();
        Met met = new Met(total, record.totals().steps(), allBytes);
        String missed = null;
        if (!reach.isEmpty()) {
            Map.Entry<String, Double> wanted = reach.entrySet().iterator().next();
            Target target = Target.of(of.record().measures().get(wanted.getKey()), wanted.getValue());
            TimeToTarget time = TimeToTarget.of(of.record().measures(), record, target);
            if (time instanceof TimeToTarget.Reached reached) {
                met = new Met(reached.seconds(), reached.step(), (double) reached.linkBytes());
            } else {
                missed = target.label() + " is not reached";
            }
        } else if (tokens != null) {
            Met at = tokens(record, tokens);
            missed = at == null
                    ? "trains on " + Quantities.count(record.totals().items()) + " in all, and "
                            + Quantities.count(tokens) + " are asked"
                    : null;
            met = at == null ? met : at;
        }
        return missed != null ? MethodFigures.none(record.label(), missed) : figures(of, record, met);
    }

    private static @Nullable Met tokens(MethodRecord record, double wanted) {
        for (CurvePoint point : record.curve()) {
            if (point.items() >= wanted) {
                return new Met(point.simulatedNanos() / NANOS, point.step(), (double)
                        point.volume().linkBytes());
            }
        }
        return null;
    }

    private MethodFigures figures(Answered of, MethodRecord record, Met met) {
        double total = record.totals().simulatedNanos() / NANOS;
        double sentInAll = 0;
        for (ArcTraffic arc : record.arcs()) {
            sentInAll += of.record().network().workerNodes().contains(arc.from()) ? arc.wireBytes() : 0;
        }
        double meanCompute = 0;
        double mostCompute = 0;
        for (WorkerTime worker : record.workers()) {
            meanCompute += worker.computeNanos() / NANOS / record.workers().size();
            mostCompute = Math.max(mostCompute, worker.computeNanos() / NANOS);
        }
        double ofTime = total == 0 ? 1 : met.seconds() / total;
        double allBytes = record.totals().volume().linkBytes();
        double ofBytes = allBytes == 0 ? 1 : met.linkBytes() / allBytes;
        MeasureInfo measure = of.record().measures().headline();
        ComputeKind.Device device = device(of.plan(), record.label());
        return new MethodFigures(
                record.label(),
                met.seconds(),
                null,
                met.steps(),
                total == 0 ? 0 : mostCompute / total,
                meanCompute * ofTime,
                record.workers().size(),
                device == null ? 0 : device.devices(),
                device == null ? null : device.device(),
                sentInAll * ofBytes,
                record.dollars() == null ? null : Double.valueOf(record.dollars() * ofBytes),
                record.validity() == null ? null : record.validity().line(),
                of.record().network().fidelity(),
                record.last(of.record().measures().values(measure.id())),
                measure.label());
    }

    private static ComputeKind.@Nullable Device device(ReplayPlan plan, String label) {
        for (MethodPlan method : plan.plan().methods()) {
            if (method.label().equals(label) && method.compute().settings() instanceof ComputeKind.Device device) {
                return device;
            }
        }
        return null;
    }
}
