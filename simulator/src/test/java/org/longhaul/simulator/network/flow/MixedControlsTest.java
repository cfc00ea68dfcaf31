package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Flows of different congestion controls at one link. */
final class MixedControlsTest {

    private static final double MBIT = 50;
    private static final double RTT_MILLIS = 40;
    private static final long ENDLESS = 1L << 40;

    /** Two senders that share a link, each of them of a control. */
    private static Topology sharedLink(double queueProducts) {
        Bandwidth rate = new Bandwidth(Math.round(MBIT * 1e6));
        Duration way = Duration.ofNanos(Math.round(RTT_MILLIS * 5e5));
        DataSize queue = new DataSize(Math.round(queueProducts * MBIT * 1e6 / 8 * RTT_MILLIS * 1e-3));
        Bandwidth fast = Bandwidth.parse("400 Mbit/s");
        return Topology.builder("shared link")
                .node(Node.host("first"))
                .node(Node.host("second"))
                .node(Node.switchOf("switch"))
                .node(Node.host("target"))
                .link(Link.of("a", "first", "switch", fast, Duration.ZERO))
                .link(Link.of("b", "second", "switch", fast, Duration.ZERO))
                .link(new Link("shared", "switch", "target", rate, rate, way, 0, queue, null))
                .build();
    }

    private static Network network(String model, Topology topology, EventLoop loop, ConnectionRules rules) {
        return NetworkModels.byId(model)
                .createDefault(new NetworkContext(
                        topology, Routings.shortestLatency(topology), loop, new RandomStreams(1), rules));
    }

    /** Share of what both carry that the first host's flows have, from 15 to 40 s. */
    private static double shareOfFirst(String model, double queueProducts, ConnectionRules rules, int flows) {
        Topology topology = sharedLink(queueProducts);
        EventLoop loop = new EventLoop();
        Network network = network(model, topology, loop, rules);
        for (int flow = 0; flow < flows; flow++) {
            int channel = flow;
            loop.schedule(
                    300_000_000L * flow, EventPriority.CHANGE, now -> network.send(0, 3, ENDLESS, channel, end -> {}));
            loop.schedule(
                    300_000_000L * flow + 150_000_000L,
                    EventPriority.CHANGE,
                    now -> network.send(1, 3, ENDLESS, channel, end -> {}));
        }
        loop.runUntil(15_000_000_000L);
        double first = network.arcPayloadBytes(0);
        double second = network.arcPayloadBytes(2);
        loop.runUntil(40_000_000_000L);
        first = network.arcPayloadBytes(0) - first;
        second = network.arcPayloadBytes(2) - second;
        return first / (first + second);
    }

    private static ConnectionRules hosts(@Nullable String first, @Nullable String second) {
        return ConnectionRules.ofHosts(new @Nullable String[] {first, second, null, null});
    }

    @ParameterizedTest
    @CsvSource({
        "cubic, bbr, 0.5, 1", "cubic, bbr, 2, 1", "cubic, bbr, 4, 1", "cubic, bbr, 0.5, 3",
        "reno, bbr, 3, 1", "reno, bbr, 0.5, 1", "reno, cubic, 1, 1", "reno, cubic, 4, 1"
    })
    void flowSharesALinkAsPacketsDo(String first, String second, double queueProducts, int flows) {
        double flow = shareOfFirst("flow", queueProducts, hosts(first, second), flows);
        double packet = shareOfFirst("packet", queueProducts, hosts(first, second), flows);
        assertThat(flow).isCloseTo(packet, within(0.13));
    }

