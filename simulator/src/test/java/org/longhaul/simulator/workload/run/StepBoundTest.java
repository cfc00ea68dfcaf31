package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.topology.Topology;

@NullUnmarked
final class StepBoundTest {
    private static final int STEPS = 3;

    private static long bound(
            NetworkSetup network, ComputeModel compute, ExecutionSettings settings, int workers, Step step) {
        return Objects.requireNonNull(StepBound.of(
                        network,
                        Bench.firstHosts(network.topology(), workers),
                        compute,
                        Collectives.withDefaults(),
                        settings))
                .nanos(step);
    }

    /** From the end of the first of three equal steps to that of the last. */
    private static long simulated(
            NetworkSetup network, ComputeModel compute, ExecutionSettings settings, int workers, Step step) {
        long[] ends = new long[STEPS];
        new WorkloadExecutor(
                        network,
                        Bench.firstHosts(network.topology(), workers),
                        compute,
                        Collectives.withDefaults(),
                        settings,
                        TimelineSink.NONE)
                .run(Bench.repeat(step, STEPS), new ExecutionListener() {
                    @Override
                    public void stepCompleted(long index, long endNanos, StepTimes times) {
                        ends[(int) index] = endNanos;
                    }
                });
        return ends[STEPS - 1] - ends[0];
    }

    /** Buckets that go out during the backward pass, and some that do after it. */
    private static Step drawn(Random random, int workers) {
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<ReleasePoint> releases = new ArrayList<>();
        int buckets = 1 + random.nextInt(6);
        for (int i = 0; i < buckets; i++) {
            exchanges.add(Bench.allReduce("bucket", workers, 1 + random.nextInt(40_000_000), ExchangeSpec.AUTO));
            releases.add(new ReleasePoint((i + random.nextDouble()) / buckets, i));
        }
        List<Operation> program = new ArrayList<>();
        program.add(new Compute(Phase.FORWARD, List.of()));
        program.add(new Compute(Phase.BACKWARD, releases));
        if (random.nextBoolean()) {
            exchanges.add(Bench.allReduce("more", workers, 1 + random.nextInt(1_000_000), "ring"));
            program.add(new Begin(buckets));
        }
        for (int i = 0; i < exchanges.size(); i++) {
            program.add(new Await(i));
        }
        program.add(new Compute(Phase.UPDATE, List.of()));
        return new Step(exchanges, program);
    }

    @Test
    void noStepIsShorterAndThatOfEqualWorkersIsAsLong() {
        Random random = new Random(7);
        int asLong = 0;
        for (int draw = 0; draw < 150; draw++) {
            int workers = 2 + random.nextInt(4);
            Topology topology = Bench.star(workers, "1 Gbit/s", Duration.ofNanos(1 + random.nextInt(20_000_000)));
            boolean areEqual = random.nextBoolean();
            long[] stepNanos = new long[workers];
            for (int worker = 0; worker < workers; worker++) {
                stepNanos[worker] = areEqual && worker > 0 ? stepNanos[0] : 1_000_000L + random.nextInt(900_000_000);
            }
            ComputeModel compute = ComputeModels.ofStepTime(stepNanos, PhaseShares.DEFAULT);
            ExecutionSettings settings = new ExecutionSettings(
                    1, random.nextBoolean() ? 0 : random.nextInt(3_000_000), 1 + random.nextInt(2), 64, true);
            Step step = drawn(random, workers);

            long bound = bound(Bench.network(topology, Bench.ANALYTIC), compute, settings, workers, step);
            long nanos = simulated(Bench.network(topology, Bench.ANALYTIC), compute, settings, workers, step);

            assertThat(bound).as("draw %d", draw).isPositive();
            assertThat((STEPS - 1) * bound).as("draw %d", draw).isLessThanOrEqualTo(nanos);
            if (areEqual) {
                assertThat((STEPS - 1) * bound).as("draw %d", draw).isEqualTo(nanos);
                asLong++;
            }
        }
        assertThat(asLong).isGreaterThan(20);
    }

    @Test
    void nothingIsKnownOfStepsWhoseExchangesMeetOrReachIntoLaterOnes() {
        NetworkSetup network = Bench.network(Bench.star(3, "1 Gbit/s", Duration.ofMillis(1)), Bench.ANALYTIC);
        ComputeModel compute = Bench.stepTime(3, 1_000_000);
        List<ExchangeSpec> two = List.of(Bench.allReduce("a", 3, 1000, "ring"), Bench.allReduce("b", 3, 1000, "ring"));
        Step neverAwaited = new Step(two, List.of(new Begin(0), new Begin(1), new Await(0), new Await(0)));
        Step awaitedLater =
                new Step(two, List.of(new Begin(0), new Begin(1), new Await(0), new Await(1), new Await(0, 1)));
        Step ofSome = new Step(
                List.of(Bench.allReduce("a", 3, 1000, "ring"), Bench.allReduce("b", 2, 1000, "ring")),
                List.of(new Begin(0), new Begin(1), new Await(0), new Await(1)));

        for (Step step : List.of(neverAwaited, awaitedLater, ofSome)) {
            assertThat(bound(network, compute, ExecutionSettings.DEFAULT, 3, step))
                    .isZero();
        }
    }

    @Test
    void transfersThatAreSimulatedHaveNoBound() {
        NetworkSetup network = Bench.network(Bench.star(2, "1 Gbit/s", Duration.ofMillis(1)), Bench.FLUID);

        assertThat(StepBound.of(
                        network,
                        Bench.firstHosts(network.topology(), 2),
                        Bench.stepTime(2, 1_000_000),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT))
                .isNull();
    }
}
