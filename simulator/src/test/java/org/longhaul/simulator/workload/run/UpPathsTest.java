package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.FaultInjector;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Three hosts at a switch, two of them with a link of their own: while that of one to the switch is down. */
class UpPathsTest {

    /** The only way that is left passes through a host, which is one for routes if hosts relay. */
    @ParameterizedTest
    @CsvSource({"NONE, true, false", "SHORTEST_PATH, true, true", "SHORTEST_PATH, false, false"})
    void aPathIsOneThatARouteCouldTake(Recovery.Rerouting rerouting, boolean relaying, boolean reaches) {
        Topology topology = Topology.builder("triangle")
                .relayingHosts(relaying)
                .node(Node.switchOf("switch"))
                .node(Node.host("h0"))
                .node(Node.host("h1"))
                .node(Node.host("h2"))
                .link(link("h0", "switch"))
                .link(link("h1", "switch"))
                .link(link("h2", "switch"))
                .link(link("h1", "h2"))
                .build();
        NetworkSetup setup = Bench.network(topology, Bench.FLUID);
        Incident down = new Incident("test", Incident.Kind.FAILURE, "test", 10, 20, List.of(new Effect.LinkDown(2)));
        FaultInjector injector = new FaultInjector(
                topology,
                setup.network(),
                setup.routing(),
                Recovery.DEFAULT,
                IncidentSource.of(List.of(down)),
                new Deaf());
        UpPaths paths = new UpPaths(setup.routing(), injector, rerouting);
        int first = topology.nodeIndex("h0");
        int last = topology.nodeIndex("h2");
        assertThat(paths.reach(last, first)).isTrue();
        injector.advanceTo(10, 10);
        assertThat(paths.reach(last, first)).isEqualTo(reaches);
        assertThat(paths.reach(first, last)).isEqualTo(reaches);
        assertThat(paths.reach(topology.nodeIndex("h1"), first)).isTrue();
        assertThat(paths.reach(last, topology.nodeIndex("h1"))).isTrue();
        injector.advanceTo(20, 20);
        assertThat(paths.reach(last, first)).isTrue();
    }

    private static Link link(String from, String to) {
        Bandwidth rate = new Bandwidth(1_000_000_000);
        return new Link(from + "--" + to, from, to, rate, rate, Duration.ofMillis(1), 0, null, null);
    }

    private static final class Deaf implements FaultInjector.NodeListener {
        @Override
        public void nodeDown(int node) {}

        @Override
        public void nodeUp(int node, long resumeNanos) {}

        @Override
        public void slowDown(int node, double factor) {}
    }
}
