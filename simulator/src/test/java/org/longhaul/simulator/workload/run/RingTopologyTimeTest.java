package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.algorithm.CollectiveVariants;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Collectives on hosts in a ring of equal lines, an odd number of them so that every shortest path is the only one. */
class RingTopologyTimeTest {

    private static final double EXACT = 1e-7; // per cent: 1e-9 relative
    private static final double A = 0.01;
    private static final double BYTES_PER_SECOND = 125e6;
    private static final long BYTES = 720_720_000L;
    private static final double S = BYTES / BYTES_PER_SECOND;

    private static Topology ring(int hosts, Duration latency) {
        Bandwidth rate = Bandwidth.parse("1 Gbit/s");
        Topology.Builder builder = Topology.builder("ring");
        for (int h = 0; h < hosts; h++) {
            builder.node(Node.host("host" + h));
        }
        for (int h = 0; h < hosts; h++) {
            String next = "host" + (h + 1) % hosts;
            builder.link(new Link("line" + h, "host" + h, next, rate, rate, latency, 0, null, null));
        }
        return builder.build();
    }

    private static Collective named(String name) {
        return CollectiveVariants.all().containsKey(name)
                ? CollectiveVariants.get(name)
                : Collectives.withDefaults().get(name);
    }

    // ---- figures by hand, for what is the same in the fluid ----

    record ByHand(String collective, Pattern pattern, int ranks, boolean hasLatency, double seconds) {}

    private static void add(
            List<ByHand> cases, String collective, Pattern pattern, int ranks, double hops, double vectors) {
        cases.add(new ByHand(collective, pattern, ranks, true, hops * A + vectors * S));
    }

    static Stream<ByHand> byHand() {
        List<ByHand> cases = new ArrayList<>();
        for (int n : new int[] {3, 5, 7, 9, 11}) {
            double m = n - 1;
            add(cases, "ring", Pattern.ALL_REDUCE, n, 2 * m, 2 * m / n);
            add(cases, "ring", Pattern.REDUCE_SCATTER, n, m, m / n);
            add(cases, "ring", Pattern.ALL_GATHER, n, m, m / n);
            // Both directions of every line.
            add(cases, "multi-ring", Pattern.ALL_REDUCE, n, 2 * m, m / n);
            add(cases, "chain", Pattern.BROADCAST, n, n + 6, (n + 6) / 8.0);
            add(cases, "chain", Pattern.REDUCE, n, n + 6, (n + 6) / 8.0);
            add(cases, "chain", Pattern.ALL_REDUCE, n, 2 * (n + 6), (n + 6) / 4.0);
            // Distances 1 to n - 1, the shorter way: they add up to (n² - 1)/4.
            double distances = (n * n - 1) / 4.0;
            add(cases, "reduce-scatter-all-gather, pairwise", Pattern.REDUCE_SCATTER, n, distances, distances / n);
            add(cases, "reduce-scatter-all-gather, pairwise", Pattern.ALL_REDUCE, n, 2 * distances, 2 * distances / n);
            double hops = 0;
            double vectors = 0;
            for (int held = 1; held < n; held *= 2) {
                int distance = Math.min(held, n - held);
                hops += distance;
                vectors += (double) distance * distance / n;
            }
            add(cases, "bruck", Pattern.ALL_GATHER, n, hops, vectors);
            // All at once: every line carries (n² - 1)/8 parts each way. Without latency no flow has a start.
            for (Pattern pattern : new Pattern[] {Pattern.ALL_GATHER, Pattern.ALL_TO_ALL}) {
                cases.add(new ByHand("all-to-all", pattern, n, false, distances / 2 / n * S));
            }
            cases.add(new ByHand("all-to-all", Pattern.ALL_REDUCE, n, false, distances / 2 * S));
            cases.add(new ByHand("reduce-scatter-all-gather", Pattern.ALL_REDUCE, n, false, distances / n * S));
        }
        // One more than a power of two: the odd one out is a neighbour of rank 0, twice 1 and the distances 1, 2, 4.
        for (int n : new int[] {3, 5, 9, 17}) {
            add(cases, "recursive-doubling", Pattern.ALL_REDUCE, n, n == 3 ? 3 : n, n == 3 ? 3 : n);
        }
        // 0 to 1; 0 to 2 and 1 to 3 over the line between 1 and 2; 0 to 4 the other way round.
        add(cases, "binomial-tree", Pattern.BROADCAST, 5, 1 + 2 + 1, 1 + 2 + 1);
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("byHand")
    void takesItsClosedFormInBothModes(ByHand c) {
        Topology topology = ring(c.ranks(), c.hasLatency() ? Duration.ofMillis(10) : Duration.ZERO);
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            assertThat(Bench.seconds(
                            Bench.network(topology, model), named(c.collective()), c.pattern(), c.ranks(), BYTES))
                    .as(model)
                    .isCloseTo(c.seconds(), withPercentage(EXACT));
        }
    }

