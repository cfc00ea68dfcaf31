package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Every collective takes its closed form on a homogeneous star, by closed form and transfer by transfer. */
class CollectiveTimeTest {

    private static final double EXACT = 1e-7; // per cent: 1e-9 relative
    private static final long LATENCY_MILLIS = 10;
    private static final double ALPHA = LATENCY_MILLIS * 1e-3;
    private static final double BYTES_PER_SECOND = 125e6;
    /** Divisible by all the numbers of parts that occur, so that no part is a byte longer than another. */
    private static final long BYTES = 720_720_000L;

    record Case(String collective, Pattern pattern, int ranks) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Collective collective : Collectives.withDefaults().all()) {
            for (Pattern pattern : Pattern.values()) {
                for (int ranks : new int[] {2, 3, 4, 5, 6, 7, 8, 13, 15, 16}) {
                    if (collective.supports(pattern)) {
                        cases.add(new Case(collective.id(), pattern, ranks));
                    }
                }
            }
        }
        return cases.stream();
    }

    private static Topology star(int hosts) {
        return Bench.star(hosts, "1 Gbit/s", Duration.ofMillis(LATENCY_MILLIS));
    }

    private static double seconds(NetworkSetup network, Pattern pattern, int ranks, long bytes, String collective) {
        ExchangeSpec exchange = new ExchangeSpec("test", pattern, Bench.workers(ranks), bytes, bytes, collective);
        ExecutionResult result =
                Bench.run(network, ranks, Bench.stepTime(ranks, 0), Bench.repeat(Bench.synchronous(exchange), 1));
        return result.elapsedNanos() * 1e-9;
    }

    private static double closedForm(Topology topology, Case c) {
        CollectiveCall call = new CollectiveCall(
                c.pattern(),
                BYTES,
                Bench.firstHosts(topology, c.ranks()),
                new TopologyHosts(topology, Routings.shortestLatency(topology), Bench.firstHosts(topology, c.ranks())));
        Collective collective = Collectives.withDefaults().get(c.collective());
        double seconds = collective.closedFormSeconds(call, AlphaBeta.uniform(ALPHA, BYTES_PER_SECOND));
        return collective.isClosedFormExact(call) ? seconds : -seconds;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theAnalyticNetworkTakesTheClosedForm(Case c) {
        Topology topology = star(c.ranks() + 1);
        check(
                closedForm(topology, c),
                seconds(Bench.network(topology, Bench.ANALYTIC), c.pattern(), c.ranks(), BYTES, c.collective()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFluidNetworkTakesTheClosedForm(Case c) {
        Topology topology = star(c.ranks() + 1);
        check(
                closedForm(topology, c),
                seconds(Bench.network(topology, Bench.FLUID), c.pattern(), c.ranks(), BYTES, c.collective()));
    }

    /** On the flow network with all of TCP: the same run twice is the same to the bit, and delivers every byte. */
    @ParameterizedTest
    @MethodSource("cases")
    void equalRunsHaveEqualFingerprintsAndDeliverAllBytes(Case c) {
        Topology topology = star(c.ranks() + 1);
        ExchangeSpec exchange =
                new ExchangeSpec("test", c.pattern(), Bench.workers(c.ranks()), 1_000_003, 0, c.collective());
        long[] fingerprints = new long[2];
        for (int i = 0; i < 2; i++) {
            long[] sent = {0};
            ExecutionResult result = Bench.run(
                    Bench.network(topology, "flow"),
                    c.ranks(),
                    Bench.stepTime(c.ranks(), 1000),
                    Bench.repeat(Bench.synchronous(exchange), 2),
                    ExecutionSettings.DEFAULT,
                    new ExecutionListener() {
                        @Override
                        public void exchangeCompleted(ExchangeTiming timing) {
                            sent[0] += timing.sentBytes();
                        }
                    });
            fingerprints[i] = result.fingerprint();
            long left = 0;
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                for (int rank = 0; rank < c.ranks(); rank++) {
                    left += topology.arcSource(arc) == topology.hosts()[rank] ? result.arcPayloadBytes(arc) : 0;
                }
            }
            assertThat(left).isEqualTo(sent[0]);
        }
        assertThat(fingerprints[0]).isEqualTo(fingerprints[1]);
    }

    private static void check(double closedForm, double simulated) {
        if (closedForm >= 0) {
            assertThat(simulated).isCloseTo(closedForm, withPercentage(EXACT));
        } else {
            assertThat(simulated).isPositive().isLessThanOrEqualTo(-closedForm * (1 + 1e-9));
        }
    }

    /** The formulas themselves, against figures worked out by hand: 10 ms, 125 MB/s, 1 GB over N hosts. */
    @ParameterizedTest
    @CsvSource({
        "ring, ALL_REDUCE, 8, 14.14", // 14 (0.01 + 1)
        "ring, REDUCE_SCATTER, 8, 7.07", // 7 (0.01 + 1)
        "ring, ALL_GATHER, 8, 7.07",
        "recursive-halving-doubling, ALL_REDUCE, 8, 14.06", // 6 x 0.01 + 2 x 7/8 x 8
        "recursive-doubling, ALL_REDUCE, 8, 24.03", // 3 (0.01 + 8)
        "binomial-tree, BROADCAST, 8, 24.03", // 3 (0.01 + 8)
        "binomial-tree, BROADCAST, 5, 24.03",
        "binomial-tree, REDUCE, 8, 24.03",
        "binomial-tree, REDUCE, 5, 24.03",
        "binomial-tree, ALL_REDUCE, 8, 48.06",
        "binary-tree, REDUCE, 7, 18.09", // (2 + 7) (0.01 + 2 x 1)
        "binary-tree, BROADCAST, 7, 18.09",
        "binary-tree, ALL_REDUCE, 7, 36.18",
        "chain, REDUCE, 8, 14.14", // (8 + 8 - 2) (0.01 + 1)
        "chain, BROADCAST, 8, 14.14",
        "chain, ALL_REDUCE, 8, 28.28",
        "all-to-all, ALL_REDUCE, 8, 56.01", // 0.01 + 7 x 8
        "parameter-server, ALL_REDUCE, 8, 128.02", // 2 (0.01 + 8 x 8)
        "reduce-scatter-all-gather, ALL_REDUCE, 8, 14.02", // 2 (0.01 + 7/8 x 8)
    })
    void figuresByHand(String collective, Pattern pattern, int ranks, double expected) {
        Topology topology = star(ranks + 1);
        assertThat(seconds(Bench.network(topology, Bench.ANALYTIC), pattern, ranks, 1_000_000_000, collective))
                .isCloseTo(expected, withPercentage(EXACT));
    }

    /** 2(n−1)(a_in + S/(n·B_in)) + 2(G−1)(a_out + S/(G·n·B_share)): two sites of four, a line of 1 Gbit/s for four rings. */
    @Test
    void hierarchicalOverTwoSites() {
        Topology topology = Topologies.twoSites(
                4,
                Bandwidth.parse("10 Gbit/s"),
                Duration.ofMillis(1),
                Bandwidth.parse("1 Gbit/s"),
                Duration.ofMillis(20));
        long bytes = 1_000_000_000;
        double inside = 6 * (0.002 + 0.25e9 / 1.25e9);
        double between = 2 * (0.022 + 0.125e9 / (125e6 / 4));
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            assertThat(seconds(Bench.network(topology, model), Pattern.ALL_REDUCE, 8, bytes, "hierarchical"))
                    .isCloseTo(inside + between, withPercentage(EXACT));
        }
    }

    /** On routes that no two transfers share, the alpha-beta network needs no sharing to be right. */
    @ParameterizedTest
    @CsvSource({
        "ring, ALL_REDUCE, 2",
        "ring, ALL_REDUCE, 7",
        "ring, ALL_REDUCE, 16",
        "ring, REDUCE_SCATTER, 5",
        "ring, ALL_GATHER, 5",
        "recursive-halving-doubling, ALL_REDUCE, 8",
        "recursive-halving-doubling, ALL_REDUCE, 6",
        "recursive-doubling, ALL_REDUCE, 16",
        "binomial-tree, BROADCAST, 13"
    })
    void transferByTransferWithoutSharing(String collective, Pattern pattern, int ranks) {
        Topology topology = star(ranks + 1);
        Case c = new Case(collective, pattern, ranks);
        check(closedForm(topology, c), seconds(Bench.transferByTransfer(topology), pattern, ranks, BYTES, collective));
    }

    /** Entering rounds together or one by one ends at the same time where routes are disjoint. */
    @Test
    void lockstepAndEagerRoundsEndTogether() {
        Topology topology = star(20);
        Step step = Bench.synchronous(Bench.allReduce("gradients", 20, 777_777, "ring"));
        long[] elapsed = new long[2];
        for (int i = 0; i < 2; i++) {
            elapsed[i] = Bench.run(
                            Bench.transferByTransfer(topology),
                            20,
                            Bench.stepTime(20, 0),
                            Bench.repeat(step, 1),
                            new ExecutionSettings(1, 0, 1, i == 0 ? 2 : 1000, true),
                            new ExecutionListener() {})
                    .elapsedNanos();
        }
        assertThat(elapsed[0]).isEqualTo(elapsed[1]);
    }

    /** Photon's three topologies as formulas of K, S and B. */
    @Test
    void photonsThreeTopologies() {
        double s = 2e9;
        Topology topology = Bench.star(5, "10 Gbit/s", Duration.ZERO);
        NetworkSetup network = Bench.network(topology, Bench.ANALYTIC);
        assertThat(seconds(network, Pattern.ALL_REDUCE, 4, (long) s, "ring"))
                .isCloseTo(2 * s * 3 / (4 * 1.25e9), withPercentage(EXACT));
        network = Bench.network(topology, Bench.ANALYTIC);
        assertThat(seconds(network, Pattern.ALL_REDUCE, 4, (long) s, "all-to-all"))
                .isCloseTo(3 * s / 1.25e9, withPercentage(EXACT));
        network = Bench.network(topology, Bench.ANALYTIC);
        assertThat(seconds(network, Pattern.ALL_REDUCE, 4, (long) s, "parameter-server"))
                .isCloseTo(2 * 4 * s / 1.25e9, withPercentage(EXACT));
    }
}
