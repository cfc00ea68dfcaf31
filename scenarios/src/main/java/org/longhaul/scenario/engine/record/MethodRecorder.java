package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Departure;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.record.Marks;
import org.longhaul.analysis.record.MemoryRecord;
import org.longhaul.analysis.record.MemoryUse;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.MethodTally;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Totals;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunRecords;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.planner.ExchangeSurvey;
import org.longhaul.scenario.engine.workload.BucketChoice;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.run.UnitProgress.Evaluation;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.library.CommunicationLibrary;
import org.longhaul.simulator.collective.library.LockstepLibrary;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Topology;
import org.longhaul.training.WorkerMemory;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.EncodedSize;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.replica.GradientPass;

/** Writes down what a method under a seed came to. */
public final class MethodRecorder {
    private final UnitOutcome unit;
    private final MethodPlan method;
    private final long trainedElements;
    private final double wirePerPayload;
    private final Batches batches;

    public MethodRecorder(UnitOutcome unit) {
        this.unit = unit;
        this.method = unit.method();
        this.trainedElements =
                method.trainedGroups().stream().mapToLong(g -> g.elements()).sum();
        this.wirePerPayload = wirePerPayload();
        this.batches = new Batches(unit.training().trace(), method.training().workers());
    }

    /** Everything, also what takes more simulations of the same steps. */
    public MethodRecord record() {
        Disturbances disturbances = new DisturbanceRecorder(unit).disturbances();
        return record(
                disturbances,
                new TimelineWindow(unit, wirePerPayload).timeline(disturbances),
                new Departures(unit).all());
    }

    /**
     * What the one simulation tells: no time line, no departures, and of the disturbances not what each cost, nor what another job's step
     * takes alone.
     */
    public MethodRecord figures() {
        return record(DisturbanceRecorder.withoutCosts(unit).disturbances(), null, List.of());
    }

    /** What it came to, without what explains it: cheap, for tables of many runs. */
    public MethodTally tally() {
        return new MethodTally(method.label(), unit.seed(), outcome(), totals(), curve(true), workers(), dollars());
    }

    private MethodRecord record(
            @Nullable Disturbances disturbances, @Nullable Timeline timeline, List<Departure> departures) {
        return new MethodRecord(
                method.label(),
                method.section().method().id(),
                unit.seed(),
                settings(),
                outcome(),
                marks(),
                totals(),
                curve(false),
                workers(),
                arcs(),
                unit.execution().exchanges(this::chargedModelBytes, wirePerPayload),
                memory(),
                timeline,
                departures,
                dollars(),
                disturbances,
                ExchangeSurvey.afterwards(unit.plan(), method, unit.trace()).validity(),
                Hearings.of(unit.training().trace(), unit.method().training().workers()),
                Absences.of(
                        unit.execution().absences(),
                        unit.training().trace(),
                        method.training().workers(),
                        (long) method.training().batch() * method.training().context()));
    }

    private Outcome outcome() {
        String diverged = unit.training().diverged();
        Stall stall = unit.stall();
        if (stall != null) {
            return Outcome.failed(stall.words(), StallRecords.of(stall));
        }
        return diverged == null ? completed() : Outcome.diverged(diverged);
    }

    private Outcome completed() {
        StopRule rule = method.training().until();
        long steps = unit.training().steps();
        long most = method.training().steps();
        if (rule == null) {
            return Outcome.completed();
        }
        if (steps < most) {
            return Outcome.completed(
                    "stopped " + rule.words() + " after " + steps + " of " + most + " steps" + afterwards(rule));
        }
        return rule instanceof StopRule.AtTime time && unit.endNanos() < time.nanos()
                ? Outcome.completed("did all its " + most + " steps before " + time.time() + " were over")
                : Outcome.completed();
    }

    /** A closing exchange may lead away from the target that ended training. */
    private String afterwards(StopRule rule) {
        List<Evaluation> all = unit.training().evaluations();
        if (rule instanceof StopRule.AtTarget target) {
            MeasureInfo measure = target.measure();
            Double value = all.get(all.size() - 1).values().get(measure.id());
            if (value != null && !measure.meets(value, target.bound())) {
                return "; after its closing exchange the " + measure.label() + " is "
                        + MeasureWords.value(measure, value);
            }
        }
        return "";
    }

