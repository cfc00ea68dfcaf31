package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.UnreachableException;

/** What graphs of others hold beside nodes and links with values: one rule for all readers. */
class ForeignGraphsTest {
    private static Topology read(String format, String text) throws IOException {
        return TopologyFormats.reader(format).read(new StringReader(text.replace('\'', '"')), "f.x");
    }

    private static String text(Topology topology) {
        return String.join(
                "\n", topology.departures().stream().map(TopologyNote::text).toList());
    }

    private static final String DIRECTED =
            "{'directed': true, 'nodes': [{'id': 'a'}, {'id': 'b'}, {'id': 'c'}], 'links': ["
                    + "{'source': 'a', 'target': 'b', 'bandwidth': '100 Mbit/s', 'latency': '10 ms'},"
                    + "{'source': 'b', 'target': 'a', 'bandwidth': '10 Mbit/s', 'latency': '10 ms'},"
                    + "{'source': 'b', 'target': 'c', 'bandwidth': '5 Mbit/s', 'latency': '1 ms'}]}";

    @Test
    void aDirectedEdgeAndOneBackAreOneLineAndOneAloneIsOneWay() throws IOException {
        String graphml =
                "<graphml><key id='s' for='edge' attr.name='LinkSpeedRaw'/><key id='l' for='edge' attr.name='latency'/>"
                        + "<graph edgedefault='directed'><node id='a'/><node id='b'/><node id='c'/>"
                        + "<edge source='a' target='b'><data key='s'>1e8</data><data key='l'>10 ms</data></edge>"
                        + "<edge source='b' target='a'><data key='s'>1e7</data><data key='l'>10 ms</data></edge>"
                        + "<edge source='b' target='c'><data key='s'>5e6</data><data key='l'>1 ms</data></edge></graph></graphml>";
        for (Topology topology : new Topology[] {read("node-link", DIRECTED), read("graphml", graphml)}) {
            assertThat(topology.links()).hasSize(2);
            Link pair = topology.links().get(0);
            assertThat(pair.forward()).hasToString("100 Mbit/s");
            assertThat(pair.backward()).hasToString("10 Mbit/s");
            assertThat(topology.links().get(1).isOneWay()).isTrue();
            assertThat(topology.isOpen(2)).isTrue();
            assertThat(topology.isOpen(3)).isFalse();
            assertThat(Routings.shortestLatency(topology).route(0, 2, 0)).containsExactly(0, 2);
            assertThatThrownBy(() -> Routings.shortestLatency(topology).route(2, 0, 0))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("\"c\" reaches no other node");
            assertThat(text(topology)).contains("1 pair of directed edges", "1 directed edge without an edge back");
        }
    }

    @Test
    void edgesOfDifferentLatencyAreTheDirectionsOfOneLine() throws IOException {
        Topology topology = read(
                "node-link", DIRECTED.replace("'10 Mbit/s', 'latency': '10 ms'", "'10 Mbit/s', 'latency': '30 ms'"));
        assertThat(topology.links()).hasSize(2);
        assertThat(latencyNanos(topology, 0, 1)).isEqualTo(10_000_000);
        assertThat(latencyNanos(topology, 1, 0)).isEqualTo(30_000_000);
    }

    @Test
    void ofSeveralEdgesBackThatOfTheSameLatencyGoesFirst() throws IOException {
        Topology topology = read(
                "node-link",
                "{'directed': true, 'multigraph': true, 'nodes': [{'id': 'a'}, {'id': 'b'}], 'links': ["
                        + "{'source': 'a', 'target': 'b', 'bandwidth': '1 Gbit/s', 'latency': '10 ms'},"
                        + "{'source': 'a', 'target': 'b', 'bandwidth': '2 Gbit/s', 'latency': '20 ms'},"
                        + "{'source': 'b', 'target': 'a', 'bandwidth': '4 Gbit/s', 'latency': '20 ms'},"
                        + "{'source': 'b', 'target': 'a', 'bandwidth': '3 Gbit/s', 'latency': '10 ms'}]}");
        assertThat(topology.links())
                .extracting(link -> link.forward() + " and " + link.backward())
                .containsExactly("1 Gbit/s and 3 Gbit/s", "2 Gbit/s and 4 Gbit/s");
    }

