package org.longhaul.scenario.engine.record;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.FlowRecord;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.analysis.record.disturbance.RetryRecord;
import org.longhaul.scenario.engine.plan.DisturbancePlan;
import org.longhaul.scenario.engine.plan.JobPlan;
import org.longhaul.scenario.engine.plan.JobWords;
import org.longhaul.scenario.engine.simulation.PartialFault;
import org.longhaul.scenario.engine.simulation.Replays;
import org.longhaul.scenario.engine.simulation.UnitConditions;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.Occurrence;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.workload.result.BackgroundJobResult;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.simulator.workload.run.RunConditions;
import org.longhaul.topology.Topology;

/**
 * Writes down what disturbed a unit, and computes what each cause cost by running the unit's recorded steps again.
 *
 * <p>The causes are put in one after another: first the unit alone without faults, then with the other jobs and flows, then
 * with one fault more of the scenario in its order each time. What each adds is its cost, so that the costs sum to the
 * difference exactly, as the effects of a network model do in {@link Departures}. Besides, each of the {@value #MOST_ALONE}
 * longest incidents is left out of the whole, and the other incidents of each fault together; what the run gains is their
 * cost. These do not sum to anything, since incidents meet.
 *
 * <p>Nothing is run again of a method that could not go on, and of one that asks the network: without an incident it would
 * have been answered otherwise, and its steps would have been others.
 */
final class DisturbanceRecorder {
    /** Incidents that are left out one by one. */
    static final int MOST_ALONE = 20;

    private static final int MOST_INCIDENTS = 4000;
    private static final int PARTS = 240;
    private static final long MOST_STEPS_ALONE = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final UnitOutcome unit;
    private final UnitConditions conditions;
    private final DisturbancePlan plan;
    private final boolean withCosts;
    private final boolean canReplay;
    private final long runNanos;
    private final Replays replays;

    DisturbanceRecorder(UnitOutcome unit) {
        this(unit, true);
    }

    private DisturbanceRecorder(UnitOutcome unit, boolean withCosts) {
        this.unit = unit;
        this.conditions = unit.simulation().conditions();
        this.plan = conditions.plan();
        this.withCosts = withCosts;
        this.canReplay =
                withCosts && unit.result() != null && !unit.method().training().asksNetwork();
        this.runNanos = unit.endNanos();
        this.replays = new Replays(runNanos, this::nanos);
    }

    /** One that runs nothing again: what happened is written down, and not what it cost. */
    static DisturbanceRecorder withoutCosts(UnitOutcome unit) {
        return new DisturbanceRecorder(unit, false);
    }

    /** One incident that struck, and its place among all. */
    private record Struck(int index, Fault fault, Occurrence occurrence) {
        boolean isOf(Fault other) {
            return fault.name().equals(other.name());
        }

        Incident incident() {
            return occurrence.incident();
        }

        boolean isVariation() {
            return incident().kind() == Incident.Kind.VARIATION;
        }

        long lastedNanos(long runNanos) {
            return Math.min(incident().endNanos(), runNanos) - incident().startNanos();
        }
    }

    /** The disturbances, or null when the scenario has none. */
    @Nullable
    Disturbances disturbances() {
        if (plan.isEmpty()) {
            return null;
        }
        List<Struck> all = struck();
        List<Struck> alone = all.stream()
                .filter(struck -> !struck.isVariation())
                .sorted(Comparator.comparingLong((Struck h) -> -h.lastedNanos(runNanos))
                        .thenComparingLong(h -> h.incident().startNanos()))
                .limit(MOST_ALONE)
                .toList();
        Long shared = !canReplay ? null : replays.without(indices(all), () -> conditions.of(silent(), true));
        Long calm = canReplay && plan.isShared() ? nanos(conditions.calm()) : shared;
        return new Disturbances(
                incidents(all, alone),
                retries(),
                unit.surroundings().retries().size(),
                faults(all, alone, shared),
                jobs(),
                flows(),
                calm,
                calm == null || shared == null ? null : Long.valueOf(shared - calm),
                pace());
    }

