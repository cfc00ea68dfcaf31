package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.collective.AlphaBeta;
import org.longhaul.simulator.collective.Collective;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.collective.algorithm.CollectiveVariants;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Collectives under other settings than their defaults take their closed forms too. */
class CollectiveVariantsTimeTest {

    private static final double EXACT = 1e-7; // per cent: 1e-9 relative
    private static final double ALPHA = 0.01;
    private static final double BYTES_PER_SECOND = 125e6;
    private static final long BYTES = 720_720_000L;
    private static final double SECONDS = BYTES / BYTES_PER_SECOND;

    record Case(String name, Pattern pattern, int ranks) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        CollectiveVariants.all().forEach((name, collective) -> {
            for (Pattern pattern : Pattern.values()) {
                for (int ranks : new int[] {2, 3, 6, 8, 15}) {
                    if (collective.supports(pattern)) {
                        cases.add(new Case(name, pattern, ranks));
                    }
                }
            }
        });
        return cases.stream();
    }

    private static Topology star(int hosts) {
        return Bench.star(hosts, "1 Gbit/s", Duration.ofMillis(10));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyVariantTakesItsClosedFormOnAStar(Case c) {
        Collective collective = CollectiveVariants.get(c.name());
        Topology topology = star(c.ranks() + 4);
        int[] nodes = Bench.firstHosts(topology, c.ranks());
        CollectiveCall call = new CollectiveCall(
                c.pattern(), BYTES, nodes, new TopologyHosts(topology, Routings.shortestLatency(topology), nodes));
        double expected = collective.closedFormSeconds(call, AlphaBeta.uniform(ALPHA, BYTES_PER_SECOND));
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            double seconds = Bench.seconds(Bench.network(topology, model), collective, c.pattern(), c.ranks(), BYTES);
            if (collective.isClosedFormExact(call)) {
                assertThat(seconds).as(model).isCloseTo(expected, withPercentage(EXACT));
            } else {
                assertThat(seconds).as(model).isPositive().isLessThanOrEqualTo(expected * (1 + 1e-9));
            }
        }
    }

    // ---- hierarchies ----

    /** Groups of hosts 0, 1, 2, … with so many members at each level, innermost first. */
    private static Map<String, String> groups(int[] members) {
        int hosts = 1;
        for (int m : members) {
            hosts *= m;
        }
        Map<String, String> groups = new LinkedHashMap<>();
        for (int host = 0; host < hosts; host++) {
            StringBuilder path = new StringBuilder();
            int size = hosts;
            for (int level = members.length - 1; level > 0; level--) {
                size /= members[level];
                path.append(path.isEmpty() ? "" : "/")
                        .append("level")
                        .append(level)
                        .append('-')
                        .append(host / size);
            }
            groups.put("host" + host, path.isEmpty() ? "all" : path.toString());
        }
        return groups;
    }

    private static double byHand(int[] members, List<String> algorithms) {
        double seconds = 0;
        double parts = 1;
        for (int level = 0; level < members.length; level++) {
            int m = members[level];
            double whole = SECONDS / parts;
            switch (algorithms.get(Math.min(level, algorithms.size() - 1))) {
                case "ring" -> seconds += 2 * (m - 1) * (ALPHA + whole / m);
                case "direct" -> seconds += 2 * (ALPHA + (m - 1) * whole / m);
                default -> seconds += 2 * Math.ceil(Math.log(m) / Math.log(2) - 1e-9) * (ALPHA + whole);
            }
            parts *= algorithms.get(Math.min(level, algorithms.size() - 1)).equals("binomial-tree") ? 1 : m;
        }
        return seconds;
    }

    static Stream<int[]> trees() {
        return Stream.of(
                new int[] {5},
                new int[] {2, 3},
                new int[] {4, 2},
                new int[] {2, 3, 2},
                new int[] {3, 2, 2},
                new int[] {2, 2, 2, 2},
                new int[] {2, 2, 3, 2});
    }

    /** The sum over levels, for any depth and any mixture of algorithms. */
    @ParameterizedTest
    @MethodSource("trees")
    void aHomogeneousTreeOfGroupsTakesTheSumOverItsLevels(int[] members) {
        Map<String, String> groups = groups(members);
        Topology topology = star(groups.size() + 1);
        for (List<String> algorithms : List.of(
                List.of("ring"),
                List.of("direct"),
                List.of("binomial-tree"),
                List.of("ring", "direct"),
                List.of("binomial-tree", "ring"),
                List.of("direct", "binomial-tree", "ring"))) {
            Collective collective = CollectiveVariants.hierarchical(groups, algorithms, 1);
            for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
                assertThat(Bench.seconds(
                                Bench.network(topology, model), collective, Pattern.ALL_REDUCE, groups.size(), BYTES))
                        .as("%s on %s", algorithms, model)
                        .isCloseTo(byHand(members, algorithms), withPercentage(EXACT));
            }
        }
    }

    /** 2 regions of 2 sites of 2 hosts; lines of 10, 4 and 1 Gbit/s with 0.1, 1 and 10 ms. */
    private static Topology threeLevels() {
        Topology.Builder builder =
                Topology.builder("three levels").relayingHosts(false).node(Node.switchOf("core"));
        for (int r = 0; r < 2; r++) {
            builder.node(Node.switchOf("r" + r)).link(line("r" + r, "core", "1 Gbit/s", 10_000));
            for (int s = 2 * r; s < 2 * r + 2; s++) {
                builder.node(Node.switchOf("s" + s)).link(line("s" + s, "r" + r, "4 Gbit/s", 1_000));
                for (int h = 2 * s; h < 2 * s + 2; h++) {
                    builder.node(new Node("host" + h, Node.Kind.HOST, "site" + s, "world/region" + r, null))
                            .link(line("host" + h, "s" + s, "10 Gbit/s", 100));
                }
            }
        }
        return builder.build();
    }

    private static Link line(String from, String to, String rate, long latencyMicros) {
        Bandwidth bandwidth = Bandwidth.parse(rate);
        return new Link(
                from + "-" + to, from, to, bandwidth, bandwidth, Duration.ofNanos(latencyMicros * 1000), 0, null, null);
    }

    /** Each level at its own latency and its own share of the line: half the vector crosses each line each way. */
    @Test
    void threeLevelsOfDifferentLines() {
        double half = BYTES / 2.0;
        double up = (0.0002 + half / 1.25e9) + (0.0022 + half / 0.5e9) + (0.0222 + half / 0.125e9);
        Collective nested = CollectiveVariants.get("hierarchical, nested");
        Collective named = CollectiveVariants.hierarchical(groups(new int[] {2, 2, 2}), List.of("ring"), 1);
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            for (Collective collective : new Collective[] {nested, named}) {
                assertThat(Bench.seconds(Bench.network(threeLevels(), model), collective, Pattern.ALL_REDUCE, 8, BYTES))
                        .isCloseTo(2 * up, withPercentage(EXACT));
            }
        }
    }

    /** Broadcast and reduction cross the slow line once: between regions, then sites, then hosts. */
    @ParameterizedTest
    @CsvSource({"BROADCAST", "REDUCE"})
    void broadcastAndReductionCrossEachLevelOnce(Pattern pattern) {
        double expected = (0.0002 + BYTES / 1.25e9) + (0.0022 + BYTES / 0.5e9) + (0.0222 + BYTES / 0.125e9);
        Collective nested = CollectiveVariants.get("hierarchical, nested");
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            assertThat(Bench.seconds(Bench.network(threeLevels(), model), nested, pattern, 8, BYTES))
                    .isCloseTo(expected, withPercentage(EXACT));
        }
    }

    /** Segments keep the lines of all levels busy: towards the time of the slowest level alone. */
    @Test
    void segmentsOverlapTheLevels() {
        double slowest = 2 * BYTES / 2.0 / 0.125e9;
        double before = Double.POSITIVE_INFINITY;
        for (int segments : new int[] {1, 4, 16}) {
            Collective collective =
                    CollectiveVariants.hierarchical(groups(new int[] {2, 2, 2}), List.of("ring"), segments);
            double seconds =
                    Bench.seconds(Bench.network(threeLevels(), Bench.FLUID), collective, Pattern.ALL_REDUCE, 8, BYTES);
            assertThat(seconds).isBetween(slowest / 2, before);
            before = seconds;
        }
        // Both halves of a segment share the slow line's two directions; what is left is latency and the first fill.
        assertThat(before).isLessThan(1.15 * slowest);
    }

    // ---- parameter servers ----

    @ParameterizedTest
    @CsvSource({
        "'parameter-server, 3 servers', 6, 2, 2", // N/M copies of the vector at each server
        "'parameter-server, 3 servers', 2, 1, 2", // more servers than workers: the workers' own lines
        "'parameter-server, workers', 8, 0.875, 2", // (N-1)/N
        "'parameter-server, sites', 8, 0.875, 2", // every host of a star is a site
    })
    void shardsByHand(String variant, int ranks, double vectors, int latencies) {
        Collective collective = CollectiveVariants.get(variant);
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            assertThat(Bench.seconds(
                            Bench.network(star(ranks + 3), model), collective, Pattern.ALL_REDUCE, ranks, BYTES))
                    .isCloseTo(latencies * ALPHA + 2 * vectors * SECONDS, withPercentage(EXACT));
        }
    }

    /** Two servers on named hosts, in k segments: (k + 1)(a + N/2 S/(k B)). */
    @ParameterizedTest
    @CsvSource({"1", "2", "5", "40"})
    void namedServersInSegments(int segments) {
        Collective collective = CollectiveVariants.parameterServer(null, List.of("host9", "host8"), segments);
        double expected = (segments + 1) * (ALPHA + 4 * SECONDS / segments);
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
            assertThat(Bench.seconds(Bench.network(star(10), model), collective, Pattern.ALL_REDUCE, 8, BYTES))
                    .isCloseTo(expected, withPercentage(EXACT));
        }
    }
}
