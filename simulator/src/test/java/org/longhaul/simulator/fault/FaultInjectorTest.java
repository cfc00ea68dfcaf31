package org.longhaul.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class FaultInjectorTest {

    private final Topology ring = Topologies.ringOfSites(
            3,
            1,
            Bandwidth.parse("1 Gbit/s"),
            Duration.ofNanos(1000),
            Bandwidth.parse("100 Mbit/s"),
            Duration.ofMillis(5));
    private final RecordingNetwork network = new RecordingNetwork();
    private final List<String> nodes = new ArrayList<>();

    private FaultInjector injector(Recovery recovery, Incident... incidents) {
        return new FaultInjector(
                ring,
                network,
                Routings.shortestLatency(ring),
                recovery,
                IncidentSource.of(List.of(incidents)),
                new FaultInjector.NodeListener() {
                    @Override
                    public void nodeDown(int node) {
                        nodes.add("down " + node);
                    }

                    @Override
                    public void nodeUp(int node, long resumeNanos) {
                        nodes.add("up " + node + " " + resumeNanos);
                    }

                    @Override
                    public void slowDown(int node, double factor) {
                        nodes.add("slow " + node + " " + factor);
                    }
                });
    }

    private static Incident incident(long start, long end, Effect... effects) {
        return new Incident("test", Incident.Kind.FAILURE, "test", start, end, List.of(effects));
    }

    private int wideLink() {
        for (int link = 0; link < ring.links().size(); link++) {
            if (!ring.node(ring.arcSource(2 * link)).isHost()
                    && !ring.node(ring.arcTarget(2 * link)).isHost()) {
                return link;
            }
        }
        throw new AssertionError("no wide link");
    }

    private static List<Long> runAll(FaultInjector injector) {
        List<Long> times = new ArrayList<>();
        while (injector.nextChangeNanos() != Long.MAX_VALUE) {
            long next = injector.nextChangeNanos();
            times.add(next);
            injector.advanceTo(next, next);
        }
        return times;
    }

    @Test
    void aLinkThatOneGivesBackAndAnotherTakesAtTheSameMomentStaysDown() {
        int link = wideLink();
        FaultInjector injector = injector(
                Recovery.DEFAULT,
                incident(10, 20, new Effect.LinkDown(link)),
                incident(20, 30, new Effect.LinkDown(link)));
        assertThat(runAll(injector)).containsExactly(10L, 20L, 30L);
        long rate = ring.arcBitsPerSecond(2 * link);
        assertThat(network.calls)
                .containsExactly(
                        "arc " + 2 * link + " down " + rate,
                        "arc " + (2 * link + 1) + " down " + rate,
                        "arc " + 2 * link + " up " + rate,
                        "arc " + (2 * link + 1) + " up " + rate);
        assertThat(injector.occurrences()).extracting(Occurrence::ordinal).containsExactly(0, 1);
        assertThat(injector.isAnyLinkDown()).isFalse();
        assertThat(injector.fingerprint()).isZero();
    }

    @Test
    void aCrashClosesConnectionsBeforeTheLinksFallAndOpensThemAfterTheRestart() {
        int host = ring.hosts()[0];
        int link = ring.outArc(host, 0) / 2;
        FaultInjector injector = injector(Recovery.DEFAULT, incident(100, 200, new Effect.NodeDown(host, 50)));
        injector.advanceTo(100, 90);
        assertThat(injector.isNodeUp(host)).isFalse();
        injector.advanceTo(200, 190);
        assertThat(network.calls.get(0)).isEqualTo("node " + host + " never");
        assertThat(network.calls.get(1)).startsWith("arc " + 2 * link + " down");
        assertThat(network.calls.get(4)).startsWith("arc " + (2 * link + 1) + " up");
        // On the network's clock, which is 10 ns behind.
        assertThat(network.calls.get(5)).isEqualTo("node " + host + " 240");
        assertThat(nodes).containsExactly("down " + host, "up " + host + " 250");
        assertThat(injector.isSettled(249)).isFalse();
        assertThat(injector.isSettled(250)).isTrue();
    }

    @Test
    void slowDownsMultiplyAndEnd() {
        int host = ring.hosts()[1];
        runAll(injector(
                Recovery.DEFAULT,
                incident(1, 10, new Effect.SlowNode(host, 2)),
                incident(5, 20, new Effect.SlowNode(host, 1.5))));
        assertThat(nodes)
                .containsExactly(
                        "slow " + host + " 2.0",
                        "slow " + host + " 3.0",
                        "slow " + host + " 1.5",
                        "slow " + host + " 1.0");
    }

    @Test
    void routesFollowAFailureAfterTheConvergenceDelay() {
        int link = wideLink();
        Recovery recovery = Recovery.DEFAULT.withRerouting(Recovery.Rerouting.SHORTEST_PATH, Duration.ofNanos(30));
        FaultInjector injector = injector(recovery, incident(100, 200, new Effect.LinkDown(link)));
        assertThat(runAll(injector)).containsExactly(100L, 130L, 200L, 230L);
        int from = ring.arcSource(2 * link);
        int to = ring.arcTarget(2 * link);
        assertThat(network.routings).hasSize(2);
        assertThat(network.routings.get(0).route(from, to, 0)).hasSize(2).doesNotContain(2 * link);
        assertThat(network.routings.get(1).route(from, to, 0)).containsExactly(2 * link);
    }

    @Test
    void aFlapShorterThanTheDelayIsRoutedAroundWhenItIsOverAlready() {
        int link = wideLink();
        Recovery recovery = Recovery.DEFAULT.withRerouting(Recovery.Rerouting.SHORTEST_PATH, Duration.ofNanos(300));
        assertThat(runAll(injector(recovery, incident(100, 200, new Effect.LinkDown(link)))))
                .containsExactly(100L, 200L, 400L, 500L);
        assertThat(network.routings).hasSize(2);
    }

    @Test
    void variationsAreCountedAndNotListed() {
        FaultInjector injector = injector(
                Recovery.DEFAULT,
                new Incident("test", Incident.Kind.VARIATION, "test", 0, 5, List.of(new Effect.ArcRate(0, 0.5))));
        runAll(injector);
        assertThat(injector.occurrences())
                .extracting(each -> each.incident().kind())
                .containsExactly(Incident.Kind.VARIATION);
    }

    @Test
    void aRoutingThatCannotBeRecomputedIsRefusedAtOnce() {
        Routing fixed = (source, target, key) -> new int[0];
        Recovery recovery = Recovery.DEFAULT.withRerouting(Recovery.Rerouting.SHORTEST_PATH, Duration.ZERO);
        assertThatThrownBy(() ->
                        new Rerouting(network, fixed, recovery.convergence().toNanos()))
                .hasMessageContaining("cannot be recomputed");
    }
}