    @Test
    void bbrTakesAShallowQueueAndHalfOfADeepOne() {
        assertThat(shareOfFirst("flow", 0.5, hosts("cubic", "bbr"), 1)).isLessThan(0.2);
        assertThat(shareOfFirst("flow", 16, hosts("cubic", "bbr"), 1)).isBetween(0.5, 0.7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow", "packet"})
    void aUserOfTheNetworkGoesBeforeItsHosts(String model) {
        ConnectionRules users = hosts("bbr", null).withUsers(Arrays.<@Nullable String>asList("cubic", null));
        assertThat(users.of(0, 0)).isEqualTo("cubic");
        assertThat(users.of(0, ConnectionRules.CHANNELS)).isEqualTo("bbr");
        assertThat(users.of(1, ConnectionRules.CHANNELS)).isNull();
        double alike = shareOfFirst(model, 0.5, users, 1);
        assertThat(alike).isEqualTo(shareOfFirst(model, 0.5, ConnectionRules.NONE, 1));
    }

    @ParameterizedTest
    @CsvSource({"flow, cubic", "packet, cubic", "flow, bbr", "packet, bbr"})
    void aConnectionCarriesNoMoreThanItsHostLetsIt(String model, String control) {
        Topology topology = sharedLink(1);
        ConnectionRules capped = hosts(control, control).withRates(new long[] {10_000_000, 0, 0, 0});
        EventLoop loop = new EventLoop();
        Network network = network(model, topology, loop, capped);
        network.send(0, 3, ENDLESS, 0, now -> {});
        network.send(0, 3, ENDLESS, 1, now -> {});
        network.send(1, 3, ENDLESS, 0, now -> {});
        loop.runUntil(10_000_000_000L);
        long first = network.arcPayloadBytes(0);
        long second = network.arcPayloadBytes(2);
        loop.runUntil(30_000_000_000L);
        double cap = 2 * 10 * 1448.0 / 1500;
        assertThat((network.arcPayloadBytes(0) - first) * 8e-6 / 20).isBetween(0.75 * cap, 1.001 * cap);
        assertThat((network.arcPayloadBytes(2) - second) * 8e-6 / 20).isBetween(20.0, 37.0);
    }

    /** The first rounds of slow start lie below the cap; then it alone counts. */
    @ParameterizedTest
    @ValueSource(strings = {"flow", "packet"})
    void aCapTakesTheTimeOfItsRate(String model) {
        EventLoop loop = new EventLoop();
        ConnectionRules capped = hosts(null, null).withRates(new long[] {10_000_000, 0, 0, 0});
        long[] end = {0};
        network(model, sharedLink(1), loop, capped).send(0, 3, 20_000_000, 0, now -> end[0] = now);
        loop.run();
        assertThat(end[0] * 1e-9).isCloseTo(20_000_000 * 8e-7 * 1500 / 1448, within(0.2));
    }

    /** What a topology says of a host's connections holds where nothing else is said. */
    @ParameterizedTest
    @ValueSource(strings = {"flow", "packet"})
    void aCapThatTheTopologyStatesTakesTheTimeOfItsRateToo(String model) {
        Topology shared = sharedLink(1);
        Topology.Builder builder = Topology.builder("capped");
        shared.nodes()
                .forEach(node -> builder.node(
                        node.id().equals("first") ? node.withConnectionRate(new Bandwidth(10_000_000)) : node));
        shared.links().forEach(builder::link);
        Topology topology = builder.build();
        assertThat(ConnectionRules.of(topology).mostBytesPerSecond(0)).isEqualTo(10_000_000 / 8.0);
        assertThat(ConnectionRules.of(shared)).isSameAs(ConnectionRules.NONE);
        EventLoop loop = new EventLoop();
        long[] end = {0};
        NetworkModels.byId(model)
                .createDefault(
                        new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1)))
                .send(0, 3, 20_000_000, 0, now -> end[0] = now);
        loop.run();
        assertThat(end[0] * 1e-9).isCloseTo(20_000_000 * 8e-7 * 1500 / 1448, within(0.2));
    }

    /** Until both compete they do what they do by themselves. */
    @Test
    void aTransferAloneTakesWhatItsControlTakes() {
        Topology topology = sharedLink(1);
        long[] ends = new long[2];
        for (String control : List.of("reno", "bbr")) {
            for (int i = 0; i < 2; i++) {
                int at = i;
                EventLoop loop = new EventLoop();
                Network network = i == 0
                        ? network("flow", topology, loop, hosts(control, null))
                        : new FlowNetwork(
                                FlowSettings.tcp(CongestionControl.byId(control)),
                                new NetworkContext(
                                        topology, Routings.shortestLatency(topology), loop, new RandomStreams(1)));
                network.send(0, 3, 30_000_000, 0, now -> ends[at] = now);
                loop.run();
            }
            assertThat(ends[0]).isCloseTo(ends[1], within(ends[1] / 1000));
        }
    }

    @Test
    void aControlWithoutAFluidFormIsRefused() {
        EventLoop loop = new EventLoop();
        Network network = network("flow", sharedLink(1), loop, hosts("vegas", null));
        assertThatThrownBy(() -> network.send(0, 3, 1000, 0, now -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vegas")
                .hasMessageContaining("reno, cubic and bbr");
    }
}
