package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.topology.Topology;

/** Several exchanges, several connections: what shares the network and what queues. */
class ConcurrencyTest {

    private static final Topology STAR = Bench.star(4, "1 Gbit/s", Duration.ofMillis(10));
    private static final double EXACT = 1e-7;

    private static double seconds(Step step, ExecutionSettings settings) {
        return Bench.run(
                                Bench.network(STAR, Bench.FLUID),
                                4,
                                Bench.stepTime(4, 0),
                                Bench.repeat(step, 1),
                                settings,
                                new ExecutionListener() {})
                        .elapsedNanos()
                * 1e-9;
    }

    private static ExecutionSettings settings(int channels, int concurrent) {
        return new ExecutionSettings(channels, 0, concurrent, 64, true);
    }

    /** 125 MB in a ring of four: 6 (0.01 + 0.25). Two exchanges after each other, or sharing the links. */
    @Test
    void oneAtATimeOrSharing() {
        Step two = Bench.synchronous(
                Bench.allReduce("first", 4, 125_000_000, "ring"), Bench.allReduce("second", 4, 125_000_000, "ring"));
        assertThat(seconds(two, settings(1, 1))).isCloseTo(2 * 6 * (0.01 + 0.25), withPercentage(EXACT));
    }

    /** Each transfer spread over parallel connections takes what one connection takes when only links bound it. */
    @Test
    void parallelConnectionsShareOneLink() {
        Step one = Bench.synchronous(Bench.allReduce("first", 4, 124_000_000, "ring"));
        for (int channels : new int[] {1, 2, 4, 8}) {
            assertThat(seconds(one, settings(channels, 1))).isCloseTo(6 * (0.01 + 0.248), withPercentage(EXACT));
        }
    }

    /** Groups {0,1} and {1,2} share the second host; {2,3} and {0,1} share nothing. */
    @Test
    void overlappingGroupsShareAndDisjointOnesDoNot() {
        ExchangeSpec a = new ExchangeSpec("a", Pattern.BROADCAST, List.of(1, 0), 125_000_000, 0, "binomial-tree");
        ExchangeSpec b = new ExchangeSpec("b", Pattern.BROADCAST, List.of(1, 2), 125_000_000, 0, "binomial-tree");
        ExchangeSpec c = new ExchangeSpec("c", Pattern.BROADCAST, List.of(2, 3), 125_000_000, 0, "binomial-tree");
        assertThat(seconds(Bench.synchronous(a, b), settings(1, 1))).isCloseTo(0.01 + 2, withPercentage(EXACT));
        assertThat(seconds(Bench.synchronous(a, c), settings(1, 1))).isCloseTo(0.01 + 1, withPercentage(EXACT));
    }

    /** Transfers of a common pair use one connection: the second of two concurrent exchanges waits for the first's there. */
    @Test
    void moreConcurrentExchangesNeverTakeLongerThanOneAfterTheOther() {
        Step two = Bench.synchronous(
                Bench.allReduce("first", 4, 125_000_000, "ring"), Bench.allReduce("second", 4, 25_000_000, "ring"));
        double queued = seconds(two, settings(1, 1));
        double concurrent = seconds(two, settings(1, 2));
        assertThat(queued).isCloseTo(6 * (0.01 + 0.25) + 6 * (0.01 + 0.05), withPercentage(EXACT));
        assertThat(concurrent).isLessThan(queued);
    }
}
