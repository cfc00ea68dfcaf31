package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.collective.CollectiveChooser;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.LockstepEstimate;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.estimate.TimeTerm;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** What the closed form of TCP expects against what the flow network does, and what it says of it. */
class TransferEstimateTest {

    private static Topology line(String bandwidth, double oneWayMillis, double loss) {
        Bandwidth rate = Bandwidth.parse(bandwidth);
        Duration latency = Duration.ofNanos((long) (oneWayMillis * 1e6));
        return Topology.builder("line")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("line", "a", "b", rate, rate, latency, loss, null, null))
                .build();
    }

    /** TCP without the set-up of connections, which exchanges of a run make once. */
    private static FlowSettings settings(CongestionControl control, long maximumWindow) {
        FlowSettings tcp = FlowSettings.tcp(control);
        return new FlowSettings(
                control,
                false,
                true,
                tcp.initialWindow(),
                true,
                maximumWindow,
                true,
                tcp.mtuBytes(),
                tcp.headerBytes(),
                true,
                true,
                true,
                true,
                tcp.rttBias());
    }

    private static double simulated(Topology topology, FlowSettings settings, long bytes, int connections) {
        EventLoop loop = new EventLoop();
        Routing routing = Routings.shortestLatency(topology);
        NetworkSetup network = new NetworkSetup(
                topology,
                routing,
                loop,
                new FlowModel().create(settings, new NetworkContext(topology, routing, loop, new RandomStreams(7))),
                false);
        ExchangeSpec spec = new ExchangeSpec("x", Pattern.BROADCAST, Bench.workers(2), bytes, bytes, "binomial-tree");
        return Bench.run(
                                network,
                                2,
                                Bench.stepTime(2, 0),
                                Bench.repeat(Bench.synchronous(spec), 1),
                                new ExecutionSettings(connections, 0, 1, 64, true),
                                new ExecutionListener() {})
                        .elapsedNanos()
                * 1e-9;
    }

    private static CollectiveChoice.Estimate estimated(
            Topology topology, FlowSettings settings, long bytes, int connections) {
        Routing routing = Routings.shortestLatency(topology);
        LockstepEstimate estimate =
                new LockstepEstimate(topology, routing, TcpEstimates.of(settings, ConnectionRules.NONE), connections);
        int[] nodes = topology.hosts();
        CollectiveCall call =
                new CollectiveCall(Pattern.BROADCAST, bytes, nodes, new TopologyHosts(topology, routing, nodes));
        return new CollectiveChooser(Collectives.withDefaults(), estimate)
                .choose(call, "binomial-tree")
                .estimates()
                .get(0);
    }

    private static double part(CollectiveChoice.Estimate estimate, TimeTerm term) {
        return estimate.terms().stream()
                .filter(each -> each.term() == term)
                .mapToDouble(CollectiveChoice.Term::seconds)
                .sum();
    }

    /** One transfer on a new connection, from a few packets to many windows. */
    @ParameterizedTest
    @EnumSource(CongestionControl.class)
    void slowStartAndTransmission(CongestionControl control) {
        FlowSettings settings = settings(control, 0);
        for (String rate : new String[] {"100 Mbit/s", "1 Gbit/s", "10 Gbit/s"}) {
            for (double millis : new double[] {0.1, 5, 50}) {
                Topology topology = line(rate, millis, 0);
                for (long bytes : new long[] {1_000, 30_000, 1_000_000, 20_000_000, 500_000_000}) {
                    CollectiveChoice.Estimate estimate = estimated(topology, settings, bytes, 1);
                    double sum = 0;
                    for (TimeTerm term : TimeTerm.values()) {
                        sum += part(estimate, term);
                    }
                    assertThat(sum).isCloseTo(estimate.seconds(), withPercentage(1e-9));
                    // The pacing of BBR's startup and its probes are not foreseen.
                    assertThat(estimate.seconds())
                            .as("%s %s ms %d bytes", rate, millis, bytes)
                            .isCloseTo(
                                    simulated(topology, settings, bytes, 1),
                                    withPercentage(control == CongestionControl.BBR ? 25 : 2));
                }
            }
        }
    }

    /** 1 MB of window over 50 ms each way: 10 MB/s for each connection on a line of 1.25 GB/s. */
    @ParameterizedTest
    @CsvSource({"1", "4"})
    void theWindowLimitsEachConnection(int connections) {
        FlowSettings settings = settings(CongestionControl.CUBIC, 1_000_000);
        Topology topology = line("10 Gbit/s", 50, 0);
        CollectiveChoice.Estimate estimate = estimated(topology, settings, 400_000_000, connections);
        assertThat(estimate.seconds()).isCloseTo(40.0 / connections, withPercentage(7));
        assertThat(estimate.seconds())
                .isCloseTo(simulated(topology, settings, 400_000_000, connections), withPercentage(2));
        assertThat(estimate.terms().get(0).term()).isEqualTo(TimeTerm.WINDOW);
    }

    /** Mean rates under random loss, a thousand losses each. */
    @ParameterizedTest
    @CsvSource({"RENO, 1e-4, 1", "RENO, 1e-3, 1", "RENO, 1e-3, 4", "CUBIC, 1e-4, 1", "CUBIC, 1e-3, 1", "CUBIC, 1e-3, 4"
    })
    void lossLimitsEachConnection(CongestionControl control, double loss, int connections) {
        FlowSettings settings = settings(control, 0);
        Topology topology = line("10 Gbit/s", 20, loss);
        long bytes = (long) (1448 * 1000 / loss);
        CollectiveChoice.Estimate estimate = estimated(topology, settings, bytes, connections);
        assertThat(estimate.seconds()).isCloseTo(simulated(topology, settings, bytes, connections), withPercentage(20));
        assertThat(estimate.terms().get(0).term()).isEqualTo(TimeTerm.LOSS);
    }

    /** The packet network's own expectation, against every packet; it sets up its connection, a round trip more. */
    @Test
    void packetsTakeWhatTheirNetworkExpects() {
        for (double millis : new double[] {1, 20}) {
            Topology topology = line("1 Gbit/s", millis, 0);
            Routing routing = Routings.shortestLatency(topology);
            for (long bytes : new long[] {10_000, 200_000, 5_000_000}) {
                NetworkSetup network = Bench.network(topology, Bench.PACKET);
                int[] nodes = topology.hosts();
                double expected = new LockstepEstimate(
                                topology, routing, network.network().estimate(), 1)
                        .seconds(Collectives.withDefaults()
                                .get("binomial-tree")
                                .plan(new CollectiveCall(
                                        Pattern.BROADCAST, bytes, nodes, new TopologyHosts(topology, routing, nodes))));
                double simulated = Bench.seconds(
                        network, Collectives.withDefaults().get("binomial-tree"), Pattern.BROADCAST, 2, bytes);
                assertThat(expected + 2 * millis * 1e-3)
                        .as("%s ms, %d bytes", millis, bytes)
                        .isCloseTo(simulated, withPercentage(20));
            }
        }
    }

    /** A shallow queue keeps the link busy for the sawtooth's share of the time only. */
    @Test
    void aShallowQueueCosts() {
        FlowSettings settings = settings(CongestionControl.RENO, 0);
        Bandwidth rate = Bandwidth.parse("1 Gbit/s");
        Topology topology = Topology.builder("shallow")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("line", "a", "b", rate, rate, Duration.ofMillis(20), 0, new DataSize(50_000), null))
                .build();
        CollectiveChoice.Estimate estimate = estimated(topology, settings, 2_000_000_000, 1);
        assertThat(part(estimate, TimeTerm.QUEUES)).isGreaterThan(0.2 * part(estimate, TimeTerm.TRANSMISSION));
        assertThat(estimate.seconds()).isCloseTo(simulated(topology, settings, 2_000_000_000, 1), withPercentage(3));
    }

    /** The reason names the terms of the pick and of the next one. */
    @Test
    void theReasonSaysWhatTheTimeIsMadeOf() {
        Topology star = Bench.star(8, "10 Gbit/s", Duration.ofMillis(40));
        Routing routing = Routings.shortestLatency(star);
        int[] nodes = star.hosts();
        CollectiveChoice choice = new CollectiveChooser(
                        Collectives.withDefaults(),
                        new LockstepEstimate(
                                star,
                                routing,
                                Bench.network(star, "flow").network().estimate(),
                                1))
                .choose(
                        new CollectiveCall(
                                Pattern.ALL_REDUCE, 10_000_000, nodes, new TopologyHosts(star, routing, nodes)),
                        "auto");
        assertThat(choice.reason())
                .matches("fastest by estimate, \\S+ ms in 2 rounds \\(slow start \\S+ ms, propagation 80.0 ms, .*"
                        + "\\); next \\S+, \\S+ ms in \\d+ rounds? \\(.*\\)");
    }
}