    private static long latencyNanos(Topology topology, int from, int to) {
        return topology.arcLatencyNanos(Routings.shortestLatency(topology).route(from, to, 0)[0]);
    }

    @Test
    void endsAreIdsOrAllArePositions() throws IOException {
        String nodes = "{'nodes': [{'id': 3}, {'id': 4}, {'id': 5}, {'id': 6}, {'id': 7}], 'links': [";
        Topology byPosition = read(
                "node-link",
                nodes + "{'source': 0, 'target': 1}, {'source': 1, 'target': 2}, {'source': 2, 'target': 3},"
                        + " {'source': 3, 'target': 4}]}");
        assertThat(byPosition.links())
                .extracting(link -> link.from() + link.to())
                .containsExactly("34", "45", "56", "67");
        assertThat(text(byPosition)).contains("positions of nodes");
        Topology byId = read("node-link", nodes + "{'source': 3, 'target': 4}]}");
        assertThat(byId.links().get(0).from()).isEqualTo("3");
        assertThatThrownBy(() -> read("node-link", nodes + "{'source': 3, 'target': 9}, {'source': 0, 'target': 1}]}"))
                .hasMessageStartingWith(
                        "f.x:1: links[0].target: is \"9\"; allowed: the id of a node; or, of all links,");
        Topology named =
                read("node-link", "{'nodes': [{'name': 'x'}, {'name': 'y'}], 'links': [{'source': 0, 'target': 1}]}");
        assertThat(named.links().get(0).to()).isEqualTo("y");
    }

    @Test
    void defaultsOfGraphmlHoldForTheirElements() throws IOException {
        Topology topology = read(
                "graphml",
                "<graphml><key id='d0' for='edge' attr.name='LinkSpeedRaw'><default>100000000</default></key>"
                        + "<key id='d1' for='edge' attr.name='latency'><default>20 ms</default></key>"
                        + "<key id='d2' for='node' attr.name='kind'><default>switch</default></key>"
                        + "<graph edgedefault='undirected'><node id='a'/><node id='b'/><node id='c'/>"
                        + "<edge source='a' target='b'/><edge source='b' target='c'><data key='d0'>1e9</data></edge></graph></graphml>");
        assertThat(topology.links())
                .extracting(link -> link.forward().toString())
                .containsExactly("100 Mbit/s", "1 Gbit/s");
        assertThat(topology.links()).extracting(Link::latency).containsOnly(Duration.ofMillis(20));
        assertThat(topology.nodes()).allMatch(node -> node.kind() == Node.Kind.SWITCH);
        assertThat(topology.departures()).isEmpty();
    }

    @Test
    void hyperedgesAreSwitchesAndSeveralGraphsAreRefused() throws IOException {
        Topology topology = read(
                "graphml",
                "<graphml><key id='l' for='all' attr.name='latency'/><graph><node id='a'/><node id='b'/><node id='c'/>"
                        + "<hyperedge id='h'><data key='l'>4 ms</data><endpoint node='a'/><endpoint node='b'/><endpoint node='c'/></hyperedge>"
                        + "</graph></graphml>");
        assertThat(topology.node(3)).isEqualTo(Node.switchOf("h"));
        assertThat(topology.links()).hasSize(3).allMatch(link -> link.latency().equals(Duration.ofMillis(2)));
        assertThat(text(topology)).contains("1 hyperedge read as switches");
        assertThatThrownBy(() -> read("graphml", "<graphml><graph/>\n<graph id='g'/></graphml>"))
                .hasMessage("f.x:2: <graph id=\"g\">: is one of 2 graphs; allowed: one graph in a file");
    }

