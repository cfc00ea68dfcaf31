package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.unit.Bandwidth;

/** Lines whose two directions differ in latency and loss. */
class TwoWaysTest {
    private static final Bandwidth NONE = new Bandwidth(0);

    private static Topology hosts(List<Link> links) {
        Topology.Builder builder = Topology.builder("lines")
                .relayingHosts(false)
                .node(Node.host("a"))
                .node(Node.host("b"))
                .node(Node.switchOf("s"));
        links.forEach(builder::link);
        return builder.build();
    }

    private static List<Long> ends(String model, Topology topology, long seed) {
        Random random = new Random(seed);
        Cases.Run run = new Cases.Run(NetworkModels.byId(model), topology);
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // The fluid holds acknowledgements back behind opposing data of the same line, which lines of one way have
            // not.
            int source = model.equals("flow") ? 0 : random.nextInt(2);
            run.network.send(source, 1 - source, 1 + random.nextInt(3_000_000), 0, ends::add);
        }
        run.loop.runUntil(600_000_000_000L);
        assertThat(ends).hasSize(4);
        return ends;
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "flow", "packet"})
    void aLineOfTwoWaysIsTwoLinesOfOneWay(String model) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Link> lines = new ArrayList<>();
            List<Link> ways = new ArrayList<>();
            for (String host : List.of("a", "b")) {
                Bandwidth up = Bandwidth.ofMegabitsPerSecond(10 + random.nextInt(90));
                Bandwidth down = Bandwidth.ofMegabitsPerSecond(10 + random.nextInt(90));
                Duration there = Duration.ofNanos(random.nextInt(20_000_000));
                Duration back = Duration.ofNanos(random.nextInt(20_000_000));
                lines.add(new Link(host, host, "s", up, down, there, 0, null, null, new WayBack(back, 0)));
                ways.add(new Link(host + "up", host, "s", up, NONE, there, 0, null, null));
                ways.add(new Link(host + "down", "s", host, down, NONE, back, 0, null, null));
            }
            assertThat(ends(model, hosts(lines), seed)).as("seed %s", seed).isEqualTo(ends(model, hosts(ways), seed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "flow", "packet"})
    void aTransferTakesTheLatencyOfItsOwnDirection(String model) {
        Bandwidth rate = Bandwidth.ofGigabitsPerSecond(1);
        Topology topology = hosts(List.of(
                new Link(
                        "a",
                        "a",
                        "s",
                        rate,
                        rate,
                        Duration.ofMillis(30),
                        0,
                        null,
                        null,
                        new WayBack(Duration.ofMillis(10), 0)),
                Link.of("b", "b", "s", rate, Duration.ZERO)));
        List<Long> ends = new ArrayList<>();
        Cases.Run run = new Cases.Run(NetworkModels.byId(model), topology);
        run.network.send(0, 1, 1000, 0, ends::add);
        run.network.send(1, 0, 1000, 0, ends::add);
        run.loop.runUntil(10_000_000_000L);
        // The shorter way arrives first, 20 ms before the other one.
        assertThat(ends).hasSize(2);
        assertThat(ends.get(1) - ends.get(0)).isBetween(19_900_000L, 20_100_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow", "packet"})
    void whatIsLostOneWayHoldsUpThatWayAlone(String model) {
        Bandwidth rate = Bandwidth.ofMegabitsPerSecond(100);
        Duration latency = Duration.ofMillis(10);
        Topology topology = hosts(List.of(
                new Link("a", "a", "s", rate, rate, latency, 0.02, null, null, new WayBack(latency, 0)),
                Link.of("b", "b", "s", rate, latency)));
        long lossy = alone(model, topology, 0);
        long clean = alone(model, topology, 1);
        assertThat(lossy).isGreaterThan(4 * clean);
    }

    private static long alone(String model, Topology topology, int source) {
        List<Long> ends = new ArrayList<>();
        Cases.Run run = new Cases.Run(NetworkModels.byId(model), topology);
        run.network.send(source, 1 - source, 20_000_000, 0, ends::add);
        run.loop.runUntil(600_000_000_000L);
        return ends.get(0);
    }
}
