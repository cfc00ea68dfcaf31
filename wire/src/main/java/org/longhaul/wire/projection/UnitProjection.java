package org.longhaul.wire.projection;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.engine.simulation.Simulation;
import org.longhaul.scenario.engine.simulation.UnitConditions;
import org.longhaul.scenario.engine.workload.ChargedModel;
import org.longhaul.scenario.engine.workload.Projection;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.simulator.workload.run.EventBudget;
import org.longhaul.topology.Topology;

/**
 * Simulates the steps of one method that were made on the wire in one session, with the trained model's own bytes: its processes, and
 * their connections, were new when it began.
 */
final class UnitProjection {
    private final RunPlan plan;
    private final MethodPlan method;
    private final long seed;
    private final UnitProgress training;
    private final SessionSteps session;
    private final List<Fault> faults;
    private final RunLengthTrace<StepEvents> made;
    private final Projection asTrained;

    /**
     * @param session steps that were made on the wire, which may have ended early
     * @param faults what happened meanwhile
     */
    UnitProjection(
            RunPlan plan,
            MethodPlan method,
            long seed,
            SessionSteps session,
            List<Fault> faults,
            UnitProgress training) {
        this.plan = plan;
        this.method = method;
        this.seed = seed;
        this.training = training;
        this.session = session;
        this.faults = faults;
        this.made = part(training.trace(), session.doneBefore(), session.count());
        if (made.steps() < session.count()) {
            throw new IllegalArgumentException("the training of " + method.label() + " has "
                    + training.trace().steps() + " steps, and the wire run "
                    + (session.doneBefore() + session.count()) + "; the scenario in the run's folder was changed");
        }
        // What crosses the wire is the trained model, whatever the scenario charges.
        this.asTrained = Projection.onto(
                method.trainedGroups(),
                method.trainedGroups(),
                ChargedModel.trained(
                                method.model(),
                                method.training().batch(),
                                method.training().context())
                        .forwardFlops());
    }

    private static final class Heard implements ExecutionListener {
        private final LongArrayList ends = new LongArrayList();
        private final List<ExchangeTiming> exchanges = new ArrayList<>();

        @Override
        public void stepCompleted(long step, long endNanos, StepTimes times) {
            ends.add(endNanos);
        }

        @Override
        public void exchangeCompleted(ExchangeTiming exchange) {
            exchanges.add(exchange);
        }

        @Override
        public boolean wantsEstimates() {
            return false;
        }
    }

    /** The steps that are simulated. */
    RunLengthTrace<StepEvents> steps() {
        return made;
    }

    /** Lets every member compute for as long as it did. */
    ComputeModel compute(MeasuredUnit measured) {
        return MeasuredCompute.of(measured, session.first(), made, asTrained);
    }

    ProjectedUnit simulated(ComputeModel compute, TimelineSink timeline) {
        return simulated(compute, plan.scenario().network().execution(), timeline);
    }

    /** @param execution how exchanges are carried out */
    ProjectedUnit simulated(ComputeModel compute, ExecutionSettings execution, TimelineSink timeline) {
        UnitConditions conditions = new UnitConditions(plan.disturbances(), new RandomStreams(seed), execution, job -> {
            throw new IllegalStateException("a projection of a wire run has no other jobs");
        });
        Simulation simulation = new Simulation(
                plan,
                plan.nodes(method),
                compute,
                method.collectives(),
                execution,
                conditions,
                new RunControl(),
                EventBudget.UNLIMITED);
        Heard heard = new Heard();
        ExecutionResult result = simulation.run(
                plan.scenario().network().fidelity(),
                WorkloadSource.of(program().player()),
                heard,
                timeline,
                conditions.of(faults, true));
        return new ProjectedUnit(
                heard.ends.toLongArray(),
                result.workers(),
                heard.exchanges,
                sent(result, false),
                sent(result, true),
                training,
                execution.exchangeOverheadNanos());
    }

    private static RunLengthTrace<StepEvents> part(RunLengthTrace<StepEvents> trace, long before, long steps) {
        RunLengthTrace.Recorder<StepEvents> recorder = new RunLengthTrace.Recorder<>();
        long skipped = before;
        long left = steps;
        for (RunLengthTrace.Run run : trace.sequence()) {
            long skips = Math.min(skipped, run.count());
            skipped -= skips;
            long count = Math.min(left, run.count() - skips);
            if (count > 0) {
                recorder.add(trace.dictionary().get(run.step()), count);
                left -= count;
            }
        }
        return recorder.trace();
    }

    private RunLengthTrace<Step> program() {
        StepBuilder builder = new StepBuilder(asTrained, method.policy(), (bytes, steps) -> {
            throw new IllegalStateException("a wire run has no buckets");
        });
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        for (RunLengthTrace.Run run : made.sequence()) {
            steps.add(builder.build(made.dictionary().get(run.step())).step(), run.count());
        }
        return steps.trace();
    }

    /** Bytes that left the host of each member. */
    private long[] sent(ExecutionResult result, boolean withHeaders) {
        Topology topology = plan.topology();
        int[] nodes = plan.nodes(method);
        long[] sent = new long[nodes.length];
        for (int member = 0; member < nodes.length; member++) {
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                if (topology.arcSource(arc) == nodes[member]) {
                    sent[member] += withHeaders ? result.arcWireBytes(arc) : result.arcPayloadBytes(arc);
                }
            }
        }
        return sent;
    }
}