    @Test
    void placesThatAreNoneOnEarthAreLeftOut() throws IOException {
        Topology topology = read(
                "node-link",
                "{'nodes': [{'id': 'a', 'latitude': 315, 'longitude': 2}, {'id': 'b', 'latitude': 'NaN', 'longitude': 1},"
                        + " {'id': 'c', 'latitude': 5}, {'id': 'd', 'latitude': 5, 'longitude': 6}], 'links': []}");
        assertThat(topology.nodes())
                .filteredOn(node -> node.coordinates() != null)
                .hasSize(1);
        assertThat(text(topology)).contains("coordinates of 3 of 4 nodes", "\"a\" with latitude 315 and longitude 2");
    }

    @Test
    void pixelsOfSndlibAreNoPlacesAndItsUnitCounts() throws IOException {
        String network = "?SNDlib native format; type: network; version: 1.0\nMETA (\n  unit = GBITPERSEC\n)\nNODES (\n"
                + "  N1 ( 12.00 24.00 )\n  N2 ( 120.00 410.00 )\n)\nLINKS (\n  L1 ( N1 N2 ) 10.00 0 0 0 ( )\n)\n";
        Topology topology = read("sndlib-native", network);
        assertThat(topology.nodes()).allMatch(node -> node.coordinates() == null);
        assertThat(topology.links().get(0).forward()).hasToString("10 Gbit/s");
        assertThat(text(topology)).contains("coordinates are pixels");
        assertThatThrownBy(() -> read("sndlib-native", network.replace("GBITPERSEC", "STM1")))
                .hasMessageStartingWith("f.x:3: unit: is \"STM1\"; allowed: BITPERSEC");
    }

    @Test
    void loopsAndParallelLinksAreCountedByEveryReader() throws IOException {
        for (Topology topology : new Topology[] {
            read("edge-csv", "from,to,latency\na,a,1 ms\na,b,1 ms\nb,a,1 ms\n"),
            read(
                    "node-link",
                    "{'nodes': [{'id': 'a'}, {'id': 'b'}], 'links': [{'source': 'a', 'target': 'a'},"
                            + " {'source': 'a', 'target': 'b'}, {'source': 'b', 'target': 'a'}]}"),
            read(
                    "graphml",
                    "<graphml><graph><node id='a'/><node id='b'/><edge source='a' target='a'/>"
                            + "<edge source='a' target='b'/><edge source='b' target='a'/></graph></graphml>")
        }) {
            assertThat(topology.links()).hasSize(2);
            assertThat(text(topology))
                    .contains("1 link of a node to itself left out", "1 of 2 links runs beside another");
        }
    }

    @Test
    void linksThatAreAllListedBothWaysAreDirectionsOfOneLine() throws IOException {
        String csv =
                "from,to,bandwidth,latency\na,b,1 Gbit/s,1 ms\nb,c,2 Gbit/s,2 ms\nb,a,3 Gbit/s,1 ms\nc,b,2 Gbit/s,2 ms\n";
        Topology topology = read("edge-csv", csv);
        assertThat(topology.links()).hasSize(2);
        assertThat(topology.links().get(0).forward()).hasToString("1 Gbit/s");
        assertThat(topology.links().get(0).backward()).hasToString("3 Gbit/s");
        assertThat(text(topology)).contains("2 pairs of directed edges");
        Topology one = read("edge-csv", csv + "a,c,1 Gbit/s,1 ms\n");
        assertThat(one.links()).hasSize(5);
        assertThat(text(one)).contains("2 of 5 links run beside another");
        String native_ = "?SNDlib native format; type: network; version: 1.0\nNODES (\n A\n B\n C\n)\nLINKS (\n"
                + " 1 ( A B ) 5 0 0 0 ( )\n 2 ( B A ) 6 0 0 0 ( )\n 3 ( B C ) 7 0 0 0 ( )\n 4 ( C B ) 7 0 0 0 ( )\n)\n";
        Topology sndlib = read("sndlib-native", native_);
        assertThat(sndlib.links()).extracting(Link::id).containsExactly("1", "3");
        assertThat(sndlib.links().get(0).backward()).hasToString("6 Mbit/s");
    }

