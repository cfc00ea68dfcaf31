package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** What is known of one call serves for calls of other sizes, and changes no choice. */
class PlanBookTest {

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
        for (int seed = 0; seed < 300; seed++) {
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
        for (int seed = 0; seed < 150; seed++) {
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
        assertThat(spared).isGreaterThan(1000);
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
}