    private Totals totals() {
        long entries = unit.execution().steps();
        long steps = Math.min(entries, unit.training().steps());
        return new Totals(
                steps,
                items(steps),
                unit.endNanos(),
                volume(entries),
                unit.volumes().vectors(entries, method.charged().elements()),
                modelBytes(),
                unit.training().realNanos());
    }

    /** Items that were trained on in the first steps, by those who took part in each. */
    private long items(long steps) {
        TrainingPlan plan = method.training();
        return batches.before(steps) * plan.batch() * plan.context();
    }

    private Volume volume(long entries) {
        return unit.volumes().of(entries, unit.execution().sentBytes(entries), wirePerPayload);
    }

    /** Bytes on the wire for each byte of payload that left a worker's host, over the whole run; 1 when nothing did. */
    private double wirePerPayload() {
        ExecutionResult result = unit.result();
        Topology topology = unit.plan().topology();
        Set<Integer> nodes = new HashSet<>();
        for (int node : unit.plan().nodes(method)) {
            nodes.add(node);
        }
        long payload = 0;
        long wire = 0;
        for (int arc = 0; result != null && arc < topology.arcCount(); arc++) {
            if (nodes.contains(topology.arcSource(arc))) {
                payload += result.arcPayloadBytes(arc);
                wire += result.arcWireBytes(arc);
            }
        }
        return payload == 0 ? 1 : (double) wire / payload;
    }

    /** Size of one charged model as the exchanges of a label encode it, on average over what one of them came to. */
    private long chargedModelBytes(String label) {
        Exchange exchange = first(e -> e.label().equals(label));
        if (exchange == null) {
            throw new IllegalArgumentException("training made no exchange of " + label);
        }
        int vectors = exchange.operation().isWholeOfParts() ? exchange.members().size() : 1;
        return vectors * exchange.bytes(method.charged().elements());
    }

    /** The same in the usual form; if nothing was sent in it, as if what it makes of values were 4 bytes for each. */
    private long modelBytes() {
        Codec usual = method.training().wireFormat();
        Exchange exchange = first(e -> e.codec().equals(usual));
        long elements = method.charged().elements();
        return exchange == null ? usual.bytes(elements, new EncodedSize(1, Float.BYTES)) : exchange.bytes(elements);
    }

    private @Nullable Exchange first(Predicate<Exchange> wanted) {
        for (StepEvents step : unit.training().trace().dictionary()) {
            for (Exchange exchange : step.exchanges()) {
                if (wanted.test(exchange)) {
                    return exchange;
                }
            }
        }
        return null;
    }

    /** @param measuredOnly whether points at which training losses alone were noted are left out */
    private List<CurvePoint> curve(boolean measuredOnly) {
        List<CurvePoint> points = new ArrayList<>();
        List<Evaluation> evaluations = unit.training().evaluations();
        long[] entriesBefore = unit.training().entriesBefore();
        for (int i = 0; i < evaluations.size(); i++) {
            Evaluation evaluation = evaluations.get(i);
            long entries = entriesBefore[i];
            boolean isWanted = !measuredOnly || !evaluation.values().isEmpty();
            if (isWanted && entries <= unit.execution().steps()) {
                points.add(new CurvePoint(
                        evaluation.step(),
                        items(evaluation.step()),
                        unit.execution().endNanos(entries),
                        volume(entries),
                        evaluation.training(),
                        evaluation.values(),
                        evaluation.virtualValues(),
                        evaluation.clients(),
                        evaluation.learningRate()));
            }
        }
        return CountedFigures.in(points, Made.figures(method.section().method()));
    }

    private List<WorkerTime> workers() {
        List<WorkerTime> times = new ArrayList<>();
        ExecutionResult result = unit.result();
        if (result != null) {
            int[] nodes = unit.plan().nodes(method);
            for (int w = 0; w < method.training().workers(); w++) {
                TimeSpent time = result.workers().get(w);
                times.add(new WorkerTime(
                        w,
                        unit.plan().topology().node(nodes[w]).site(),
                        time.computeNanos(),
                        time.exposedCommunicationNanos(),
                        time.waitingForOthersNanos(),
                        time.idleNanos(),
                        result.lostNanos(w)));
            }
        }
        return times;
    }