    @Test
    void aRoundTripIsTwoLatencies() throws IOException {
        String json =
                "{'nodes': [{'id': 'a'}, {'id': 'b'}], 'links': [{'source': 'a', 'target': 'b', 'roundTrip': '31 ms'%s}]}";
        for (Topology topology : new Topology[] {
            read("edge-csv", "from,to,roundTrip\na,b,31 ms\n"),
            read("node-link", json.formatted("")),
            read(
                    "yaml",
                    "defaults: {bandwidth: 1 Gbit/s, roundTrip: 31 ms}\nnodes: [{id: a}, {id: b}]\nlinks: [{from: a, to: b}]\n"),
            read(
                    "yaml",
                    "nodes: [{id: a}, {id: b}]\nlinks: [{from: a, to: b, bandwidth: 1 Gbit/s, roundTrip: 31 ms}]\n")
        }) {
            assertThat(topology.links().get(0).latency()).isEqualTo(Duration.ofNanos(15_500_000));
        }
        assertThatThrownBy(() -> read("node-link", json.formatted(", 'latency': '1 ms'")))
                .hasMessageContaining("states latency and roundTrip; allowed: one of them");
        assertThatThrownBy(() -> read("edge-csv", "from,to,roundTrip,latency\na,b,3 ms,1 ms\n"))
                .hasMessageStartingWith("f.x:2: column \"roundTrip\": states latency and roundTrip");
        assertThatThrownBy(
                        () -> read(
                                "yaml",
                                "defaults: {latency: 1 ms, roundTrip: 2 ms, bandwidth: 1 bit/s}\nnodes: [{id: a}, {id: b}]\nlinks: [{from: a, to: b}]"))
                .hasMessageStartingWith("f.x:1: defaults: states latency and roundTrip");
        assertThatThrownBy(() -> read("node-link", json.formatted(", 'backwardLatency': '1 ms'")))
                .hasMessageContaining("states backwardLatency beside roundTrip, which has both ways; allowed: latency");
        assertThatThrownBy(() -> read("edge-csv", "from,to,roundTrip,backwardLatency\na,b,3 ms,1 ms\n"))
                .hasMessageStartingWith("f.x:2: column \"roundTrip\": states backwardLatency beside roundTrip");
        assertThatThrownBy(
                        () -> read(
                                "yaml",
                                "nodes: [{id: a}, {id: b}]\nlinks: [{from: a, to: b, bandwidth: 1 bit/s, roundTrip: 31 ms, backwardLatency: 25 ms}]"))
                .hasMessageStartingWith("f.x:2: links[0]: states backwardLatency beside roundTrip");
    }

    @Test
    void assumedValuesAreCountedInNotesOfTheirOwnKind() throws IOException {
        StringBuilder csv = new StringBuilder("from,to\n");
        for (int i = 0; i < 1234; i++) {
            csv.append("hub,h").append(i).append('\n');
        }
        assertThat(read("edge-csv", csv.toString()).departures())
                .containsExactly(
                        TopologyNote.inferred(
                                "bandwidth of 1,234 of 1,234 links assumed: 10 Gbit/s, as the file states none"),
                        TopologyNote.inferred(
                                "latency of 1,234 of 1,234 links assumed: 1 ms, as nothing is known of any"));
    }

    @Test
    void encodingsAreWhatTheFileSays(@TempDir Path folder) throws IOException {
        String xml = "<?xml version='1.0' encoding='%s'?><graphml><graph><node id='Zürich'/></graph></graphml>";
        for (String name : new String[] {"ISO-8859-1", "UTF-8", "UTF-16"}) {
            Path file = folder.resolve(name + ".graphml");
            Files.write(file, xml.formatted(name).getBytes(Charset.forName(name)));
            assertThat(TopologyFiles.read(file).node(0).id()).as(name).isEqualTo("Zürich");
        }
        Path file = folder.resolve("plain.graphml");
        Files.write(
                file, "<graphml><graph><node id='Zürich'/></graph></graphml>".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TopologyFiles.read(file)).hasMessageContaining("not text in its encoding");
        Files.writeString(file, xml.formatted("klingon"));
        assertThatThrownBy(() -> TopologyFiles.read(file)).hasMessageContaining("encoding: is \"klingon\"");
    }
}
