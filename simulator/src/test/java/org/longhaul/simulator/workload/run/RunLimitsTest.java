package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;

/** Runs that do not come to their end say why: events, patience and the clock are bounded. */
class RunLimitsTest {

    private static ExecutionResult run(
            NetworkSetup network, WorkloadSource source, RunConditions conditions, EventBudget budget) {
        return new WorkloadExecutor(
                        network,
                        Bench.firstHosts(network.topology(), 2),
                        Bench.stepTime(2, 1_000_000_000),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE,
                        conditions)
                .run(source, ExecutionListener.NONE, budget);
    }

    private static Step exchange(long bytes) {
        return Bench.synchronous(Bench.allReduce("gradients", 2, bytes, "ring"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "fluid", "flow"})
    void stepsThatRepeatBeyondTheClockEndWithIt(String model) {
        // 26.6 GB at 250 kbit/s: 9.85 days a step, 324 years in all.
        Topology topology = Bench.star(2, "250 kbit/s", Duration.ofMillis(20));
        StalledWorkloadException ended = catchThrowableOfType(
                StalledWorkloadException.class,
                () -> run(
                        Bench.network(topology, model),
                        Bench.repeat(exchange(26_600_000_000L), 12_000),
                        RunConditions.NONE,
                        EventBudget.UNLIMITED));
        assertThat(ended).hasMessageContaining("292 years");
        assertThat(ended.stall().atNanos())
                .isGreaterThan(Duration.ofDays(291 * 365).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "fluid", "flow"})
    void aTransferThatOutlastsTheClockIsNotClamped(String model) {
        Topology topology = Bench.star(2, "1 kbit/s", Duration.ofMillis(20));
        assertThatThrownBy(() -> run(
                        Bench.network(topology, model),
                        Bench.repeat(exchange(4_000_000_000_000L), 1),
                        RunConditions.NONE,
                        EventBudget.UNLIMITED))
                .isInstanceOf(StalledWorkloadException.class)
                .hasMessageContaining("292 years");
    }

    @Test
    @Timeout(60)
    void aRoundTripWithinTheClocksResolutionDoesNotHang() {
        NetworkSetup network = Bench.network(Bench.star(4, "400 Tbit/s", Duration.ZERO), "flow");
        Step step = Bench.synchronous(Bench.allReduce("gradients", 4, 400_000, "reduce-scatter-all-gather"));
        long nanos = Bench.run(network, 4, Bench.stepTime(4, 1000), Bench.repeat(step, 3))
                .elapsedNanos();
        assertThat(nanos).isLessThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4_000, 10_000_000_000L})
    void linksFasterThanTheClockComeToAnEnd(long bytes) {
        NetworkSetup network = Bench.network(Bench.star(2, "400 Tbit/s", Duration.ZERO), "flow");
        ExecutionResult result = run(
                network, Bench.repeat(exchange(bytes), 3), RunConditions.NONE, new EventBudget(100_000, (e, n) -> {}));
        double ideal = bytes * 8 / 400e12;
        assertThat(result.elapsedNanos() * 1e-9 - 3).isBetween(0.0, 3 * (2 * ideal + 1e-6));
    }

    @Test
    void aTimeLaterThanTheClockTellsIsRefused() {
        assertThatThrownBy(() -> BeyondTimeException.sum(Long.MAX_VALUE - 10, 20))
                .isInstanceOf(BeyondTimeException.class);
        assertThat(BeyondTimeException.sum(5, 6)).isEqualTo(11);
    }

    @Test
    void aRunThatTakesMoreEventsThanItMayEnds() {
        List<Long> heard = new ArrayList<>();
        EventBudget budget = new EventBudget(20_000, (events, nanos) -> heard.add(events));
        NetworkSetup network = Bench.network(Bench.star(2, "1 Gbit/s", Duration.ofMillis(1)), Bench.PACKET);
        assertThatThrownBy(() -> run(network, Bench.repeat(exchange(1_000_000_000L), 1), RunConditions.NONE, budget))
                .isInstanceOf(StalledWorkloadException.class)
                .hasMessageContaining("20000 events");
        assertThat(heard).isNotEmpty().isSorted();
    }

    @Test
    void aRunWithoutFaultsIsGivenUpAsStated() {
        Topology.Builder lossy = Topology.builder("lossy");
        Topology star = Bench.star(2, "100 Mbit/s", Duration.ofMillis(20));
        star.nodes().forEach(lossy::node);
        for (Link l : star.links()) {
            lossy.link(
                    new Link(l.id(), l.from(), l.to(), l.forward(), l.backward(), l.latency(), 0.97, l.queue(), null));
        }
        Recovery hour = new Recovery(
                Recovery.DEFAULT.rerouting(),
                Recovery.DEFAULT.convergence(),
                Recovery.DEFAULT.transfers(),
                Recovery.DEFAULT.timeout(),
                Recovery.DEFAULT.initialBackoff(),
                Recovery.DEFAULT.backoffFactor(),
                Recovery.DEFAULT.maximumBackoff(),
                Recovery.DEFAULT.retries(),
                Duration.ofMinutes(5));
        RunConditions patience = new RunConditions(List.of(), hour, List.of(), List.of(), new RandomStreams(1));
        assertThatThrownBy(() -> run(
                        Bench.network(lossy.build(), Bench.PACKET),
                        Bench.repeat(exchange(1_000_000), 1),
                        patience,
                        EventBudget.UNLIMITED))
                .isInstanceOf(StalledWorkloadException.class)
                .hasMessageContaining("no progress for 5 min");
    }

    @Test
    void connectionsDoNotMultiplyALineThatIsNotShared() {
        Topology topology = Bench.star(2, "100 Mbit/s", Duration.ofMillis(20));
        long[] nanos = new long[2];
        for (int i = 0; i < 2; i++) {
            ExecutionSettings settings = new ExecutionSettings(i == 0 ? 1 : 8, 0, 1, 64, true);
            nanos[i] = Bench.run(
                            Bench.transferByTransfer(topology),
                            2,
                            Bench.stepTime(2, 1000),
                            Bench.repeat(exchange(10_000_000), 1),
                            settings,
                            new ExecutionListener() {})
                    .elapsedNanos();
        }
        assertThat(nanos[1]).isEqualTo(nanos[0]);
    }

    @Test
    void unrelatedNodesChangeNoLoss() {
        assertThat(lossyNanos(0)).isEqualTo(lossyNanos(3));
    }

    private static long lossyNanos(int unrelated) {
        Topology star = Bench.star(2, "100 Mbit/s", Duration.ofMillis(20));
        Topology.Builder builder = Topology.builder("lossy");
        for (int i = 0; i < unrelated; i++) {
            builder.node(org.longhaul.topology.Node.host("a" + i));
        }
        star.nodes().forEach(builder::node);
        for (Link l : star.links()) {
            builder.link(
                    new Link(l.id(), l.from(), l.to(), l.forward(), l.backward(), l.latency(), 0.001, l.queue(), null));
        }
        for (int i = 0; i < unrelated; i++) {
            Link first = star.links().get(0);
            builder.link(new Link(
                    "u" + i, "a" + i, "switch", first.forward(), first.backward(), first.latency(), 0.1, null, null));
        }
        Topology topology = builder.build();
        int[] nodes = {topology.nodeIndex("host0"), topology.nodeIndex("host1")};
        return new WorkloadExecutor(
                        Bench.network(topology, "flow"),
                        nodes,
                        Bench.stepTime(2, 1_000_000),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE)
                .run(Bench.repeat(exchange(20_000_000), 3), ExecutionListener.NONE)
                .elapsedNanos();
    }
}
