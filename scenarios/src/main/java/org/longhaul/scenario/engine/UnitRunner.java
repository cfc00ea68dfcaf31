package org.longhaul.scenario.engine;

import com.google.common.base.Suppliers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.record.ExecutionRecorder;
import org.longhaul.scenario.engine.record.UnitOutcome;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.engine.simulation.Simulation;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.engine.workload.StepVolumes;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.Muster;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.simulator.workload.result.Surroundings;

/**
 * Runs one method under one seed: training, live or recorded, and simulated clock advance together, the clock asking for the
 * next step when the first worker needs it.
 */
final class UnitRunner {
    private final RunPlan plan;
    private final MethodPlan method;
    private final Simulation simulation;
    private final StepBuilder builder;
    private final ProgressListener progress;

    UnitRunner(RunPlan plan, MethodPlan method, Simulation simulation, StepBuilder builder, ProgressListener progress) {
        this.plan = plan;
        this.method = method;
        this.simulation = simulation;
        this.builder = builder;
        this.progress = progress;
    }

    /** Turns what was done in steps into programs and remembers how much each step charges. */
    private final class ChargedSource implements WorkloadSource {
        private final UnitSteps unit;
        private final RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        private final StepVolumes volumes = new StepVolumes(method.training().workers());

        ChargedSource(UnitSteps unit) {
            this.unit = unit;
        }

        @Override
        public @Nullable Step step(long index, long neededNanos) {
            StepEvents events = unit.step(index, neededNanos);
            if (events == null) {
                return null;
            }
            StepBuilder.ChargedStep charged = builder.build(events);
            volumes.add(charged);
            return steps.add(charged.step());
        }

        @Override
        public long repeat(long index, int period, long most) {
            long times = unit.repeat(index, period, most);
            if (times > 0) {
                volumes.repeat(period, times);
                steps.repeat(period, times);
            }
            return times;
        }

        @Override
        public boolean gathers() {
            return method.training().asksNetwork();
        }

        @Override
        public boolean musters() {
            return method.training().membership() != null;
        }

        @Override
        public int server() {
            return method.section().method().factory().hasServer()
                    ? method.training().workers()
                    : Muster.NO_SERVER;
        }

        @Override
        public void gathered(Gathered gathered) {
            unit.gathered(gathered);
        }
    }

    /**
     * Simulates what the steps hand out.
     *
     * @param wantsEstimates whether the outcome is to tell of all algorithms among which one was chosen
     */
    UnitOutcome run(UnitSteps steps, UnitSeed seed, boolean wantsEstimates) throws IOException {
        ChargedSource source = new ChargedSource(steps);
        ExecutionRecorder recorder = new ExecutionRecorder(progress, wantsEstimates);
        ExecutionResult result = null;
        Stall stall = null;
        Surroundings surroundings;
        long endNanos;
        try {
            result = simulation.run(plan.scenario().network().fidelity(), source, recorder, TimelineSink.NONE);
            endNanos = result.elapsedNanos();
            surroundings = result.surroundings();
        } catch (RunControl.StoppedException e) {
            steps.keep();
            throw e;
        } catch (StalledWorkloadException e) {
            stall = e.stall();
            endNanos = stall.atNanos();
            surroundings = e.surroundings();
        }
        UnitProgress training = steps.finish();
        return new UnitOutcome(
                plan,
                method,
                seed.value(),
                seed.isUsed(),
                simulation,
                training,
                Suppliers.memoize(source.steps::trace),
                recorder,
                source.volumes,
                builder.choices(),
                result,
                stall,
                surroundings,
                endNanos);
    }
}
