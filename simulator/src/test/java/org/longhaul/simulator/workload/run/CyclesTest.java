package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.RepeatedSteps;
import org.longhaul.simulator.workload.result.StalledWorkloadException;

/** Recorded steps with periods within periods, whose cycles are passed over at once: all is as if each step had been simulated. */
class CyclesTest {

    private static final List<String> MODELS = List.of(Bench.ANALYTIC, Bench.FLUID, "flow", Bench.TRANSFERS);

    /** Hears all, and counts the steps that it hears of at once. */
    private static final class Cycles {
        private final RepetitionTest.Transcript transcript = new RepetitionTest.Transcript() {
            @Override
            public void repeated(RepeatedSteps cycle) {
                steps += cycle.times() * cycle.period();
                int before = lines.size();
                super.repeated(cycle);
                // What a listener may add up instead of hearing each.
                assertThat(lines.size() - before)
                        .isEqualTo(cycle.times()
                                * (cycle.period() + cycle.exchanges().size()));
            }
        };
        private long steps;
    }

    private record Outcome(@Nullable ExecutionResult result, List<String> lines, long stepsAtOnce) {}

    private static Outcome run(
            RandomRun run, RunConditions conditions, RunLengthTrace<Step> trace, boolean recognises) {
        Cycles cycles = new Cycles();
        WorkloadExecutor executor = new WorkloadExecutor(
                Bench.network(run.topology, run.model),
                Bench.firstHosts(run.topology, run.workers),
                run.compute,
                Collectives.withDefaults(),
                new ExecutionSettings(run.channels, 1000, 1, 5, recognises),
                TimelineSink.NONE,
                conditions);
        try {
            ExecutionResult result = executor.run(WorkloadSource.of(trace.player()), cycles.transcript);
            return new Outcome(result, cycles.transcript.lines, cycles.steps);
        } catch (StalledWorkloadException e) {
            return new Outcome(null, cycles.transcript.lines, cycles.steps);
        }
    }

    /** A state every period, a second every few of these and so on, or fragments that travel during the next step or longer. */
    private static RunLengthTrace<Step> trace(Random random, int workers) {
        int[] periods = new int[3];
        periods[0] = 1 + random.nextInt(9);
        periods[1] = periods[0] * (1 + random.nextInt(3));
        periods[2] = random.nextBoolean() ? periods[1] * (1 + random.nextInt(3)) : 1 + random.nextInt(30);
        int late = random.nextInt(3);
        List<ExchangeSpec> states = new ArrayList<>();
        for (int i = 0; i < periods.length; i++) {
            states.add(Bench.allReduce("state" + i, workers, 1000 + random.nextInt(1_500_000), "ring"));
        }
        List<Step> travelling = new ArrayList<>();
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        int length = 150 + random.nextInt(150);
        for (int index = 0; index < length; index++) {
            List<ExchangeSpec> exchanges = new ArrayList<>();
            for (int i = 0; i < periods.length; i++) {
                if ((index + 1) % periods[i] == 0) {
                    exchanges.add(states.get(i));
                }
            }
            List<Operation> program = new ArrayList<>(List.of(new Compute(Phase.FORWARD, List.of())));
            program.add(new Compute(Phase.BACKWARD, List.of()));
            if (late > 0 && index >= late) {
                Step earlier = travelling.get(index - late);
                for (int i = 0; i < earlier.exchanges().size(); i++) {
                    program.add(new Await(i, late));
                }
            }
            for (int i = 0; i < exchanges.size(); i++) {
                program.add(new Begin(i));
            }
            for (int i = 0; i < exchanges.size() && late == 0; i++) {
                program.add(new Await(i));
            }
            program.add(new Compute(Phase.UPDATE, List.of()));
            travelling.add(steps.add(new Step(exchanges, program)));
        }
        return steps.trace();
    }

    private static long compare(long seed, boolean isDisturbed) {
        RandomRun run = new RandomRun(seed, MODELS, false);
        RunLengthTrace<Step> trace = trace(new Random(seed), run.workers);
        RunConditions conditions = isDisturbed ? run.conditions : RunConditions.NONE;
        Outcome on = run(run, conditions, trace, true);
        Outcome off = run(run, conditions, trace, false);
        String what = "seed " + seed + " on " + run.model + " " + run.topology + " " + conditions;
        assertThat(off.stepsAtOnce()).isZero();
        assertThat(on.lines()).as(what).isEqualTo(off.lines());
        assertThat(on.result() == null).as(what).isEqualTo(off.result() == null);
        if (on.result() != null && off.result() != null) {
            assertThat(on.result().steps()).as(what).isEqualTo(trace.steps());
            assertThat(on.result().fingerprint())
                    .as(what)
                    .isEqualTo(off.result().fingerprint());
            assertThat(on.result().elapsedNanos())
                    .as(what)
                    .isEqualTo(off.result().elapsedNanos());
            assertThat(on.result().workers()).as(what).isEqualTo(off.result().workers());
            assertThat(on.result().surroundings())
                    .as(what)
                    .isEqualTo(off.result().surroundings());
            for (int arc = 0; arc < run.topology.arcCount(); arc++) {
                assertThat(on.result().arcPayloadBytes(arc))
                        .as(what)
                        .isEqualTo(off.result().arcPayloadBytes(arc));
                assertThat(on.result().arcWireBytes(arc))
                        .as(what)
                        .isEqualTo(off.result().arcWireBytes(arc));
            }
        }
        return on.stepsAtOnce();
    }

    @Test
    void cyclesOnAQuietNetwork() {
        long atOnce = 0;
        int runs = Draws.of(20, 40);
        for (long seed = 100; seed < 100 + runs; seed++) {
            atOnce += compare(seed, false);
        }
        assertThat(atOnce).isGreaterThan(35L * runs);
    }

    @Test
    void cyclesBetweenFaults() {
        long atOnce = 0;
        int runs = Draws.of(20, 40);
        for (long seed = 200; seed < 200 + runs; seed++) {
            atOnce += compare(seed, true);
        }
        assertThat(atOnce).isGreaterThan(10L * runs);
    }

    /** Workers that drift apart, and exchanges that reach into the next step, come to a common moment once in a cycle. */
    @Test
    void stretchesOfSeveralStepsAreRecognised() {
        RunLengthTrace.Recorder<Step> steps = new RunLengthTrace.Recorder<>();
        Step local = Bench.synchronous();
        Step exchange = Bench.synchronous(Bench.allReduce("parameters", 3, 1_000_000, "ring"));
        for (int index = 0; index < 1000; index++) {
            steps.add(index % 10 == 9 ? exchange : local);
        }
        long[] nanos = {100_000_000, 150_000_000, 220_000_000};
        for (String model : MODELS) {
            ExecutionResult result = Bench.run(
                    Bench.network(Bench.star(4, "1 Gbit/s", Duration.ofMillis(2)), model),
                    3,
                    ComputeModels.ofStepTime(nanos, new PhaseShares(0.3, 0.6, 0.1)),
                    WorkloadSource.of(steps.trace().player()));
            assertThat(result.repeatedSteps()).as(model).isGreaterThan(900);
        }
    }
}