    private List<ArcTraffic> arcs() {
        List<ArcTraffic> traffic = new ArrayList<>();
        ExecutionResult result = unit.result();
        Topology topology = unit.plan().topology();
        for (int arc = 0; result != null && arc < topology.arcCount(); arc++) {
            if (result.arcPayloadBytes(arc) > 0 || result.arcWireBytes(arc) > 0) {
                traffic.add(new ArcTraffic(
                        topology.links().get(arc / 2).id(),
                        topology.node(topology.arcSource(arc)).id(),
                        topology.node(topology.arcTarget(arc)).id(),
                        result.arcPayloadBytes(arc),
                        result.arcWireBytes(arc)));
            }
        }
        return traffic;
    }

    /** What all that crossed the links costs, by their directions; null where no link has a price, or it came to a halt. */
    private @Nullable Double dollars() {
        ExecutionResult result = unit.result();
        return result == null ? null : LinkPrice.dollars(unit.plan().topology(), result::arcWireBytes);
    }

    private MemoryRecord memory() {
        WorkerMemory use = unit.training().memory();
        MemoryUse trained = new MemoryUse(use.parameters(), use.gradients(), use.optimizerState(), use.methodState());
        if (method.charged().name() == null) {
            return new MemoryRecord(trained, null);
        }
        return new MemoryRecord(
                trained,
                new MemoryUse(
                        scaled(use.parameters()),
                        scaled(use.gradients()),
                        scaled(use.optimizerState()),
                        scaled(use.methodState())));
    }

    private long scaled(long bytes) {
        return Math.round((double) bytes / trainedElements * method.charged().elements());
    }

    private Marks marks() {
        boolean projected = method.charged().name() != null;
        Record compute = method.compute().settings();
        Mark computeMark = Mark.STATED;
        if (compute instanceof ComputeKind.Measured measured) {
            computeMark = measured.scale() == 1 && !projected ? Mark.MEASURED : Mark.SCALED;
        } else if (compute instanceof ComputeKind.Device) {
            computeMark = Mark.SCALED;
        } else if (compute instanceof ComputeKind.Profiles) {
            computeMark = Mark.INFERRED;
        }
        Mark bytes = projected ? Mark.SCALED : Mark.MEASURED;
        return new Marks(Mark.MEASURED, Mark.SIMULATED, computeMark, bytes, bytes);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(
                SettingWords.settings(method.section().method().settings()));
        TrainingPlan training = method.training();
        settings.put("wireFormat", SettingWords.of(method.training().wireFormat()));
        settings.put("steps", Long.toString(training.steps()));
        if (training.until() != null) {
            settings.put("until", "stops " + training.until().words());
        }
        settings.put("batch", training.batchWords());
        if (!training.pass().equals(GradientPass.PLAIN)) {
            settings.put("gradient", training.pass().words());
        }
        if (training.weighting() != null) {
            settings.put("weighting", SettingWords.of(training.weighting()));
        }
        if (training.participation() != null) {
            settings.put("clients", Integer.toString(training.workers()));
            settings.put("participation", SettingWords.of(training.participation()));
            if (training.federation() != null) {
                settings.put("federation", training.federation().toString());
            }
        }
        settings.put("optimizer", SettingWords.of(training.optimizer()));
        settings.put("schedule", SettingWords.of(training.schedule()));
        settings.put("clipping", training.clipping().toString());
        settings.put("compute", SettingWords.of(method.compute()));
        settings.put("collective", method.policy().collective());
        method.policy().collectives().forEach((label, id) -> settings.put("collective of " + label, id));
        Selection<CommunicationLibrary<?>> library =
                unit.plan().scenario().network().library();
        if (!library.id().equals(LockstepLibrary.ID)) {
            settings.put("library", SettingWords.of(library));
        }
        settings.put("overlap", SettingWords.kebab(method.policy().overlap()));
        if (!unit.buckets().isEmpty()) {
            settings.put(
                    RunRecords.BUCKET,
                    String.join(
                            "; ",
                            unit.buckets().stream().map(BucketChoice::words).toList()));
        }
        return settings;
    }
}
