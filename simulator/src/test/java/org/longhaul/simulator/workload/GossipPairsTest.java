package org.longhaul.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.run.Bench;

class GossipPairsTest {

    private static void assertPaired(List<List<Integer>> pairs, int workers) {
        List<Integer> met = new ArrayList<>();
        pairs.forEach(met::addAll);
        assertThat(met).doesNotHaveDuplicates().allMatch(worker -> worker >= 0 && worker < workers);
        assertThat(pairs).hasSize(workers / 2);
    }

    @Test
    void everyoneMeetsEveryoneInATournament() {
        for (int workers = 2; workers <= 9; workers++) {
            Set<List<Integer>> met = new HashSet<>();
            int rounds = workers % 2 == 0 ? workers - 1 : workers;
            for (int round = 0; round < rounds; round++) {
                List<List<Integer>> pairs = GossipPairs.roundRobin(workers, round);
                assertPaired(pairs, workers);
                met.addAll(pairs);
            }
            assertThat(met).hasSize(workers * (workers - 1) / 2);
        }
    }

    @Test
    void randomPairsAreSeededAndEvenlySpread() {
        int[] withZero = new int[6];
        for (int round = 0; round < 6000; round++) {
            List<List<Integer>> pairs = GossipPairs.random(new RandomStreams(4), 6, round);
            assertPaired(pairs, 6);
            assertThat(pairs).isEqualTo(GossipPairs.random(new RandomStreams(4), 6, round));
            for (List<Integer> pair : pairs) {
                withZero[pair.get(1)] += pair.get(0) == 0 ? 1 : 0;
            }
        }
        for (int partner = 1; partner < 6; partner++) {
            assertThat(withZero[partner]).isBetween(1080, 1320);
        }
    }

    /** A pair exchanges in two latencies whatever the number of workers: 2(a + S/(2B)), all pairs at once. */
    @Test
    void pairsExchangeAtOnce() {
        List<ExchangeSpec> exchanges = new ArrayList<>();
        for (List<Integer> pair : GossipPairs.roundRobin(8, 3)) {
            exchanges.add(new ExchangeSpec("pair " + pair, Pattern.ALL_REDUCE, pair, 125_000_000, 0, "ring"));
        }
        ExecutionResult result = Bench.run(
                Bench.network(Bench.star(8, "1 Gbit/s", Duration.ofMillis(10)), Bench.FLUID),
                8,
                Bench.stepTime(8, 0),
                Bench.repeat(Bench.synchronous(exchanges.toArray(ExchangeSpec[]::new)), 1));
        assertThat(result.elapsedNanos() * 1e-9).isCloseTo(2 * (0.01 + 0.5), withPercentage(1e-7));
    }
}
