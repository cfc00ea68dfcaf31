package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.WayBack;
import org.longhaul.topology.format.writer.YamlWriter;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

class YamlFormatTest {
    private static Topology read(String text) {
        return new YamlTreeReader().read(new StringReader(text), "net.yaml");
    }

    @Test
    void aWayBackHasItsOwnLatencyAndLoss() {
        Topology topology = read(
                """
                nodes: [{id: a}, {id: b}]
                links:
                  - {id: both, from: a, to: b, bandwidth: 1 Gbit/s, latency: 3 ms, lossRate: 0.1, backwardLatency: 5 ms, backwardLossRate: 0}
                  - {id: later, from: a, to: b, bandwidth: 1 Gbit/s, latency: 3 ms, lossRate: 0.1, backwardLatency: 5 ms}
                  - {id: alike, from: a, to: b, bandwidth: 1 Gbit/s, latency: 3 ms, backwardLatency: 3 ms}
                """);
        assertThat(topology.links().stream().map(Link::wayBack))
                .containsExactly(new WayBack(Duration.ofMillis(5), 0), new WayBack(Duration.ofMillis(5), 0.1), null);
        assertThat(topology.arcLatencyNanos(0)).isEqualTo(3_000_000);
        assertThat(topology.arcLatencyNanos(1)).isEqualTo(5_000_000);
        assertThat(topology.arcLossRate(0)).isEqualTo(0.1);
        assertThat(topology.arcLossRate(1)).isZero();
        assertThatThrownBy(
                        () -> read(
                                "nodes: [{id: a}, {id: b}]\nlinks: [{from: a, to: b, bandwidth: 1 Gbit/s, latency: 3 ms, backwardLossRate: 1}]"))
                .hasMessageContaining("backwardLossRate is 1.0; allowed: 0 <= backwardLossRate < 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "graphml"})
    void aWayBackIsWrittenAndRead(String format) throws IOException {
        Topology topology = Topology.builder("t")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link(
                        "l",
                        "a",
                        "b",
                        Bandwidth.parse("1 Gbit/s"),
                        Bandwidth.parse("1 Mbit/s"),
                        Duration.ofMillis(1),
                        0.25,
                        null,
                        null,
                        new WayBack(Duration.ofMillis(7), 0.125)))
                .build();
        StringBuilder out = new StringBuilder();
        TopologyFormats.writer(format).write(topology, out);
        assertThat(TopologyFormats.reader(format)
                        .read(new StringReader(out.toString()), "t")
                        .links())
                .isEqualTo(topology.links());
    }

    @Test
    void readsEveryKey() {
        Topology topology = read(
                """
                # two places
                name: example
                notes: ["source: a book", second]
                relayingHosts: false
                defaults: {bandwidth: 10 Gbit/s, lossRate: 0.5, queue: 1 MB, dollarsPerGigabyte: 0.02}
                nodes:
                  - {id: a, site: north, region: eu, latitude: 0, longitude: 0}
                  - id: b
                    kind: switch
                    latitude: 0
                    longitude: 90
                  - {id: 007, connectionRate: 5 Gbit/s}
                links:
                  - {from: a, to: b}
                  - {id: x, from: b, to: 007, forward: 1 Gbit/s, backward: 2 Mbit/s, latency: 3 ms, lossRate: 0, queue: 5 kB, dollarsPerGigabyte: 1, backwardDollarsPerGigabyte: 0.25}
                """);
        assertThat(topology.name()).isEqualTo("example");
        assertThat(topology.relayingHosts()).isFalse();
        assertThat(topology.nodes())
                .containsExactly(
                        new Node("a", Node.Kind.HOST, "north", "eu", new Coordinates(0, 0)),
                        new Node("b", Node.Kind.SWITCH, null, null, new Coordinates(0, 90)),
                        Node.host("007").withConnectionRate(Bandwidth.parse("5 Gbit/s")));
        Bandwidth ten = Bandwidth.ofGigabitsPerSecond(10);
        assertThat(topology.links())
                .containsExactly(
                        new Link(
                                "a--b",
                                "a",
                                "b",
                                ten,
                                ten,
                                Duration.ofNanos(75_109_000),
                                0.5,
                                DataSize.parse("1 MB"),
                                LinkPrice.of(0.02)),
                        new Link(
                                "x",
                                "b",
                                "007",
                                Bandwidth.parse("1 Gbit/s"),
                                Bandwidth.parse("2 Mbit/s"),
                                Duration.ofMillis(3),
                                0,
                                DataSize.parse("5 kB"),
                                new LinkPrice(1, 0.25)));
        assertThat(topology.notes())
                .hasSize(3)
                .startsWith(
                        new TopologyNote(TopologyNote.Kind.SOURCE, "source: a book"),
                        new TopologyNote(TopologyNote.Kind.SOURCE, "second"))
                .last()
                .extracting(TopologyNote::kind)
                .isEqualTo(TopologyNote.Kind.INFERRED);
    }

    @Test
    void writtenTopologiesReadBackEqual() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            Topology topology = random(seed);
            StringBuilder out = new StringBuilder();
            new YamlWriter().write(topology, out);
            Topology back = read(out.toString());
            assertThat(back.name()).as("seed %d", seed).isEqualTo(topology.name());
            assertThat(back.notes()).as("seed %d", seed).isEqualTo(topology.notes());
            assertThat(back.nodes()).as("seed %d", seed).isEqualTo(topology.nodes());
            assertThat(back.links()).as("seed %d", seed).isEqualTo(topology.links());
            assertThat(back.relayingHosts()).isEqualTo(topology.relayingHosts());
        }
    }

    private static Topology random(long seed) {
        Random random = new Random(seed);
        String[] odd = {
            "yes",
            "null",
            "1e3",
            "~",
            "a: b",
            "#x",
            "ünï",
            "it's",
            "\"q\"",
            "back\\slash",
            "- x",
            "{a}",
            " p ",
            "0x1",
            "*a"
        };
        Topology.Builder builder =
                Topology.builder(odd[random.nextInt(odd.length)]).note("note " + seed);
        builder.relayingHosts(random.nextBoolean());
        int n = 2 + random.nextInt(odd.length - 2);
        for (int i = 0; i < n; i++) {
            Node plain = random.nextBoolean() ? Node.host(odd[i], odd[n - 1 - i]) : Node.switchOf(odd[i]);
            Node node = random.nextBoolean() ? plain : plain.withConnectionRate(forward(random));
            builder.node(
                    random.nextBoolean() ? node.at(new Coordinates(random.nextDouble(), random.nextDouble())) : node);
        }
        for (int l = 0; l < 3 * n; l++) {
            int a = random.nextInt(n);
            int b = (a + 1 + random.nextInt(n - 1)) % n;
            Bandwidth forward = forward(random);
            Bandwidth backward = random.nextBoolean() ? forward : forward(random);
            builder.link(new Link(
                    "l" + l,
                    odd[a],
                    odd[b],
                    forward,
                    backward,
                    Duration.ofNanos(random.nextInt(1 << 30)),
                    random.nextBoolean() ? 0 : random.nextDouble(),
                    random.nextBoolean() ? null : new DataSize(random.nextInt(9999)),
                    random.nextBoolean() ? null : price(random)));
        }
        return builder.build();
    }

    private static LinkPrice price(Random random) {
        double there = random.nextDouble();
        return random.nextBoolean() ? LinkPrice.of(there) : new LinkPrice(there, random.nextDouble());
    }

    private static Bandwidth forward(Random random) {
        return new Bandwidth(1 + (random.nextLong() >>> (2 + random.nextInt(60))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nodes: [{id: a}]\\nlinkz: [] | net.yaml:2: linkz: unknown key | Maybe \"links\"",
                "nodes: [{id: a, knd: host}] | net.yaml:1: nodes[0].knd: unknown key | Maybe \"kind\"",
                "nodes: [{id: a, kind: router}] | net.yaml:1: nodes[0].kind: is \"router\" | host, switch",
                "nodes: [{site: a}] | net.yaml:1: nodes[0].id: is missing | nodes[0].id",
                "nodes: [{id: a, id: b}] | net.yaml:1: nodes[0].id: occurs twice | once",
                "nodes: [{id: a}]\\nnodes: [{id: b}] | net.yaml:2: nodes: occurs twice | line 1",
                "nodes:\\n- {id: a}\\n- {id: a} | net.yaml:3: node \"a\": occurs twice | line 2",
                "nodes: [{id: a, latitude: 91, longitude: 0}] | net.yaml:1: nodes[0]: latitude is 91.0 | -90 to 90",
                "nodes: [{id: a, latitude: x, longitude: 0}] | net.yaml:1: nodes[0].latitude: is \"x\" | a number",
                "nodes: [{id: a, latitude: NaN, longitude: 0}] | net.yaml:1: nodes[0]: latitude is NaN | allowed",
                "nodes: [{id: a, latitude: 1}] | net.yaml:1: nodes[0]: has one of | both or none",
                "nodes: [] | net.yaml: there are no nodes | at least one",
                "nodes: {id: a} | net.yaml:1: nodes: is no list | list",
                "nodes: [a] | net.yaml:1: nodes[0]: is the text \"a\" | mapping of id",
                "nodes: [{id: [a]}] | net.yaml:1: nodes[0].id: is a list | single value",
                "nodes: [{id: a}]\\nrelayingHosts: maybe | net.yaml:2: relayingHosts: is \"maybe\" | true, false",
                "[1, 2] | net.yaml:1: the file holds no mapping | nodes",
                "hello | net.yaml:1: the file holds no mapping | nodes",
                "# only a comment | net.yaml: the file is empty | mapping",
                "nodes: [{id: a}]\\n---\\nnodes: [] | net.yaml:3: a second document | one",
                "nodes: [{id: a} | net.yaml:1: not valid YAML | YAML",
                "nodes:\\n\\t- {id: a} | net.yaml:2: not valid YAML | YAML",
                "nodes: [&x {id: a}, *x] | net.yaml:1: the alias *x | no aliases"
            })
    void refusesBrokenFiles(String text, String first, String second) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n").replace("\\t", "\t")))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(first.strip())
                .hasMessageContaining(second.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{from: a, to: c, bandwidth: 1 Gbit/s, latency: 1 ms} | link \"a--c\": to is \"c\" | one of the 2 nodes",
                "{to: b} | links[0].from: is missing | links",
                "{from: a, to: b, latency: 1 ms} | links[0].bandwidth: is missing | defaults.bandwidth",
                "{from: a, to: b, bandwidth: 1 Gbit/s} | links[0].latency: is missing | latitude",
                "{from: a, to: b, bandwidth: 10, latency: 1 ms} | links[0].bandwidth: \"10\" is not a bandwidth | no unit",
                "{from: a, to: b, bandwidth: 10 Gb, latency: 1 ms} | links[0].bandwidth: \"10 Gb\" | Maybe \"10 Gbit/s\" or \"10 GB/s\"",
                "{from: a, to: b, bandwidth: 0 bit/s, latency: 1 ms} | links[0]: link \"a--b\" (a - b): bandwidth is 0 bit/s | more than 0",
                "{from: a, to: b, bandwidth: 1 bit/s, latency: -1 ms} | links[0].latency: \"-1 ms\" is not a duration | negative",
                "{from: a, to: b, bandwidth: 1 bit/s, latency: 1 ms, lossRate: 1} | links[0]: link \"a--b\" (a - b): lossRate is 1.0 | < 1",
                "{from: a, to: b, bandwidth: 1 bit/s, latency: 1 ms, lossRate: NaN} | links[0]: link \"a--b\" (a - b): lossRate is NaN | < 1",
                "{from: a, to: a, bandwidth: 1 bit/s, latency: 1 ms} | links[0]: link \"a--a\" | two different nodes",
                "{from: a, to: b, forward: 1 bit/s, latency: 1 ms} | links[0]: states bandwidth by half | forward and backward",
                "{from: a, to: b, bandwith: 1 bit/s, latency: 1 ms} | links[0].bandwith: unknown key | Maybe \"bandwidth\""
            })
    void refusesBrokenLinks(String link, String first, String second) {
        assertThatThrownBy(() -> read("nodes:\n  - {id: a}\n  - {id: b}\nlinks:\n  - " + link + "\n"))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith("net.yaml:5: " + first.strip())
                .hasMessageContaining(second.strip());
    }

    @Test
    void refusesDeepNestingAndBombs() {
        assertThatThrownBy(() -> read("nodes: " + "[".repeat(100_000))).isInstanceOf(TopologyFormatException.class);
        assertThatThrownBy(() -> read("name: &a [x]\nnotes: *a")).isInstanceOf(TopologyFormatException.class);
        String id = "x".repeat(1_000_000);
        assertThatThrownBy(() -> read("nodes: [{id: " + id + "}]"))
                .isInstanceOf(TopologyFormatException.class)
                .message()
                .hasSizeLessThan(400);
    }
}
