package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.topology.Topology;

class WorkloadExecutorTest {

    private static final long MILLI = 1_000_000;
    /** 1 Gbit/s: 125 bytes take a microsecond; 12.5 MB take 100 ms. */
    private static final String GIGABIT = "1 Gbit/s";

    private static NetworkSetup analytic(int hosts) {
        return Bench.network(Bench.star(hosts, GIGABIT, Duration.ZERO), Bench.ANALYTIC);
    }

    @Test
    void aSynchronousStepIsComputeAndThenCommunication() {
        Step step = Bench.synchronous(Bench.allReduce("gradients", 2, 12_500_000, "ring"));
        ExecutionResult result = Bench.run(analytic(2), 2, Bench.stepTime(2, 300 * MILLI), Bench.repeat(step, 10));
        assertThat(result.elapsedNanos()).isEqualTo(10 * 400 * MILLI);
        assertThat(result.workers()).containsOnly(new TimeSpent(10 * 300 * MILLI, 10 * 100 * MILLI, 0, 0));
        assertThat(result.arcPayloadBytes(0)).isEqualTo(10 * 12_500_000L);
        assertThat(result.arcPayloadBytes(1)).isEqualTo(10 * 12_500_000L);
    }

    @Test
    void theFastWorkerWaitsForTheSlowOne() {
        Step step = Bench.synchronous(Bench.allReduce("gradients", 2, 12_500_000, "ring"));
        ComputeModel compute = ComputeModels.ofStepTime(new long[] {300 * MILLI, 500 * MILLI}, PhaseShares.DEFAULT);
        ExecutionResult result = Bench.run(analytic(2), 2, compute, Bench.repeat(step, 3));
        assertThat(result.workers())
                .containsExactly(
                        new TimeSpent(3 * 300 * MILLI, 3 * 100 * MILLI, 3 * 200 * MILLI, 0),
                        new TimeSpent(3 * 500 * MILLI, 3 * 100 * MILLI, 0, 0));
    }

    @Test
    void aWorkerThatIsDoneIsIdle() {
        Step step = Bench.synchronous();
        ComputeModel compute = ComputeModels.ofStepTime(new long[] {300 * MILLI, 500 * MILLI}, PhaseShares.DEFAULT);
        ExecutionResult result = Bench.run(analytic(2), 2, compute, Bench.repeat(step, 2));
        assertThat(result.workers())
                .containsExactly(new TimeSpent(600 * MILLI, 0, 0, 400 * MILLI), new TimeSpent(1000 * MILLI, 0, 0, 0));
    }

    /** Backward 200 ms; two buckets of 100 ms each, released half-way and at the end: half of the traffic is hidden. */
    @Test
    void bucketsReleasedInTheBackwardPassOverlapWithIt() {
        ExchangeSpec late = Bench.allReduce("late layers", 2, 12_500_000, "ring");
        ExchangeSpec early = Bench.allReduce("early layers", 2, 12_500_000, "ring");
        Step step = new Step(
                List.of(late, early),
                List.of(
                        new Compute(Phase.FORWARD, List.of()),
                        new Compute(Phase.BACKWARD, List.of(new ReleasePoint(0.5, 0), new ReleasePoint(1, 1))),
                        new Await(0),
                        new Await(1),
                        new Compute(Phase.UPDATE, List.of())));
        ExecutionResult result = Bench.run(analytic(2), 2, Bench.stepTime(2, 300 * MILLI), Bench.repeat(step, 4));
        assertThat(result.elapsedNanos()).isEqualTo(4 * 400 * MILLI);
        assertThat(result.workers().get(1)).isEqualTo(new TimeSpent(4 * 300 * MILLI, 4 * 100 * MILLI, 0, 0));
    }

    /** A queue of one at a time: the second bucket starts when the first is through. */
    @Test
    void exchangesOfOneGroupQueueInOrderOfReadiness() {
        ExchangeSpec first = Bench.allReduce("first", 2, 12_500_000, "ring");
        ExchangeSpec second = Bench.allReduce("second", 2, 25_000_000, "ring");
        Step step = Bench.synchronous(first, second);
        List<ExchangeTiming> timings = new ArrayList<>();
        Bench.run(
                analytic(2),
                2,
                Bench.stepTime(2, 300 * MILLI),
                Bench.repeat(step, 1),
                ExecutionSettings.DEFAULT,
                new ExecutionListener() {
                    @Override
                    public void exchangeCompleted(ExchangeTiming exchange) {
                        timings.add(exchange);
                    }
                });
        assertThat(timings).extracting(ExchangeTiming::startNanos).containsExactly(300 * MILLI, 400 * MILLI);
        assertThat(timings).extracting(ExchangeTiming::endNanos).containsExactly(400 * MILLI, 600 * MILLI);
        assertThat(timings).extracting(ExchangeTiming::lastArrivalNanos).containsOnly(300 * MILLI);
        assertThat(timings).extracting(ExchangeTiming::sentBytes).containsExactly(25_000_000L, 50_000_000L);
    }

    /** Four workers, each sends to three others, one of which is on its own host. */
    @Test
    void whatStaysWithinAHostIsNotSent() {
        NetworkSetup network = analytic(2);
        int[] hosts = network.topology().hosts();
        List<ExchangeTiming> timings = new ArrayList<>();
        new WorkloadExecutor(
                        network,
                        new int[] {hosts[0], hosts[0], hosts[1], hosts[1]},
                        Bench.stepTime(4, 300 * MILLI),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE)
                .run(
                        Bench.repeat(Bench.synchronous(Bench.allReduce("all", 4, 1_000_000, "all-to-all")), 1),
                        new ExecutionListener() {
                            @Override
                            public void exchangeCompleted(ExchangeTiming exchange) {
                                timings.add(exchange);
                            }
                        });
        assertThat(timings).extracting(ExchangeTiming::sentBytes).containsExactly(8_000_000L);
    }

