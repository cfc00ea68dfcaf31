package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.PlanInterpreter;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Members of one exchange whose vectors have different sizes: each sends what it has. */
final class DifferentPartsTest {
    private static final double BYTES_PER_SECOND = 1e9 / 8;
    private static final double LATENCY_SECONDS = 2e-3;

    private static Topology star(int hosts) {
        return Topologies.star(hosts, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(1));
    }

    private static ExchangeSpec exchange(Pattern pattern, String collective, Long... parts) {
        List<Long> sizes = Arrays.asList(parts);
        long whole = sizes.stream().mapToLong(Long::longValue).sum();
        return new ExchangeSpec("test", pattern, Bench.workers(parts.length), whole, whole, collective, sizes);
    }

    /** On plain data: whatever the algorithm, everybody gets the others' parts, and no byte more. */
    @Test
    void everyAlgorithmDeliversThePartsAndNoMore() {
        int plans = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int ranks = 2 + random.nextInt(8);
            Topology star = star(ranks);
            int[] nodes = star.hosts();
            TopologyHosts hosts = new TopologyHosts(star, Routings.shortestLatency(star), nodes);
            List<Long> parts = IntStream.range(0, ranks)
                    .mapToObj(rank -> (long) random.nextInt(3) * random.nextInt(5000))
                    .toList();
            long whole = parts.stream().mapToLong(Long::longValue).sum();
            for (Collective collective : Collectives.withDefaults().all()) {
                for (Pattern pattern : List.of(Pattern.ALL_GATHER, Pattern.GATHER, Pattern.SCATTER)) {
                    if (!collective.supports(pattern)) {
                        continue;
                    }
                    TransferPlan plan = collective.plan(new CollectiveCall(pattern, whole, parts, nodes, hosts));
                    long[] received = new long[ranks];
                    for (int round = 0; round < plan.rounds(); round++) {
                        for (int rank = 0; rank < ranks; rank++) {
                            plan.sends(
                                    round,
                                    rank,
                                    (target, first, count, reduce) ->
                                            received[target] += plan.chunkBytes(first, count));
                        }
                    }
                    long[][] held = PlanInterpreter.vectors(ranks, ranks);
                    PlanInterpreter result = new PlanInterpreter(plan, held).run();
                    for (int rank = 0; rank < ranks; rank++) {
                        assertThat(plan.chunkBytes(rank, 1)).isEqualTo(parts.get(rank));
                        long own = parts.get(rank);
                        long due =
                                switch (pattern) {
                                    case ALL_GATHER -> whole - own;
                                    case GATHER -> rank == 0 ? whole - own : 0;
                                    default -> rank == 0 ? 0 : own;
                                };
                        assertThat(received[rank])
                                .as("%s, %s, seed %d, rank %d", collective.id(), pattern, seed, rank)
                                .isEqualTo(due);
                        for (int part = 0; pattern == Pattern.ALL_GATHER && part < ranks; part++) {
                            assertThat(result.held(rank)[part]).isEqualTo(held[part][part]);
                        }
                    }
                    assertThat(plan.totalBytes())
                            .isEqualTo(Arrays.stream(received).sum());
                    plans++;
                }
            }
        }
        assertThat(plans).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {Bench.ANALYTIC, Bench.FLUID, Bench.TRANSFERS})
    void eachLineCarriesWhatItsMemberSends(String model) {
        Topology star = star(4);
        ExchangeSpec gather = exchange(Pattern.GATHER, Collectives.DIRECT, 0L, 1_000_000L, 5_000_000L, 250_000L);
        ExecutionResult result = Bench.run(
                Bench.network(star, model), 4, Bench.stepTime(4, 0), Bench.repeat(Bench.synchronous(gather), 3));
        long[] out = new long[4];
        long[] in = new long[4];
        for (int arc = 0; arc < star.arcCount(); arc++) {
            for (int host = 0; host < 4; host++) {
                out[host] += star.arcSource(arc) == star.hosts()[host] ? result.arcPayloadBytes(arc) : 0;
                in[host] += star.arcTarget(arc) == star.hosts()[host] ? result.arcPayloadBytes(arc) : 0;
            }
        }
        assertThat(out).containsExactly(0, 3_000_000, 15_000_000, 750_000);
        assertThat(in).containsExactly(18_750_000, 0, 0, 0);
        if (!model.equals(Bench.TRANSFERS)) {
            // The line into the root is the bottleneck.
            double seconds = 3 * (LATENCY_SECONDS + 6_250_000 / BYTES_PER_SECOND);
            assertThat(result.elapsedNanos() * 1e-9).isCloseTo(seconds, within(1e-6));
        }
    }

    /** The same whole in other parts is another exchange, also where repeated steps are recognised. */
    @Test
    void thePartsDecideHowLongItTakes() {
        Topology star = star(4);
        List<ExchangeSpec> kinds = new ArrayList<>();
        kinds.add(exchange(Pattern.ALL_GATHER, "ring", 1_000_000L, 1_000_000L, 1_000_000L, 1_000_000L));
        kinds.add(exchange(Pattern.ALL_GATHER, "ring", 4_000_000L, 0L, 0L, 0L));
        kinds.add(exchange(Pattern.ALL_GATHER, ExchangeSpec.AUTO, 4_000_000L, 0L, 0L, 0L));
        kinds.add(exchange(Pattern.ALL_GATHER, ExchangeSpec.AUTO, 2_000_000L, 2_000_000L, 0L, 0L));
        List<Long> nanos = new ArrayList<>();
        for (ExchangeSpec kind : kinds) {
            long[] both = new long[2];
            for (int recognises = 0; recognises < 2; recognises++) {
                both[recognises] = Bench.run(
                                Bench.network(star, Bench.FLUID),
                                4,
                                Bench.stepTime(4, 1000),
                                Bench.repeat(Bench.synchronous(kind), 20),
                                ExecutionSettings.DEFAULT.withRepetitionRecognised(recognises == 1),
                                new ExecutionListener() {})
                        .elapsedNanos();
            }
            assertThat(both[0]).isEqualTo(both[1]);
            nanos.add(both[0]);
        }
        // In each of three rounds somebody sends the whole of it, in place of a quarter.
        double even = 20 * (3 * (LATENCY_SECONDS + 1_000_000 / BYTES_PER_SECOND) + 1e-6);
        double one = 20 * (3 * (LATENCY_SECONDS + 4_000_000 / BYTES_PER_SECOND) + 1e-6);
        assertThat(nanos.get(0) * 1e-9).isCloseTo(even, within(1e-4));
        assertThat(nanos.get(1) * 1e-9).isCloseTo(one, within(1e-4));
        assertThat(nanos.get(2)).isLessThanOrEqualTo(nanos.get(1)).isNotEqualTo(nanos.get(3));
    }

    @Test
    void whatHasNoPartsRefusesThem() {
        assertThatThrownBy(() -> exchange(Pattern.ALL_REDUCE, "ring", 1L, 2L))
                .hasMessageContaining("exchange 'test' (ALL_REDUCE) of 2 workers has no 2 parts");
        assertThatThrownBy(() -> new ExchangeSpec(
                        "test", Pattern.GATHER, List.of(0, 1), 4, 4, Collectives.DIRECT, List.of(1L, 2L)))
                .hasMessageContaining("has 4 bytes, its parts are [1, 2]");
    }

    @Test
    void whoIsLeftKeepsItsPart() {
        ExchangeSpec whole = exchange(Pattern.GATHER, Collectives.DIRECT, 0L, 10L, 20L, 30L);
        ExchangeSpec left = whole.among(List.of(0, 1, 3));
        assertThat(left.parts()).containsExactly(0L, 10L, 30L);
        assertThat(left.bytes()).isEqualTo(40);
    }
}