    private List<Fault> silent() {
        return plan.faults().stream()
                .map(fault -> PartialFault.silent(fault.name()))
                .toList();
    }

    /** Every incident that began before the run was over, by fault; where the run stopped for ever, also that of this moment. */
    private List<Struck> struck() {
        List<Struck> all = new ArrayList<>();
        long lastNanos = unit.result() == null ? runNanos : runNanos - 1;
        for (Fault fault : plan.faults()) {
            for (Occurrence each : unit.surroundings().occurrences()) {
                if (each.incident().fault().equals(fault.name())
                        && each.incident().startNanos() <= lastNanos) {
                    all.add(new Struck(all.size(), fault, each));
                }
            }
        }
        return all;
    }

    private List<IncidentRecord> incidents(List<Struck> all, List<Struck> alone) {
        IncidentRecords records = new IncidentRecords(unit.plan().topology(), runNanos);
        BitSet single = indices(alone);
        List<Struck> kept = all.stream()
                .sorted(Comparator.comparing(Struck::isVariation)
                        .thenComparingLong(h -> h.incident().startNanos()))
                .limit(MOST_INCIDENTS)
                .sorted(Comparator.comparingLong(h -> h.incident().startNanos()))
                .toList();
        List<IncidentRecord> incidents = new ArrayList<>();
        for (Struck struck : kept) {
            boolean computed = single.get(struck.index()) && canReplay;
            incidents.add(records.of(struck.incident(), computed ? gain(struck.fault(), List.of(struck)) : null));
        }
        return incidents;
    }

    private List<RetryRecord> retries() {
        Topology topology = unit.plan().topology();
        return unit.surroundings().retries().stream()
                .limit(MOST_INCIDENTS)
                .map(retry -> new RetryRecord(
                        topology.node(retry.sourceNode()).id(),
                        topology.node(retry.targetNode()).id(),
                        retry.attempt(),
                        retry.atNanos(),
                        retry.resumeNanos()))
                .toList();
    }

    private List<FaultCost> faults(List<Struck> all, List<Struck> alone, @Nullable Long sharedNanos) {
        List<FaultCost> costs = new ArrayList<>();
        List<Fault> active = new ArrayList<>(silent());
        Long before = sharedNanos;
        List<Struck> missing = new ArrayList<>(all);
        BitSet single = indices(alone);
        for (int i = 0; i < plan.faults().size(); i++) {
            Fault fault = plan.faults().get(i);
            active.set(i, fault);
            missing.removeIf(h -> h.isOf(fault));
            Long after = !canReplay
                    ? null
                    : replays.without(indices(missing), () -> conditions.of(List.copyOf(active), true));
            List<Struck> own = all.stream().filter(h -> h.isOf(fault)).toList();
            List<Struck> others =
                    own.stream().filter(h -> !single.get(h.index())).toList();
            boolean gained = !others.isEmpty() && canReplay;
            costs.add(new FaultCost(
                    fault.name(),
                    fault.model().id(),
                    own.size(),
                    affectedNanos(own),
                    before == null || after == null ? null : Long.valueOf(after - before),
                    others.size(),
                    gained ? gain(fault, others) : null));
            before = after;
        }
        return costs;
    }

    /** Time in which at least one of the incidents lasted. */
    private long affectedNanos(List<Struck> incidents) {
        RangeSet<Long> affected = TreeRangeSet.create();
        for (Struck struck : incidents) {
            long start = struck.incident().startNanos();
            affected.add(Range.closedOpen(start, start + struck.lastedNanos(runNanos)));
        }
        return affected.asRanges().stream()
                .mapToLong(range -> range.upperEndpoint() - range.lowerEndpoint())
                .sum();
    }

    private static BitSet indices(List<Struck> incidents) {
        BitSet indices = new BitSet();
        incidents.forEach(struck -> indices.set(struck.index()));
        return indices;
    }