    // ---- every collective: hops and loads of its rounds, counted on the ring ----

    record Case(String name, Pattern pattern, int ranks) {}

    static Stream<Case> all() {
        TreeMap<String, Collective> collectives = new TreeMap<>(CollectiveVariants.all());
        Collectives.withDefaults().all().forEach(collective -> collectives.put(collective.id(), collective));
        List<Case> cases = new ArrayList<>();
        collectives.forEach((name, collective) -> {
            for (Pattern pattern : Pattern.values()) {
                for (int ranks : new int[] {3, 5, 7, 9}) {
                    if (collective.supports(pattern)) {
                        cases.add(new Case(name, pattern, ranks));
                    }
                }
            }
        });
        return cases.stream();
    }

    /** Round by round: the longest way of a transfer, and the fullest line on any transfer's way. */
    private static double counted(TransferPlan plan, int n) {
        double seconds = 0;
        for (int round = 0; round < plan.rounds(); round++) {
            double[] forward = new double[n];
            double[] backward = new double[n];
            walk(plan, round, n, (line, isForward, bytes) -> (isForward ? forward : backward)[line] += bytes);
            double[] slowest = {0};
            for (int from = 0; from < plan.participants(); from++) {
                int source = plan.node(from);
                plan.sends(round, from, (target, first, count, reduce) -> {
                    int hops = Math.floorMod(plan.node(target) - source, n);
                    double load = 0;
                    for (int h = 0; h < Math.min(hops, n - hops); h++) {
                        load = Math.max(
                                load,
                                2 * hops < n ? forward[(source + h) % n] : backward[Math.floorMod(source - h - 1, n)]);
                    }
                    slowest[0] = Math.max(slowest[0], Math.min(hops, n - hops) * A + load / BYTES_PER_SECOND);
                });
            }
            seconds += slowest[0];
        }
        return seconds;
    }

    private interface Crossing {
        void of(int line, boolean isForward, long bytes);
    }

    private static void walk(TransferPlan plan, int round, int n, Crossing crossing) {
        for (int from = 0; from < plan.participants(); from++) {
            int source = plan.node(from);
            plan.sends(round, from, (target, first, count, reduce) -> {
                int hops = Math.floorMod(plan.node(target) - source, n);
                for (int h = 0; h < Math.min(hops, n - hops); h++) {
                    boolean isForward = 2 * hops < n;
                    int line = isForward ? (source + h) % n : Math.floorMod(source - h - 1, n);
                    crossing.of(line, isForward, plan.chunkBytes(first, count));
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theAnalyticNetworkTakesTheSumOfItsRounds(Case c) {
        Topology topology = ring(c.ranks(), Duration.ofMillis(10));
        int[] nodes = Bench.firstHosts(topology, c.ranks());
        TransferPlan plan = named(c.name())
                .plan(new CollectiveCall(
                        c.pattern(),
                        BYTES,
                        nodes,
                        new TopologyHosts(topology, Routings.shortestLatency(topology), nodes)));
        assertThat(Bench.seconds(
                        Bench.network(topology, Bench.ANALYTIC), named(c.name()), c.pattern(), c.ranks(), BYTES))
                .isCloseTo(counted(plan, c.ranks()), withPercentage(EXACT));
    }
}
