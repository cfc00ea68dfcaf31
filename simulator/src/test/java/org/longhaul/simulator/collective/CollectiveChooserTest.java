package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.algorithm.PairsPlan;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class CollectiveChooserTest {

    private static CollectiveChoice choose(Topology topology, int workers, long bytes, String demanded) {
        Routing routing = Routings.shortestLatency(topology);
        int[] nodes = new int[workers];
        System.arraycopy(topology.hosts(), 0, nodes, 0, workers);
        CollectiveCall call =
                new CollectiveCall(Pattern.ALL_REDUCE, bytes, nodes, new TopologyHosts(topology, routing, nodes));
        return new CollectiveChooser(Collectives.withDefaults(), new LockstepEstimate(topology, routing))
                .choose(call, demanded);
    }

    private static Topology star(int hosts) {
        return Topologies.star(hosts, Bandwidth.parse("10 Gbit/s"), Duration.ofMillis(5));
    }

    @Test
    void fewBytesWantFewRounds() {
        CollectiveChoice choice = choose(star(16), 16, 1000, "auto");
        assertThat(choice.collective()).isEqualTo("all-to-all");
        assertThat(choice.estimates().get(0).rounds()).isEqualTo(1);
        assertThat(choice.reason()).startsWith("fastest by estimate");
    }

    @Test
    void manyBytesOverTwoSitesWantLeastTrafficBetweenThem() {
        Topology topology = Topologies.twoSites(
                4,
                Bandwidth.parse("100 Gbit/s"),
                Duration.ofNanos(10_000),
                Bandwidth.parse("1 Gbit/s"),
                Duration.ofMillis(15));
        CollectiveChoice choice = choose(topology, 8, 10_000_000_000L, "auto");
        // Each of the two sends the whole sum over the line once; the ring sends 2 x 7/8 of the vector.
        assertThat(choice.collective()).isEqualTo("hierarchical");
        assertThat(choice.estimates().get(0).seconds()).isCloseTo(80 + 1.2, withPercentage(2));
    }

    @Test
    void estimatesComeFastestFirstAndIncludeEveryCandidate() {
        CollectiveChoice choice = choose(star(9), 8, 1_000_000_000, "auto");
        assertThat(choice.estimates())
                .extracting(CollectiveChoice.Estimate::seconds)
                .isSorted();
        assertThat(choice.estimates())
                .extracting(CollectiveChoice.Estimate::collective)
                .contains("ring", "parameter-server", "recursive-halving-doubling", "binary-tree", "hierarchical")
                .doesNotContain("bruck");
        assertThat(choice.estimates().stream()
                        .filter(estimate -> estimate.collective().equals("ring"))
                        .findFirst()
                        .orElseThrow()
                        .seconds())
                .isCloseTo(14 * (0.01 + 0.1), withPercentage(1e-7));
    }

    @Test
    void aDemandIsHonouredOrRefused() {
        assertThat(choose(star(4), 4, 1000, "ring").reason()).contains("demanded");
        assertThatThrownBy(() -> choose(star(4), 4, 1000, "bruck"))
                .hasMessageContaining("'bruck' does not achieve pattern ALL_REDUCE");
    }

    @Test
    void efficiencyAndLatencyEnterTheEstimate() {
        Topology topology = star(4);
        Routing routing = Routings.shortestLatency(topology);
        int[] nodes = topology.hosts();
        CollectiveCall call = new CollectiveCall(
                Pattern.ALL_REDUCE, 1_000_000_000, nodes, new TopologyHosts(topology, routing, nodes));
        TransferPlan plan = Collectives.withDefaults().get("ring").plan(call);
        assertThat(new LockstepEstimate(topology, routing, TransferEstimate.alphaBeta(0.5, true, Duration.ZERO, 0), 1)
                        .seconds(plan))
                .isCloseTo(6 * (0.01 + 0.4), withPercentage(1e-7));
        assertThat(new LockstepEstimate(topology, routing, TransferEstimate.alphaBeta(1, false, Duration.ZERO, 0), 1)
                        .seconds(plan))
                .isCloseTo(6 * 0.2, withPercentage(1e-7));
        Duration overhead = Duration.ofMillis(3);
        assertThat(new LockstepEstimate(topology, routing, TransferEstimate.alphaBeta(1, true, overhead, 0), 1)
                        .seconds(plan))
                .isCloseTo(6 * (0.003 + 0.01 + 0.2 + 0.003), withPercentage(1e-7));
    }

    @Test
    void anEstimateForgetsThePlansBefore() {
        Topology topology = star(12);
        Routing routing = Routings.shortestLatency(topology);
        TransferEstimate tcp = TcpEstimates.of("cubic", 10, true, 0, 1500, ConnectionRules.NONE);
        LockstepEstimate used = new LockstepEstimate(topology, routing, tcp, 1);
        for (long bytes : new long[] {200_000_000, 3000, 5_000_000}) {
            CollectiveCall call = new CollectiveCall(
                    Pattern.ALL_REDUCE,
                    bytes,
                    topology.hosts(),
                    new TopologyHosts(topology, routing, topology.hosts()));
            for (String id : new String[] {"all-to-all", "ring", "chain", "reduce-scatter-all-gather"}) {
                TransferPlan plan = Collectives.withDefaults().get(id).plan(call);
                double fresh = new LockstepEstimate(topology, routing, tcp, 1).seconds(plan);
                assertThat(used.seconds(plan)).as(id + " of " + bytes).isEqualTo(fresh);
                assertThat(used.seconds(plan)).as(id + " again").isEqualTo(fresh);
            }
        }
    }

    @Test
    void leavingOutWhatCannotBeFastestLeavesTheFastest() {
        Topology topology = star(24);
        Routing routing = Routings.shortestLatency(topology);
        TransferEstimate tcp = TcpEstimates.of("cubic", 10, true, 0, 1500, ConnectionRules.NONE);
        CollectiveChooser one =
                new CollectiveChooser(Collectives.withDefaults(), new LockstepEstimate(topology, routing, tcp, 1));
        for (long bytes = 100; bytes < 10_000_000_000L; bytes *= 7) {
            CollectiveCall call = new CollectiveCall(
                    Pattern.ALL_REDUCE,
                    bytes,
                    topology.hosts(),
                    new TopologyHosts(topology, routing, topology.hosts()));
            CollectiveChoice few = one.choose(call, "auto", false);
            CollectiveChoice all = new CollectiveChooser(
                            Collectives.withDefaults(), new LockstepEstimate(topology, routing, tcp, 1))
                    .choose(call, "auto");
            assertThat(few.collective()).isEqualTo(all.collective());
            assertThat(few.estimates().get(0)).isEqualTo(all.estimates().get(0));
            assertThat(few.estimates().size()).isLessThan(all.estimates().size());
        }
    }

    @Test
    void plansOfPairsHoldNoTransfers() {
        Topology topology = star(5);
        Routing routing = Routings.shortestLatency(topology);
        CollectiveCall call = new CollectiveCall(
                Pattern.ALL_REDUCE, 5003, topology.hosts(), new TopologyHosts(topology, routing, topology.hosts()));
        TransferPlan plan =
                Collectives.withDefaults().get("reduce-scatter-all-gather").plan(call);
        StringBuilder sent = new StringBuilder();
        for (int round = 0; round < plan.rounds(); round++) {
            plan.sends(round, 3, (target, first, chunks, reduce) -> sent.append(target)
                    .append(reduce ? "+" : "=")
                    .append(first)
                    .append(' '));
            assertThat(plan.receives(round, 3)).isEqualTo(4);
        }
        assertThat(sent.toString()).isEqualTo("4+4 0+0 1+1 2+2 4=3 0=3 1=3 2=3 ");
        assertThat(plan).isInstanceOf(PairsPlan.class);
    }
}
