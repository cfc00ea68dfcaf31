package org.longhaul.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

class TopologyTest {
    private static final Bandwidth GIGABIT = Bandwidth.ofGigabitsPerSecond(1);
    private static final Duration MS = Duration.ofMillis(1);

    private static Topology.Builder three() {
        return Topology.builder("three")
                .node(Node.host("alpha"))
                .node(Node.switchOf("beta"))
                .node(Node.host("gamma"));
    }

    @Test
    void arcsAreTheTwoDirectionsOfALink() {
        Link link = new Link("l", "alpha", "beta", GIGABIT, new Bandwidth(5), MS, 0.25, new DataSize(7), null);
        Topology topology = three().link(link)
                .link(Link.of("m", "gamma", "beta", GIGABIT, MS))
                .build();
        assertThat(topology.arcCount()).isEqualTo(4);
        assertThat(topology.arcSource(0)).isZero();
        assertThat(topology.arcTarget(0)).isEqualTo(1);
        assertThat(topology.arcSource(1)).isEqualTo(1);
        assertThat(topology.arcTarget(1)).isZero();
        assertThat(topology.arcBitsPerSecond(0)).isEqualTo(1_000_000_000L);
        assertThat(topology.arcBitsPerSecond(1)).isEqualTo(5);
        assertThat(topology.arcLatencyNanos(1)).isEqualTo(1_000_000);
        assertThat(topology.arcLossRate(1)).isEqualTo(0.25);
        assertThat(topology.arcQueueBytes(0)).isEqualTo(7);
        assertThat(topology.arcQueueBytes(2)).isEqualTo(-1);
        assertThat(topology.hosts()).containsExactly(0, 2);
        assertThat(topology.arcName(3)).isEqualTo("beta -> gamma");
        assertThat(topology.degree(1)).isEqualTo(2);
        assertThat(topology.outArc(1, 0)).isEqualTo(1);
        assertThat(topology.outArc(1, 1)).isEqualTo(3);
    }

    @Test
    void theGraphViewHasTheSameArcs() {
        Topology topology =
                three().link(Link.of("l", "alpha", "beta", GIGABIT, MS)).build();
        var graph = topology.asGraph();
        assertThat(graph.vertexSet()).containsExactlyElementsOf(topology.nodes());
        assertThat(graph.edgeSet()).hasSize(2);
        var edge = graph.getEdge(topology.node(1), topology.node(0));
        assertThat(edge.index()).isEqualTo(1);
        assertThat(graph.getEdgeWeight(edge)).isEqualTo(1e6);
        assertThatThrownBy(() -> graph.removeEdge(edge)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesTheNearestNode() {
        assertRefused(() -> three().build().nodeIndex("gama"), "gama", "Maybe \"gamma\"");
    }

    @Test
    void findsLinksAndNamesTheNearest() {
        Topology linked = three().link(Link.of("near-one", "alpha", "beta", GIGABIT, MS))
                .link(Link.of("far-one", "beta", "gamma", GIGABIT, MS))
                .build();
        assertThat(linked.linkIndex("near-one")).isZero();
        assertThat(linked.linkIndex("far-one")).isEqualTo(1);
        assertRefused(() -> linked.linkIndex("fa-one"), "no link \"fa-one\" among its 2 links", "Maybe \"far-one\"");
    }

    @Test
    void refusesBrokenParts() {
        assertRefused(() -> Topology.builder("x").build(), "no nodes");
        assertRefused(() -> Topology.builder(" ").node(Node.host("a")).build(), "name is blank");
        assertRefused(
                () -> three().node(Node.host("alpha")).build(), "node \"alpha\"", "twice", "number 1", "number 4");
        assertRefused(
                () -> three().link(Link.of("l", "alpha", "betta", GIGABIT, MS)).build(),
                "link \"l\"",
                "\"betta\"",
                "\"beta\"");
        Link once = Link.of("l", "alpha", "beta", GIGABIT, MS);
        assertRefused(() -> three().link(once).link(once).build(), "link \"l\"", "twice");
        assertRefused(() -> Link.of("l", "a", "a", GIGABIT, MS), "link \"l\"", "both ends");
        assertRefused(() -> Link.of("l", "a", "b", new Bandwidth(0), MS), "link \"l\"", "0 bit/s", "allowed");
        assertRefused(() -> Link.of("l", "a", "b", GIGABIT, MS.negated()), "latency", "allowed");
        assertRefused(() -> Link.of("l", "a", "b", GIGABIT, Duration.ofDays(2)), "latency", "1 d");
        assertRefused(() -> loss(1), "lossRate is 1.0");
        assertRefused(() -> loss(-0.1), "lossRate is -0.1");
        assertRefused(() -> loss(Double.NaN), "lossRate is NaN");
        assertRefused(() -> price(Double.NaN), "dollarsPerGigabyte is NaN");
        assertRefused(() -> price(-1), "dollarsPerGigabyte is -1");
        assertRefused(() -> new LinkPrice(0, -1), "backwardDollarsPerGigabyte is -1");
        assertRefused(() -> LinkPrice.stated(null, 0.5), "backwardDollarsPerGigabyte is stated alone");
        assertRefused(
                () -> Node.host("a").withConnectionRate(new Bandwidth(0)), "connectionRate of node \"a\"", "allowed");
        assertRefused(() -> Node.host(""), "node id");
        assertRefused(() -> Node.host("a\nb"), "node id");
        assertRefused(() -> Node.host("x".repeat(201)), "node id");
        assertRefused(() -> new Coordinates(Double.NaN, 0), "latitude is NaN");
        assertRefused(() -> new Coordinates(0, 181), "longitude is 181");
    }

    @Test
    void aTopologyDoesNotChangeWithItsBuilder() {
        Topology.Builder builder = three();
        Topology before = builder.build();
        builder.node(Node.host("delta"));
        assertThat(before.nodeCount()).isEqualTo(3);
        assertThat(before.hasNode("delta")).isFalse();
        assertThat(builder.build().nodeCount()).isEqualTo(4);
        assertThat(before.hasNode("delta")).isFalse();
    }

    @Test
    void distancesAndInferredLatencies() {
        Coordinates london = new Coordinates(51.5074, -0.1278);
        Coordinates paris = new Coordinates(48.8566, 2.3522);
        assertThat(london.kilometresTo(paris)).isCloseTo(343.6, within(0.5));
        assertThat(london.kilometresTo(london)).isZero();
        // A quarter of the equator on the mean sphere: 10007.557 km x 1.5 / 199861.639 km/s.
        Duration quarter = new Coordinates(0, 0).inferredLatencyTo(new Coordinates(0, 90));
        assertThat(quarter).isEqualTo(Duration.ofNanos(75_109_000));
    }

    private static Link loss(double rate) {
        return new Link("l", "a", "b", GIGABIT, GIGABIT, MS, rate, null, null);
    }

    private static Link price(double dollars) {
        return new Link("l", "a", "b", GIGABIT, GIGABIT, MS, 0, null, LinkPrice.of(dollars));
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(TopologyException.class).hasMessageContainingAll(parts);
    }
}
