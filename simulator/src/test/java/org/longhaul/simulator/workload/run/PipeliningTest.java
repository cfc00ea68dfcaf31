package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.algorithm.CollectiveVariants;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** What segments and parallel connections gain. */
class PipeliningTest {

    private static final double EXACT = 1e-7;
    private static final double ALPHA = 0.01;
    private static final double BYTES_PER_SECOND = 125e6;

    private static double seconds(String model, Collective collective, Pattern pattern, int ranks, long bytes) {
        Topology star = Bench.star(ranks, "1 Gbit/s", Duration.ofMillis(10));
        return Bench.seconds(Bench.network(star, model), collective, pattern, ranks, bytes);
    }

    /** Chain: (N − 2 + k)(a + S/(kB)). Full binary tree: (d − 1 + k)(a + 2S/(kB)). Divisible numbers of bytes. */
    @ParameterizedTest
    @ValueSource(strings = {Bench.ANALYTIC, Bench.FLUID})
    void roundsAndSegmentsAddUpToOneLess(String model) {
        long bytes = 64_000_000;
        for (int k : new int[] {1, 2, 4, 16, 64, 256}) {
            double part = bytes / BYTES_PER_SECOND / k;
            for (Pattern pattern : new Pattern[] {Pattern.BROADCAST, Pattern.REDUCE, Pattern.ALL_REDUCE}) {
                int sweeps = pattern == Pattern.ALL_REDUCE ? 2 : 1;
                assertThat(seconds(model, CollectiveVariants.chain(k), pattern, 9, bytes))
                        .isCloseTo(sweeps * (7 + k) * (ALPHA + part), withPercentage(EXACT));
                assertThat(seconds(model, CollectiveVariants.binaryTree(k), pattern, 15, bytes))
                        .isCloseTo(sweeps * (2 + k) * (ALPHA + 2 * part), withPercentage(EXACT));
            }
        }
    }

    /** The best k is sqrt((N − 2) S / (a B)); it takes (sqrt((N − 2) a) + sqrt(S/B))². */
    @Test
    void theBestNumberOfSegmentsIsThatOfTheory() {
        int ranks = 18;
        long bytes = 2_000_000; // 16 ms: k = sqrt(16 x 16 / 10) = 5.06
        double transmission = bytes / BYTES_PER_SECOND;
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1; k <= 20; k++) {
            double seconds = seconds(Bench.FLUID, CollectiveVariants.chain(k), Pattern.BROADCAST, ranks, bytes);
            if (seconds < least) {
                least = seconds;
                best = k;
            }
        }
        assertThat(best).isEqualTo((int) Math.round(Math.sqrt(16 * transmission / ALPHA)));
        double root = Math.sqrt(16 * ALPHA) + Math.sqrt(transmission);
        assertThat(least).isCloseTo(root * root, withPercentage(0.1));
    }

    /** Where random loss limits each connection and not the line, k connections carry k times as much. */
    @Test
    void connectionsMultiplyALossLimitedRate() {
        Bandwidth rate = Bandwidth.parse("10 Gbit/s");
        Topology lossy = Topology.builder("lossy")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("wide", "a", "b", rate, rate, Duration.ofMillis(20), 5e-4, null, null))
                .build();
        double[] seconds = new double[9];
        for (int connections : new int[] {1, 2, 4, 8}) {
            Step step = Bench.synchronous(
                    new ExchangeSpec("x", Pattern.BROADCAST, Bench.workers(2), 400_000_000, 0, "binomial-tree"));
            seconds[connections] = Bench.run(
                                    Bench.network(lossy, "flow"),
                                    2,
                                    Bench.stepTime(2, 0),
                                    Bench.repeat(step, 1),
                                    new ExecutionSettings(connections, 0, 1, 64, true),
                                    new ExecutionListener() {})
                            .elapsedNanos()
                    * 1e-9;
        }
        for (int connections : new int[] {2, 4, 8}) {
            // The last of several connections to finish counts, which random losses keep behind the mean.
            assertThat(seconds[1] / seconds[connections]).isBetween(0.8 * connections, 1.15 * connections);
        }
    }
}
