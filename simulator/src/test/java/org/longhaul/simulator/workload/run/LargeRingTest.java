package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Ring all-reduce of 1 GB over 1,024 workers on a three-level fat-tree: 2,046 rounds of 1,024 transfers. */
class LargeRingTest {

    private static final int WORKERS = 1024;

    static Stream<String> models() {
        return Stream.of(Bench.TRANSFERS, Bench.ANALYTIC, Bench.FLUID);
    }

    @ParameterizedTest
    @MethodSource("models")
    void takesLessThanASecond(String model) {
        Topology topology = Topologies.fatTree(16, Bandwidth.parse("10 Gbit/s"), Duration.ofNanos(1000));
        assertThat(topology.hosts()).hasSize(WORKERS);
        Step step = Bench.synchronous(Bench.allReduce("gradients", WORKERS, 1_000_000_000, "ring"));
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            NetworkSetup network = Bench.network(topology, model);
            long before = Bench.cpuNanos();
            ExecutionResult result = Bench.run(network, WORKERS, Bench.stepTime(WORKERS, 0), Bench.repeat(step, 1));
            best = Math.min(best, Bench.cpuNanos() - before);
            // Six hops between neighbours of different pods.
            double expected = 2 * (WORKERS - 1) * (6e-6 + 1e9 / WORKERS / 1.25e9);
            assertThat(result.elapsedNanos() * 1e-9).isCloseTo(expected, withPercentage(0.001));
            assertThat(result.arcPayloadBytes(0) + result.arcPayloadBytes(1))
                    .isCloseTo(4L * 1_000_000_000 * (WORKERS - 1) / WORKERS, withPercentage(0.001));
        }
        assertThat(best).isLessThan(1_000_000_000L);
    }

    /** With slow start, headers and acknowledgements: a little more than the closed form, and no slower to simulate. */
    @Test
    void theFlowNetworkToo() {
        Topology topology = Topologies.fatTree(16, Bandwidth.parse("10 Gbit/s"), Duration.ofNanos(1000));
        Step step = Bench.synchronous(Bench.allReduce("gradients", WORKERS, 1_000_000_000, "ring"));
        double closedForm = 2 * (WORKERS - 1) * (6e-6 + 1e9 / WORKERS / 1.25e9);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = Bench.cpuNanos();
            ExecutionResult result = Bench.run(
                    Bench.network(topology, "flow"), WORKERS, Bench.stepTime(WORKERS, 0), Bench.repeat(step, 1));
            best = Math.min(best, Bench.cpuNanos() - before);
            assertThat(result.elapsedNanos() * 1e-9).isBetween(closedForm, 2.6 * closedForm);
        }
        assertThat(best).isLessThan(1_000_000_000L);
    }
}
