package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

class ForeignReadersTest {
    private static final String ZOO_HEAD =
            """
            <?xml version="1.0" encoding="utf-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
              <key attr.name="Latitude" attr.type="double" for="node" id="d1" />
              <key attr.name="Longitude" attr.type="double" for="node" id="d2" />
              <key attr.name="label" attr.type="string" for="node" id="d3" />
              <key attr.name="LinkSpeedRaw" attr.type="double" for="edge" id="d4" />
              <key attr.name="Network" attr.type="string" for="graph" id="d5" />
              <key attr.name="hyperedge" attr.type="int" for="node" id="d6" />
              <key attr.name="LinkSpeed" attr.type="string" for="edge" id="d7" />
              <key attr.name="LinkSpeedUnits" attr.type="string" for="edge" id="d8" />
              <graph edgedefault="undirected">
                <data key="d5">Example</data>
            """;

    private static Topology read(String reader, String text) throws IOException {
        return TopologyFormats.reader(reader).read(new StringReader(text), "f.x");
    }

    private static Topology zoo(String body) throws IOException {
        return read("graphml", ZOO_HEAD + body + "</graph></graphml>");
    }

    @Test
    void readsTopologyZooAndNotesWhatIsInferred() throws IOException {
        Topology topology = zoo(
                """
                <node id="0"><data key="d1">0.0</data><data key="d2">0.0</data><data key="d3">Quito</data></node>
                <node id="1"><data key="d1">0.0</data><data key="d2">90.0</data><data key="d3">Sea</data></node>
                <node id="2"><data key="d3">Sea</data></node>
                <node id="3"><data key="d6">1</data></node>
                <edge source="0" target="1"><data key="d4">1000000000.0</data></edge>
                <edge source="0" target="1"/>
                <edge source="1" target="2"/>
                <edge source="2" target="3"/>
                <edge source="2" target="2"/>
                """);
        assertThat(topology.name()).isEqualTo("Example");
        assertThat(topology.nodes()).extracting(Node::id).containsExactly("Quito", "Sea (1)", "Sea (2)", "3");
        assertThat(topology.node(3).kind()).isEqualTo(Node.Kind.SWITCH);
        Bandwidth gigabit = Bandwidth.ofGigabitsPerSecond(1);
        assertThat(topology.links()).hasSize(4).allMatch(l -> l.forward().equals(gigabit));
        assertThat(topology.links()).extracting(Link::id).doesNotHaveDuplicates();
        assertThat(topology.links()).extracting(Link::latency).containsOnly(Duration.ofNanos(75_109_000));
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .containsExactly(
                        "1 link of a node to itself left out",
                        "1 of 4 links runs beside another between the same two nodes; each is a line of its own",
                        "bandwidth of 3 of 4 links assumed: 1 Gbit/s, the median of those stated",
                        "latency of 2 of 4 links assumed: great-circle distance x 1.5 at 2/3 of the speed of light",
                        "latency of 2 of 4 links assumed: 75.109 ms, the median of the others");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<node id='0'/><edge source='0' target='9'/> | f.x:12: edge: target is \"9\" | id of a node",
                "<node id='0'/><node id='0'/> | f.x:12: node \"0\": occurs twice | unique",
                "<node id='0'><data key='zz'>1</data></node> | f.x:12: <data>: key \"zz\" is not declared | zz",
                "<node id='0'/><node id='1'/><edge source='0' target='1'><data key='d4'>0</data></edge> | f.x:12: edge: LinkSpeedRaw is 0 | 1 to 9e18",
                "<node id='0'/><node id='1'/><edge source='0' target='1'><data key='d4'>-5</data></edge> | f.x:12: edge: LinkSpeedRaw is -5 | 1 to 9e18",
                "<node id='0'/><node id='1'/><edge source='0' target='1'><data key='d4'>NaN</data></edge> | f.x:12: edge: LinkSpeedRaw is NaN | 1 to 9e18",
                "<node id='0'><graph/></node> | f.x:12: <node id=\"0\">: holds a graph | flat"
            })
    void refusesBrokenGraphml(String body, String first, String second) {
        assertThatThrownBy(() -> zoo(body.replace('\'', '"')))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(first.strip())
                .hasMessageContaining(second.strip());
    }

    @Test
    void readsTheSpeedsOfTopologyZooInWords() throws IOException {
        Topology topology = zoo(
                """
                <node id="0"/><node id="1"/>
                <edge source="0" target="1"><data key="d7">2.5</data><data key="d8">G</data></edge>
                <edge source="0" target="1"><data key="d7">155</data><data key="d8">M</data></edge>
                <edge source="0" target="1"><data key="d7">64</data><data key="d8">K</data></edge>
                <edge source="0" target="1"><data key="d7">1</data><data key="d8">T</data></edge>
                <edge source="0" target="1"><data key="d7">10</data><data key="d8">G</data><data key="d4">9.9e9</data></edge>
                <edge source="0" target="1"><data key="d7">1-10</data><data key="d8">G</data></edge>
                <edge source="0" target="1"><data key="d7">622</data></edge>
                """);
        assertThat(topology.links())
                .extracting(link -> link.forward().toString())
                .containsExactly(
                        "2.5 Gbit/s", "155 Mbit/s", "64 kbit/s", "1 Tbit/s", "9.9 Gbit/s", "2.5 Gbit/s", "2.5 Gbit/s");
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .contains(
                        "2 links state a LinkSpeed that is no number with a unit of K, M, G or T; left out",
                        "bandwidth of 2 of 7 links assumed: 2.5 Gbit/s, the median of those stated");
    }

    /** Every key that the Zoo's files declare, and one name for keys of graph, node and edge alike. */
    @Test
    void readsAWholeFileInTheFormOfTopologyZoo() throws IOException {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><graphml"
                + " xmlns=\"http://graphml.graphdrawing.org/xmlns\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation="
                + "\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
        String graphKeys = "DateObtained GeoLocation GeoExtent Network Provenance Access Source Version DateType Type"
                + " Backbone Commercial label ToolsetVersion Customer IX SourceGitVersion DateModifier DateMonth LastAccess"
                + " Layer Creator Developed Transit NetworkDate DateYear LastProcessed Testbed Note";
        String nodeKeys = "Country Longitude Internal Latitude label type";
        String edgeKeys = "LinkType LinkSpeed LinkNote LinkLabel LinkSpeedUnits LinkSpeedRaw id";
        keys(text, "graph", "g", graphKeys);
        keys(text, "node", "n", nodeKeys);
        keys(text, "edge", "e", edgeKeys);
        text.append("<graph edgedefault=\"undirected\">\n");
        data(text, "g", graphKeys, "Network", "Example Net", "Type", "REN", "label", "Example", "Note", "a &amp; b");
        text.append("<node id=\"0\">");
        data(text, "n", nodeKeys, "Country", "Norway", "Latitude", "59.91", "Longitude", "10.75", "label", "Oslo");
        text.append("</node>\n<node id=\"1\">");
        data(text, "n", nodeKeys, "Country", "Norway", "Latitude", "63.43", "Longitude", "10.39", "label", "Trondheim");
        text.append("</node>\n<node id=\"2\">");
        data(text, "n", nodeKeys, "Internal", "0", "label", "None", "type", "External");
        text.append("</node>\n<edge source=\"0\" target=\"1\">");
        data(text, "e", edgeKeys, "LinkLabel", "2.5 Gbps", "LinkSpeed", "2.5", "LinkSpeedUnits", "G", "id", "e0");
        text.append("</edge>\n<edge source=\"1\" target=\"2\">");
        data(
                text,
                "e",
                edgeKeys,
                "LinkLabel",
                "&lt; 10 Gbps",
                "LinkSpeed",
                "&lt;10",
                "LinkSpeedUnits",
                "G",
                "id",
                "e1");
        text.append("</edge>\n</graph></graphml>");

        Topology topology = read("graphml", text.toString());
        assertThat(topology.name()).isEqualTo("Example Net");
        assertThat(topology.nodes()).extracting(Node::id).containsExactly("Oslo", "Trondheim", "2");
        assertThat(topology.node(0).region()).isEqualTo("Norway");
        assertThat(topology.links())
                .extracting(link -> link.forward().toString())
                .containsExactly("2.5 Gbit/s", "2.5 Gbit/s");
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .anyMatch(note -> note.startsWith("bandwidth of 1 of 2 links assumed"))
                .anyMatch(note -> note.startsWith("latency of 1 of 2 links assumed: great-circle"));
    }

    private static void keys(StringBuilder text, String domain, String prefix, String names) {
        String[] all = names.split(" ", -1);
        for (int i = 0; i < all.length; i++) {
            text.append("<key attr.name=\"%s\" attr.type=\"string\" for=\"%s\" id=\"%s%d\" />\n"
                    .formatted(all[i], domain, prefix, i));
        }
    }

    private static void data(StringBuilder text, String prefix, String names, String... values) {
        List<String> all = List.of(names.split(" ", -1));
        for (int i = 0; i < values.length; i += 2) {
            text.append("<data key=\"%s%d\">%s</data>".formatted(prefix, all.indexOf(values[i]), values[i + 1]));
        }
    }

    @Test
    void readsSndlibXml() throws IOException {
        Topology topology = read(
                "sndlib-xml",
                """
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <network xmlns="http://sndlib.zib.de/network" version="1.0">
                 <meta><granularity>year</granularity><unit>MBITPERSEC</unit></meta>
                 <networkStructure>
                  <nodes coordinatesType="geographical">
                   <node id="Berlin"><coordinates><x>13.4</x><y>52.52</y></coordinates></node>
                   <node id="Hamburg"><coordinates><x>9.99</x><y>53.55</y></coordinates></node>
                  </nodes>
                  <links>
                   <link id="L1"><source>Berlin</source><target>Hamburg</target>
                    <preInstalledModule><capacity>622.0</capacity><cost>0</cost></preInstalledModule></link>
                   <link id="L2"><source>Berlin</source><target>Hamburg</target>
                    <additionalModules><addModule><capacity>40000.0</capacity><cost>1</cost></addModule>
                     <addModule><capacity>10000.0</capacity><cost>1</cost></addModule></additionalModules></link>
                  </links>
                 </networkStructure>
                 <demands/>
                </network>
                """);
        assertThat(topology.node(0)).isEqualTo(Node.host("Berlin").at(new Coordinates(52.52, 13.4)));
        assertThat(topology.links()).extracting(l -> l.forward().toString()).containsExactly("622 Mbit/s", "10 Gbit/s");
        assertThat(topology.links().get(0).latency())
                .isBetween(Duration.ofNanos(1_800_000), Duration.ofNanos(2_000_000));
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .anyMatch(note -> note.startsWith("latency of 2 of 2 links assumed"));
    }

    private static final String NATIVE =
            """
            ?SNDlib native format; type: network; version: 1.0
            # comment
            META (
              granularity = year
            )
            NODES (
              A ( 13.4 52.52 )
              B ( 9.99 53.55 )
            )
            LINKS (
              L1 ( A B ) 0.00 0.00 0.00 0.00 ( 40000.00 8.0 10000.00 2.0 )
              L2 ( B A ) 155.00 0.00 0.00 0.00 ( )
            )
            DEMANDS (
              D1 ( A B ) 1 195.00 UNLIMITED
            )
            """;

    @Test
    void readsSndlibNative() throws IOException {
        Topology topology = read("sndlib-native", NATIVE);
        assertThat(topology.links()).extracting(l -> l.forward().toString()).containsExactly("10 Gbit/s", "155 Mbit/s");
        assertThat(topology.notes()).extracting(TopologyNote::text).anyMatch(n -> n.contains("read as Mbit/s"));
        assertThat(topology.node(0).coordinates()).isEqualTo(new Coordinates(52.52, 13.4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "155.00 | x | f.x:12: \"L2\": \"x\" is not a number",
                "155.00 | -1 | f.x:12: link \"L2\": capacity is -1; allowed: not negative",
                "155.00 | NaN | f.x:12: \"L2\": \"NaN\" is not a number",
                "155.00 | 1e30 | f.x:12: link \"L2\": capacity is 1E+30; allowed: at most",
                "155.00 | 1e999999999 | f.x:12: \"L2\": \"1e999999999\" is not a number",
                "( B A ) 155 | ( B C ) 155 | f.x:12: link \"L2\": to is \"C\"",
                "L2 | L1 | f.x:12: link \"L1\": occurs twice, first in line 11",
                "B ( 9.99 | A ( 9.99 | f.x:8: node \"A\": occurs twice, first in line 7",
                "LINKS | LINK | f.x:10: \"LINK\" is no section; allowed: NODES, LINKS, DEMANDS",
                "( ) | | f.x:13: found \")\"; allowed: \"(\""
            })
    void refusesBrokenSndlibNative(String old, String replacement, String first) {
        String text = NATIVE.replace(old, replacement == null ? "" : replacement);
        assertThatThrownBy(() -> read("sndlib-native", text))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(first);
    }

    @Test
    void everyTruncationOfSndlibNativeIsRefusedOrComplete() throws IOException {
        for (int length = 0; length < NATIVE.length(); length++) {
            try {
                read("sndlib-native", NATIVE.substring(0, length));
            } catch (TopologyFormatException e) {
                assertThat(e).hasMessageStartingWith("f.x");
            }
        }
    }

    @Test
    void readsNodeLinkJson() throws IOException {
        Topology topology = read(
                "node-link",
                """
                {"directed": false, "multigraph": false, "graph": {"name": "pair"},
                 "nodes": [{"id": "a", "latitude": 0, "longitude": 0, "colour": "red"}, {"id": 7, "kind": "switch"}],
                 "edges": [{"source": "a", "target": 7, "bandwidth": "1 Gbit/s", "latency": "2 ms", "lossRate": 0.1},
                           {"source": 7, "target": "a", "forward": "1 Gbit/s", "backward": "5 Mbit/s"}]}
                """);
        assertThat(topology.name()).isEqualTo("pair");
        assertThat(topology.node(1)).isEqualTo(Node.switchOf("7"));
        assertThat(topology.links().get(0).lossRate()).isEqualTo(0.1);
        assertThat(topology.links().get(1).from()).isEqualTo("7");
        assertThat(topology.links().get(1).backward()).hasToString("5 Mbit/s");
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .containsExactly(
                        "attributes left out: colour",
                        "1 of 2 links runs beside another between the same two nodes; each is a line of its own",
                        "latency of 1 of 2 links assumed: 2 ms, the median of the others");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'nodes': [{'id': 'a'}], 'links': [{'source': 'a', 'target': 'b'}]} | f.x:1: links[0].target: is \"b\"; allowed",
                "{'nodes': [{'id': 'a'}], 'links': [{'source': 'a', 'target': 5}]} | f.x:1: links[0].target: is \"5\"",
                "{'nodes': [{'id': 'a'}, {'id': 'b'}], 'links': [{'source': 'a', 'target': 'b', 'bandwidth': 10}]} | f.x:1: links[0].bandwidth: \"10\" is not a bandwidth: a bare number",
                "{'nodes': [{'id': 'a'}, {'id': 'a'}], 'links': []} | f.x:1: node \"a\": occurs twice",
                "{'nodes': [{'id': 'a'}, {'id': 'b'}], 'links': [{'source': 'a', 'target': 'b', 'dollarsPerGigabyte': -1}]} | f.x:1: links[0]: dollarsPerGigabyte is -1",
                "{'directed': true, 'nodes': [{'id': 'a'}, {'id': 'b'}], 'links': [{'source': 'a', 'target': 'b', 'dollarsPerGigabyte': 1, 'backwardDollarsPerGigabyte': 2}]} | f.x:1: links[0]: states backwardDollarsPerGigabyte, of a way back",
                "{'nodes': [{'id': 'a', 'id': 'b'}], 'links': []} | f.x:1: nodes[0].id: occurs twice",
                "{'nodes': 3} | f.x:1: nodes: is the text \"3\"; allowed: a list",
                "{'nodes': [3], 'links': []} | f.x:1: nodes[0]: is the text \"3\"; allowed: a mapping",
                "{'links': []} | f.x:1: nodes: is missing",
                "{'nodes': [] | f.x:1: not valid JSON",
                "{'nodes': [{'id': 'a'}], 'links': []} {} | f.x:1: something follows",
                "[] | f.x: the file holds no object"
            })
    void refusesBrokenJson(String text, String first) {
        assertThatThrownBy(() -> read("node-link", text.replace('\'', '"')))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(first);
    }

    @Test
    void readsEdgeLists() throws IOException {
        Topology topology = read(
                "edge-csv",
                """
                # a comment
                to,from,bandwidth,backward,latency,lossRate,queue,dollarsPerGigabyte,fromKind,id
                b,"a, \""x\"\"",10 Gbit/s,1 Gbit/s,2 ms,0.01,1 MB,0.5,switch,first

                b,c,10 Gbit/s,,2 ms,,,,,
                c,b,,,,,,,,
                """);
        assertThat(topology.nodes()).containsExactly(Node.switchOf("a, \"x\""), Node.host("b"), Node.host("c"));
        assertThat(topology.links()).extracting(Link::id).containsExactly("first", "c--b", "b--c");
        assertThat(topology.links().get(0).backward()).hasToString("1 Gbit/s");
        assertThat(topology.links().get(2).latency()).isEqualTo(Duration.ofMillis(2));
        assertThat(topology.notes()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "from,too\\na,b | f.x:1: column \"too\": unknown; allowed: from, to",
                "from,bandwidth\\na,b | f.x:1: column \"to\": is missing",
                "from,to,to\\na,b,c | f.x:1: column \"to\": occurs twice",
                "from,to\\na | f.x:2: has 1 fields; allowed: 2",
                "from,to\\na, | f.x:2: column \"to\": is empty",
                "from,to,bandwidth\\na,b,10 | f.x:2: column \"bandwidth\": \"10\" is not a bandwidth",
                "from,to,lossRate\\na,b,2 | f.x:2: link \"a--b\": link \"a--b\" (a - b): lossRate is 2.0",
                "from,to,lossRate\\na,b,NaN | f.x:2: link \"a--b\": link \"a--b\" (a - b): lossRate is NaN",
                "from,to,dollarsPerGigabyte\\na,b,-1 | f.x:2: column \"dollarsPerGigabyte\": dollarsPerGigabyte is -1",
                "from,to,backwardDollarsPerGigabyte\\na,b,1 | f.x:2: column \"dollarsPerGigabyte\": backwardDollarsPerGigabyte is stated alone",
                "from,to,id\\na,b,x\\nb,c,x | f.x:3: link \"x\": occurs twice, first in line 2",
                "from,to,toKind\\na,b,router | f.x:2: column \"toKind\": is \"router\"; allowed: host, switch",
                "from,to,toKind\\na,b,switch\\nc,b,host | f.x:3: column \"toKind\": node \"b\" is a host here",
                "from,to\\n\"a,b | f.x:2: a quote is not closed",
                "# nothing | f.x:1: the file has no header",
                "from,to | f.x: there are no nodes"
            })
    void refusesBrokenEdgeLists(String text, String first) {
        assertThatThrownBy(() -> read("edge-csv", text.replace("\\n", "\n")))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(first);
    }
}