    /** How much sooner the run ends without some incidents of a fault; null when it would not end then. */
    private @Nullable Long gain(Fault fault, List<Struck> incidents) {
        BitSet leftOut = new BitSet();
        incidents.forEach(struck -> leftOut.set(struck.occurrence().ordinal()));
        List<Fault> rest = plan.faults().stream()
                .map(other -> other.name().equals(fault.name()) ? PartialFault.of(fault, leftOut) : other)
                .toList();
        Long without = replays.without(indices(incidents), () -> conditions.of(rest, true));
        return without == null ? null : Long.valueOf(runNanos - without);
    }

    /** Duration of the recorded steps under some conditions; null when they cannot finish. */
    private @Nullable Long nanos(RunConditions besides) {
        try {
            return unit.simulation()
                    .run(
                            unit.plan().scenario().network().fidelity(),
                            unit.steps(),
                            ExecutionListener.NONE,
                            TimelineSink.NONE,
                            besides)
                    .elapsedNanos();
        } catch (StalledWorkloadException e) {
            return null;
        }
    }

    private List<JobRecord> jobs() {
        List<JobRecord> jobs = new ArrayList<>();
        for (int i = 0; i < plan.jobs().size(); i++) {
            JobPlan job = plan.jobs().get(i);
            List<String> hosts = new ArrayList<>();
            for (int node : job.nodes()) {
                hosts.add(unit.plan().topology().node(node).id());
            }
            BackgroundJobResult done = unit.surroundings().jobs().get(i);
            long steps = done.steps();
            jobs.add(new JobRecord(
                    job.section().name(),
                    JobWords.of(job),
                    hosts,
                    steps,
                    steps == 0 ? null : Double.valueOf((double) done.stepNanos()),
                    steps == 0 || !withCosts ? null : aloneStepNanos(job, steps),
                    done.hasFinished() ? "had done all its steps" : null));
        }
        return jobs;
    }

    /** Mean time of a job's step with the network to itself, over as many steps as it came to, up to a bound. */
    private @Nullable Double aloneStepNanos(JobPlan job, long steps) {
        try {
            ExecutionResult alone = unit.simulation()
                    .run(
                            unit.plan().scenario().network().fidelity(),
                            conditions.job(job, Math.min(steps, MOST_STEPS_ALONE)),
                            ExecutionListener.NONE,
                            TimelineSink.NONE,
                            conditions.calm());
            return (double) alone.elapsedNanos() / alone.steps();
        } catch (StalledWorkloadException e) {
            return null;
        }
    }

    private List<FlowRecord> flows() {
        List<FlowRecord> flows = new ArrayList<>();
        for (int i = 0; i < plan.flows().size(); i++) {
            BackgroundFlows flow = plan.flows().get(i);
            long bytes = unit.surroundings().flows().get(i).bytes();
            flows.add(new FlowRecord(
                    flow.name(),
                    JobWords.setting(flow.settings(), "from"),
                    JobWords.setting(flow.settings(), "to"),
                    bytes,
                    runNanos == 0 ? 0 : bytes * (double) Byte.SIZE * NANOS_PER_SECOND / runNanos));
        }
        return flows;
    }

    private List<Double> pace() {
        double[] pace = new double[PARTS];
        long steps = unit.execution().steps();
        double part = (double) Math.max(1, runNanos) / PARTS;
        for (long step = 0; step < steps; step++) {
            double from = unit.execution().endNanos(step) / part;
            double until = Math.max(from + 1e-9, unit.execution().endNanos(step + 1) / part);
            for (int i = (int) from; i < PARTS && i < until; i++) {
                pace[i] += (Math.min(until, i + 1) - Math.max(from, i)) / (until - from);
            }
        }
        List<Double> all = new ArrayList<>();
        for (double steady : pace) {
            all.add(steady);
        }
        return all;
    }
}
