package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** What is known of one call serves for calls of other sizes, and changes no choice. */
class PlanBookTest {

    private static final int SWITCHES = 5;

    private static Topology topology(Random random) {
        Bandwidth inside = Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(20_000)));
        Bandwidth between = Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(2_000)));
        Duration near = Duration.ofNanos(random.nextInt(2_000_000));
        Duration far = Duration.ofNanos(random.nextInt(80_000_000));
        int hosts = 1 + random.nextInt(6);
        return random.nextBoolean()
                ? Topologies.star(2 * hosts, inside, near)
                : Topologies.twoSites(hosts, inside, near, between, far);
    }

    private static long size(Random random) {
        return random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(1 << (5 + random.nextInt(25)));
    }

    @Test
    void theLeastOfOneSizeBoundsThatOfAnother() {
        double close = 0;
        int bounded = 0;
        for (int seed = 0; seed < Draws.of(100, 300); seed++) {
            Random random = new Random(seed);
            Topology topology = topology(random);
            Routing routing = Routings.shortestLatency(topology);
            int[] nodes = topology.hosts();
            TopologyHosts hosts = new TopologyHosts(topology, routing, nodes);
            LockstepEstimate estimate = new LockstepEstimate(topology, routing);
            Collectives collectives = Collectives.withDefaults();
            CollectiveCall first = new CollectiveCall(Pattern.ALL_REDUCE, 1 + size(random), nodes, hosts);
            CollectiveCall second = new CollectiveCall(Pattern.ALL_REDUCE, size(random), nodes, hosts);
            for (Collective collective : collectives.all()) {
                if (collective.supports(Pattern.ALL_REDUCE)) {
                    double exact = estimate.seconds(collective.plan(second));
                    assertThat(collectives.book().leastSeconds(estimate, collective, first))
                            .isEqualTo(estimate.seconds(collective.plan(first)));
                    double least = collectives.book().leastSeconds(estimate, collective, second);
                    assertThat(least)
                            .as("%s, seed %d", collective.id(), seed)
                            .isPositive()
                            .isLessThanOrEqualTo(exact);
                    close += least / exact;
                    bounded++;
                }
            }
        }
        // A bound far below would rule nothing out.
        assertThat(close / bounded).isGreaterThan(0.7);
    }

    @Test
    void whatWasKnownBeforeChangesNoChoice() {
        int spared = 0;
        int draws = Draws.of(60, 150);
        for (int seed = 0; seed < draws; seed++) {
            Random random = new Random(seed);
            Topology topology = topology(random);
            Routing routing = Routings.shortestLatency(topology);
            int[] nodes = topology.hosts();
            TopologyHosts hosts = new TopologyHosts(topology, routing, nodes);
            TransferEstimate transfers = TcpEstimates.of(FlowSettings.tcp(), ConnectionRules.NONE);
            Collectives collectives = Collectives.withDefaults();
            CollectiveChooser knowing =
                    new CollectiveChooser(collectives, new LockstepEstimate(topology, routing, transfers, 1));
            for (int again = 0; again < 4; again++) {
                CollectiveCall call = new CollectiveCall(Pattern.ALL_REDUCE, size(random), nodes, hosts);
                CollectiveChoice some = knowing.choose(call, "auto", false);
                CollectiveChoice all = new CollectiveChooser(
                                Collectives.withDefaults(), new LockstepEstimate(topology, routing, transfers, 1))
                        .choose(call, "auto", true);
                assertThat(some.collective()).isEqualTo(all.collective());
                assertThat(some.estimates().get(0).seconds())
                        .isEqualTo(all.estimates().get(0).seconds());
                spared += all.estimates().size() - some.estimates().size();
            }
        }
        assertThat(spared).isGreaterThan(7 * draws);
    }

    /** Two jobs may exchange between the same hosts, and have other hosts to spare. */
    @Test
    void anotherJobsSpareHostsDoNotServe() {
        Topology star = Topologies.star(4, Bandwidth.ofBitsPerSecond(1_000_000_000), Duration.ofMillis(1));
        Routing routing = Routings.shortestLatency(star);
        int[] all = star.hosts();
        Collectives collectives = Collectives.withDefaults();
        CollectiveChooser chooser = new CollectiveChooser(collectives, new LockstepEstimate(star, routing));
        for (int server : new int[] {2, 3}) {
            int[] workers = server == 2 ? new int[] {all[0], all[1]} : new int[] {all[0], all[1], all[2]};
            CollectiveCall call = new CollectiveCall(
                    Pattern.ALL_REDUCE, 1_000, new int[] {all[0], all[1]}, new TopologyHosts(star, routing, workers));
            TransferPlan plan = chooser.plan("parameter-server", call);
            assertThat(plan.node(plan.participants() - 1)).isEqualTo(all[server]);
        }
    }

    /** Hosts at switches that are all joined to one another: with other latencies transfers take other ways. */
    private static Topology mesh(Random random) {
        Topology.Builder mesh = Topology.builder("mesh");
        for (int i = 0; i < SWITCHES; i++) {
            mesh.node(Node.switchOf("s" + i)).node(Node.host("h" + i));
        }
        for (int i = 0; i < SWITCHES; i++) {
            mesh.link(link("h" + i, "s" + i, random));
            for (int j = 0; j < i; j++) {
                mesh.link(link("s" + j, "s" + i, random));
            }
        }
        return mesh.build();
    }

    private static Link link(String from, String to, Random random) {
        Bandwidth rate = Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(2_000)));
        return Link.of(from + to, from, to, rate, Duration.ofNanos(random.nextInt(80_000_000)));
    }

    private static Topology twoSites(Random random) {
        Bandwidth inside = Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(20_000)));
        Bandwidth between = Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(2_000)));
        Duration far = Duration.ofNanos(random.nextInt(80_000_000));
        return Topologies.twoSites(4, inside, Duration.ofNanos(random.nextInt(2_000_000)), between, far);
    }

    @Test
    void whatIsKnownOfOtherLinksBoundsAndChangesNoChoice() {
        double close = 0;
        int bounded = 0;
        int spared = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Collectives family = Collectives.withDefaults();
            for (int network = 0; network < 4; network++) {
                Topology topology = seed % 2 == 0 ? twoSites(random) : mesh(random);
                Routing routing = Routings.shortestLatency(topology);
                int[] nodes = topology.hosts();
                TopologyHosts hosts = new TopologyHosts(topology, routing, nodes);
                LockstepEstimate estimate = new LockstepEstimate(topology, routing);
                Collectives collectives = family.onOtherLinks();
                CollectiveCall call = new CollectiveCall(Pattern.ALL_REDUCE, 1 + size(random), nodes, hosts);
                for (Collective collective : collectives.all()) {
                    if (collective.supports(Pattern.ALL_REDUCE)) {
                        double exact = estimate.seconds(collective.plan(call));
                        double least = collectives.book().leastSeconds(estimate, collective, call);
                        assertThat(least)
                                .as("%s, seed %d, network %d", collective.id(), seed, network)
                                .isPositive()
                                .isLessThanOrEqualTo(exact);
                        close += network == 0 ? 0 : least / exact;
                        bounded += network == 0 ? 0 : 1;
                    }
                }
                CollectiveChoice some = new CollectiveChooser(collectives, estimate).choose(call, "auto", false);
                CollectiveChoice all =
                        new CollectiveChooser(Collectives.withDefaults(), estimate).choose(call, "auto", true);
                assertThat(some.collective()).isEqualTo(all.collective());
                assertThat(some.estimates().get(0).seconds())
                        .isEqualTo(all.estimates().get(0).seconds());
                spared += all.estimates().size() - some.estimates().size();
            }
        }
        assertThat(close / bounded).isGreaterThan(0.8);
        assertThat(spared).isGreaterThan(500);
    }

    @Test
    void aPlanOfAnySizeIsThatOfACallOfTheSize() {
        Random random = new Random(4);
        for (int draw = 0; draw < 40; draw++) {
            Topology topology = topology(random);
            int[] nodes = topology.hosts();
            TopologyHosts hosts = new TopologyHosts(topology, Routings.shortestLatency(topology), nodes);
            for (Collective collective : Collectives.withDefaults().all()) {
                for (Pattern pattern : Pattern.values()) {
                    if (collective.supports(pattern)) {
                        TransferPlan plan = collective.plan(new CollectiveCall(pattern, size(random), nodes, hosts));
                        long bytes = size(random);
                        TransferPlan fresh = collective.plan(new CollectiveCall(pattern, bytes, nodes, hosts));
                        if (plan.isOfAnySize()) {
                            assertThat(content(plan.withBytes(bytes)))
                                    .as(collective.id())
                                    .isEqualTo(content(fresh));
                        }
                    }
                }
            }
        }
    }

    /** All that a plan says. */
    private static List<Object> content(TransferPlan plan) {
        List<Object> content = new ArrayList<>(List.of(plan.ranks(), plan.chunks(), plan.bytes(), plan.totalBytes()));
        for (int round = 0; round < plan.rounds(); round++) {
            content.add(plan.kind(round));
            for (int participant = 0; participant < plan.participants(); participant++) {
                content.add(plan.receives(round, participant));
                plan.sends(
                        round,
                        participant,
                        (target, first, chunks, reduce) ->
                                content.add(List.of(target, first, chunks, reduce, plan.chunkBytes(first, chunks))));
            }
        }
        return content;
    }
}