    /** Sent after step s, needed after the forward pass of step s + 2: hidden if it takes less than that. */
    @Test
    void anExchangeAwaitedSomeStepsLaterIsHidden() {
        Step step = new Step(
                List.of(Bench.allReduce("fragment", 2, 12_500_000, "ring")),
                List.of(
                        new Await(0, 2),
                        new Compute(Phase.FORWARD, List.of()),
                        new Compute(Phase.BACKWARD, List.of()),
                        new Begin(0)));
        ExecutionResult result = Bench.run(analytic(2), 2, Bench.stepTime(2, 60 * MILLI), Bench.repeat(step, 5));
        // Steps of 60 ms, transfers of 100 ms in a queue: the link is the bottleneck from the third step on.
        assertThat(result.elapsedNanos()).isEqualTo((60 + 5 * 100) * MILLI);
        ExecutionResult slow = Bench.run(analytic(2), 2, Bench.stepTime(2, 150 * MILLI), Bench.repeat(step, 5));
        assertThat(slow.workers().get(0).exposedCommunicationNanos()).isZero();
        assertThat(slow.elapsedNanos()).isEqualTo((5 * 150 + 100) * MILLI);
    }

    @Test
    void softwareOverheadIsExposedOnceAnExchange() {
        Step step = Bench.synchronous(Bench.allReduce("gradients", 2, 12_500_000, "ring"));
        ExecutionResult result = Bench.run(
                analytic(2),
                2,
                Bench.stepTime(2, 300 * MILLI),
                Bench.repeat(step, 10),
                new ExecutionSettings(1, 50 * MILLI, 1, 64, true),
                new ExecutionListener() {});
        assertThat(result.elapsedNanos()).isEqualTo(10 * 450 * MILLI);
    }

    @Test
    void workersOutsideAnExchangeAreNotHeldUp() {
        ExchangeSpec pair = new ExchangeSpec("pair", Pattern.ALL_REDUCE, List.of(0, 2), 12_500_000, 0, "ring");
        ExecutionResult result =
                Bench.run(analytic(3), 3, Bench.stepTime(3, 300 * MILLI), Bench.repeat(Bench.synchronous(pair), 2));
        assertThat(result.workers().get(1)).isEqualTo(new TimeSpent(600 * MILLI, 0, 0, 200 * MILLI));
        assertThat(result.workers().get(2)).isEqualTo(new TimeSpent(600 * MILLI, 200 * MILLI, 0, 0));
    }

    @Test
    void spansCoverEveryWorkersTimeWithoutGaps() {
        Step step = Bench.synchronous(Bench.allReduce("gradients", 3, 12_500_000, "ring"));
        ComputeModel compute = ComputeModels.ofStepTime(
                new long[] {300 * MILLI, 500 * MILLI, 400 * MILLI}, new PhaseShares(0.3, 0.6, 0.1));
        BoundedTimeline timeline = BoundedTimeline.firstSpans(10_000);
        Topology topology = Bench.star(3, GIGABIT, Duration.ofMillis(3));
        ExecutionResult result = Bench.run(
                Bench.transferByTransfer(topology),
                3,
                compute,
                Bench.repeat(step, 7),
                ExecutionSettings.DEFAULT,
                new ExecutionListener() {},
                timeline);
        for (int worker = 0; worker < 3; worker++) {
            long at = 0;
            long exposed = 0;
            for (Span span : timeline.spans()) {
                if (span.worker() == worker && span.category() != Category.EXCHANGE) {
                    assertThat(span.startNanos()).isEqualTo(at);
                    at = span.endNanos();
                    exposed += span.category() == Category.EXPOSED_COMMUNICATION ? span.durationNanos() : 0;
                }
            }
            assertThat(at).isEqualTo(result.elapsedNanos());
            assertThat(exposed).isEqualTo(result.workers().get(worker).exposedCommunicationNanos());
            assertThat(result.workers().get(worker).elapsedNanos()).isEqualTo(result.elapsedNanos());
        }
    }

    @Test
    void aStepThatIsAwaitedBeforeItBeginsIsRefused() {
        ExchangeSpec exchange = Bench.allReduce("gradients", 2, 8, "ring");
        assertThatThrownBy(() -> new Step(List.of(exchange), List.of(new Await(0), new Begin(0))))
                .hasMessageContaining("'gradients'")
                .hasMessageContaining("must begin before");
        assertThatThrownBy(() -> new Step(List.of(exchange), List.of(new Begin(0), new Begin(0))))
                .hasMessageContaining("begins twice");
        assertThatThrownBy(() -> new Step(List.of(exchange), List.of())).hasMessageContaining("never begins");
    }

    @Test
    void anUnknownCollectiveIsNamedWithTheKnownOnes() {
        Step step = Bench.synchronous(Bench.allReduce("gradients", 2, 8, "rign"));
        assertThatThrownBy(() -> Bench.run(analytic(2), 2, Bench.stepTime(2, 1), Bench.repeat(step, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rign")
                .hasMessageContaining("ring");
    }
}
