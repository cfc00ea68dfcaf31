package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.simulator.network.estimate.TimeTerm;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** One pair that stands for many gives the same bits as following every pair. */
class AlikePairsTest {

    /** The same, but nothing tells that two senders are equal: every pair is followed. */
    private record Untold(TransferEstimate known) implements TransferEstimate {
        @Override
        public PathEstimate path(Topology topology, Routing routing, int source, int target, int connections) {
            return known.path(topology, routing, source, target, connections);
        }
    }

    /** Hosts around a switch, with up to three kinds of links, some of which have another latency or loss on their way back. */
    private static Topology star(Random random, int hosts) {
        List<Link> kinds = new ArrayList<>();
        for (int kind = 0; kind <= random.nextInt(3); kind++) {
            DataSize queue = random.nextBoolean() ? null : DataSize.ofBytes(50_000 + random.nextInt(1_000_000));
            kinds.add(new Link(
                    "kind" + kind,
                    "a",
                    "b",
                    Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(10_000))),
                    Bandwidth.ofBitsPerSecond(1_000_000L * (1 + random.nextInt(10_000))),
                    Duration.ofNanos(1_000 + random.nextInt(20_000_000)),
                    random.nextInt(3) == 0 ? 1e-5 * random.nextInt(50) : 0,
                    queue,
                    null));
        }
        Random backs = new Random(hosts);
        boolean isTwoWays = random.nextBoolean();
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            Link kind = kinds.get(random.nextInt(kinds.size()));
            WayBack back = isTwoWays && backs.nextBoolean()
                    ? new WayBack(kind.latency().multipliedBy(3), backs.nextBoolean() ? kind.lossRate() : 1e-4)
                    : null;
            star.node(Node.host("h" + host));
            star.link(new Link(
                    "l" + host,
                    "h" + host,
                    "switch",
                    kind.forward(),
                    kind.backward(),
                    kind.latency(),
                    kind.lossRate(),
                    kind.queue(),
                    null,
                    back));
        }
        return star.build();
    }

    private static int[] someHosts(Random random, Topology topology) {
        List<Integer> hosts = new ArrayList<>();
        for (int host : topology.hosts()) {
            hosts.add(host);
        }
        Collections.shuffle(hosts, random);
        int ranks = 2 + random.nextInt(hosts.size() - 1);
        return hosts.stream().limit(ranks).mapToInt(Integer::intValue).toArray();
    }

    private static TransferEstimate transfers(Random random, Topology topology) {
        if (random.nextInt(4) == 0) {
            return TransferEstimate.alphaBeta(
                    1 - random.nextInt(2) / 4.0, random.nextBoolean(), Duration.ofNanos(random.nextInt(1000)), 100_000);
        }
        @Nullable String[] controls = new String[topology.nodeCount()];
        long[] rates = new long[topology.nodeCount()];
        for (int node = 0; node < controls.length; node++) {
            controls[node] = random.nextInt(4) == 0 ? "bbr" : null;
            rates[node] = random.nextInt(4) == 0 ? 300_000_000 : 0;
        }
        ConnectionRules rules = random.nextBoolean()
                ? ConnectionRules.NONE
                : ConnectionRules.ofHosts(controls).withRates(rates);
        CongestionControl[] all = CongestionControl.values();
        return TcpEstimates.of(FlowSettings.tcp(all[random.nextInt(all.length)]), rules);
    }

    private static TransferPlan plan(Random random, Topology topology, Routing routing, int[] nodes) {
        long bytes = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(400_000_000);
        boolean direct = random.nextBoolean();
        Pattern[] patterns = direct
                ? new Pattern[] {Pattern.ALL_REDUCE, Pattern.ALL_GATHER, Pattern.ALL_TO_ALL}
                : new Pattern[] {Pattern.ALL_REDUCE};
        CollectiveCall call = new CollectiveCall(
                patterns[random.nextInt(patterns.length)], bytes, nodes, new TopologyHosts(topology, routing, nodes));
        return Collectives.withDefaults()
                .get(direct ? "all-to-all" : "reduce-scatter-all-gather")
                .plan(call);
    }

    @Test
    void standingForManyChangesNoBit() {
        LibraryProfile[] libraries = {
            LibraryProfile.LOCKSTEP,
            new NcclLibrary().profile(new NcclLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer()),
            new GlooLibrary().profile(new GlooLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer())
        };
        int alike = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Topology topology = star(random, 2 + random.nextInt(14));
            Routing routing = Routings.shortestLatency(topology);
            TransferEstimate transfers = transfers(random, topology);
            LibraryProfile library = libraries[random.nextInt(libraries.length)];
            int connections = 1 + random.nextInt(2);
            LockstepEstimate few = new LockstepEstimate(topology, routing, transfers, connections, library);
            LockstepEstimate every =
                    new LockstepEstimate(topology, routing, new Untold(transfers), connections, library);
            for (int again = 0; again < 3; again++) {
                TransferPlan plan = plan(random, topology, routing, someHosts(random, topology));
                long[] fewBytes = new long[topology.arcCount()];
                long[] everyBytes = new long[topology.arcCount()];
                assertThat(few.seconds(plan, fewBytes)).as("seed %d", seed).isEqualTo(every.seconds(plan, everyBytes));
                for (TimeTerm term : TimeTerm.values()) {
                    assertThat(few.terms().get(term)).isEqualTo(every.terms().get(term));
                }
                assertThat(fewBytes).isEqualTo(everyBytes);
                if (plan instanceof AllPairs) {
                    assertThat(AlikePairs.of(plan, topology, new Untold(transfers)))
                            .isNull();
                    alike += AlikePairs.of(plan, topology, transfers) == null ? 0 : 1;
                }
            }
        }
        assertThat(alike).isGreaterThan(500);
    }

    /** Five of twelve parts have a byte more, so hosts on equal links are of two kinds, and their pairs of four. */
    @Test
    void equalHostsAreOfOneKindForEachShareOfTheVector() {
        Topology topology = Topologies.star(12, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(1));
        assertThat(kinds(topology, 12 * 7)).isEqualTo(1);
        assertThat(kinds(topology, 12 * 7 + 5)).isEqualTo(4);
    }

    private static int kinds(Topology topology, long bytes) {
        AlikePairs pairs = AlikePairs.of(gather(topology, bytes), topology, TransferEstimate.ALPHA_BETA);
        return pairs == null ? 0 : pairs.kinds();
    }

    private static TransferPlan gather(Topology topology, long bytes) {
        int[] nodes = topology.hosts();
        TopologyHosts hosts = new TopologyHosts(topology, Routings.shortestLatency(topology), nodes);
        return Collectives.withDefaults()
                .get("all-to-all")
                .plan(new CollectiveCall(Pattern.ALL_GATHER, bytes, nodes, hosts));
    }

    /** Two switches: pairs differ in what lies between them, so every one is followed. */
    @Test
    void hostsOfTwoSwitchesAreNotAlike() {
        Bandwidth rate = Bandwidth.ofBitsPerSecond(1_000_000_000);
        Topology.Builder two = Topology.builder("two").node(Node.switchOf("s0")).node(Node.switchOf("s1"));
        two.link(new Link("line", "s0", "s1", rate, rate, Duration.ofMillis(1), 0, null, null));
        for (int host = 0; host < 6; host++) {
            two.node(Node.host("h" + host));
            two.link(new Link("l" + host, "h" + host, "s" + host % 2, rate, rate, Duration.ofMillis(1), 0, null, null));
        }
        assertThat(kinds(two.build(), 600)).isZero();
    }

    @Test
    void theBytesOfAllPairsAreTheirSum() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Topology topology = star(random, 2 + random.nextInt(14));
            Routing routing = Routings.shortestLatency(topology);
            TransferPlan plan = plan(random, topology, routing, someHosts(random, topology));
            long[] sum = {0};
            for (int round = 0; round < plan.rounds(); round++) {
                for (int rank = 0; rank < plan.ranks(); rank++) {
                    plan.sends(round, rank, (to, first, chunks, reduce) -> sum[0] += plan.chunkBytes(first, chunks));
                }
            }
            assertThat(plan.totalBytes()).isEqualTo(sum[0]);
        }
    }
}
