package org.longhaul.wire.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

class LabPlanTest {
    private static final Bandwidth FAST = Bandwidth.ofMegabitsPerSecond(100);
    private static final Bandwidth SLOW = Bandwidth.ofMegabitsPerSecond(20);

    /** paris - hub - rome, with 10 ms and a slow way up on the second link. */
    private static Topology.Builder line() {
        return Topology.builder("line")
                .relayingHosts(false)
                .node(Node.host("paris"))
                .node(Node.switchOf("hub"))
                .node(Node.host("rome / 2"))
                .link(Link.of("near", "paris", "hub", FAST, Duration.ZERO))
                .link(new Link("far", "rome / 2", "hub", SLOW, FAST, Duration.ofMillis(10), 0, null, null));
    }

    @Test
    void namespacesBearTheOwnerAndTheNodesWithoutCharactersThatFilesLack() {
        LabPlan plan = new LabPlan(line().build(), "x-");
        assertThat(plan.namespaces()).containsExactly("x-0-paris", "x-1-hub", "x-2-rome---2", "x-lines");
    }

    @Test
    void routesLeadByTheNextNodeOfTheLeastLatency() {
        LabPlan plan = new LabPlan(line().build(), "x-");
        assertThat(plan.makeNode(0, "reno"))
                .contains("addr add 10.66.0.1/32 dev lo\n")
                .contains("route add 10.66.0.3/32 via 10.67.0.1 src 10.66.0.1 congctl reno\n");
        assertThat(plan.makeNode(1, "reno"))
                .contains("route add 10.66.0.1/32 via 10.67.0.0 src 10.66.0.2")
                .contains("route add 10.66.0.3/32 via 10.67.0.2 src 10.66.0.2")
                .doesNotContain("mgmt");
    }

    @Test
    void ratesAreOfTheDirectionAndQueuesOneProductOfTheLongestRoundTrip() {
        LabPlan plan = new LabPlan(line().build(), "x-");
        assertThat(plan.shape().lines())
                .containsExactly(
                        // A direction without delay leaves by the port of its target, another by its TAP device.
                        "qdisc add dev l1 root stab overhead -14 tbf rate 100000000bit burst 3000 limit 250000",
                        "qdisc add dev l0 root stab overhead -14 tbf rate 100000000bit burst 3000 limit 250000",
                        "qdisc add dev t2 root stab overhead -14 tbf rate 20000000bit burst 3000 limit 50000",
                        "qdisc add dev t3 root stab overhead -14 tbf rate 100000000bit burst 3000 limit 250000");
    }

    @Test
    void aStatedQueueIsTaken() {
        Topology topology = Topology.builder("pair")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("ab", "a", "b", FAST, FAST, Duration.ofMillis(1), 0, DataSize.ofBytes(77_000), null))
                .build();
        assertThat(new LabPlan(topology, "x-").queueBytes(0)).isEqualTo(77_000);
    }

    @Test
    void onlyDelayAndLossPassThroughUserSpace() {
        Topology topology = Topology.builder("three")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(Link.of("near", "a", "b", FAST, Duration.ofNanos(10_000)))
                .link(Link.of("far", "a", "b", FAST, Duration.ofMillis(1)))
                .link(new Link("lossy", "a", "b", FAST, FAST, Duration.ZERO, 0.01, null, null))
                .build();
        LabPlan plan = new LabPlan(topology, "x-");
        assertThat(List.of(plan.isStaged(0), plan.isStaged(1), plan.isStaged(2)))
                .containsExactly(false, true, true);
        assertThat(plan.departures()).singleElement().asString().startsWith("1 link has a delay below 0.1 ms");
    }

    @Test
    void whatCannotBeBuiltIsRefusedByName() {
        Topology oneWay = line().link(new Link(
                        "up", "paris", "hub", FAST, Bandwidth.ofBitsPerSecond(0), Duration.ZERO, 0, null, null))
                .build();
        assertThatThrownBy(() -> new LabPlan(oneWay, "x-"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("\"up\" leads one way only");
        Topology.Builder square = Topology.builder("square").relayingHosts(false);
        for (String each : List.of("a", "b")) {
            square.node(Node.host(each));
        }
        for (String each : List.of("s", "t", "u")) {
            square.node(Node.switchOf(each));
        }
        Topology fixed = square.link(Link.of("as", "a", "s", FAST, Duration.ZERO))
                .link(Link.of("st", "s", "t", FAST, Duration.ofMillis(1)))
                .link(Link.of("su", "s", "u", FAST, Duration.ofMillis(2)))
                .link(Link.of("tb", "t", "b", FAST, Duration.ZERO))
                .link(Link.of("ub", "u", "b", FAST, Duration.ZERO))
                .fixedRoute(new FixedRoute("a", "b", List.of("as", "su", "ub")))
                .build();
        assertThatThrownBy(() -> new LabPlan(fixed, "x-"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("The route from a to b is fixed otherwise");
    }
}
