package org.longhaul.topology.format.simgrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.TopologyFormatException;

class SimgridReaderTest {
    private static Topology read(String body) {
        String text = "<?xml version=\"1.0\"?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.invalid/simgrid.dtd\">\n"
                + "<platform version=\"4.1\">\n" + body + "\n</platform>";
        return new SimgridReader().read(new StringReader(text), "p.xml");
    }

    private static List<String> path(Topology topology, Routing routing, String from, String to) {
        int[] arcs = routing.route(topology.nodeIndex(from), topology.nodeIndex(to), 0);
        return Arrays.stream(arcs)
                .mapToObj(arc -> topology.links().get(arc >> 1).id() + (arc % 2 == 0 ? " up" : " down"))
                .toList();
    }

    private static String link(String id, String bandwidth, String latency) {
        return "<link id=\"" + id + "\" bandwidth=\"" + bandwidth + "\" latency=\"" + latency
                + "\" sharing_policy=\"SPLITDUPLEX\"/>\n";
    }

    private static String route(String from, String to, String... links) {
        StringBuilder sb = new StringBuilder("<route src=\"" + from + "\" dst=\"" + to + "\" symmetrical=\"NO\">");
        for (String link : links) {
            boolean up = link.startsWith("+");
            sb.append("<link_ctn id=\"" + link.substring(1) + "\" direction=\"" + (up ? "UP" : "DOWN") + "\"/>");
        }
        return sb + "</route>\n";
    }

    private static String hosts(String... ids) {
        StringBuilder sb = new StringBuilder();
        for (String id : ids) {
            sb.append("<host id=\"" + id + "\" speed=\"1Gf\"/>\n");
        }
        return sb.toString();
    }

    @Test
    void aParkingLotBecomesAChainOfItsHosts() {
        StringBuilder body = new StringBuilder("<zone id=\"z\" routing=\"Full\">");
        body.append(hosts("n0", "n1", "n2", "n3"));
        for (int h = 0; h < 3; h++) {
            body.append(link("h" + h, h == 1 ? "100Mbps" : "1Gbps", "5ms"));
        }
        for (int a = 0; a < 4; a++) {
            for (int b = a + 1; b < 4; b++) {
                String[] there = new String[b - a];
                String[] back = new String[b - a];
                for (int h = a; h < b; h++) {
                    there[h - a] = "+h" + h;
                    back[b - 1 - h] = "-h" + h;
                }
                body.append(route("n" + a, "n" + b, there)).append(route("n" + b, "n" + a, back));
            }
        }
        Topology topology = read(body.append("</zone>").toString());
        assertThat(topology.nodeCount()).isEqualTo(4);
        assertThat(topology.links()).hasSize(3);
        Routing routing = Routings.shortestLatency(topology);
        assertThat(path(topology, routing, "n0", "n3")).containsExactly("h0 up", "h1 up", "h2 up");
        assertThat(path(topology, routing, "n3", "n1")).containsExactly("h2 down", "h1 down");
        assertThat(topology.arcBitsPerSecond(2)).isEqualTo(100_000_000L);
        assertThat(topology.arcLatencyNanos(2)).isEqualTo(5_000_000L);
        assertThat(topology.notes()).isEmpty();
    }

    @Test
    void linksThatMeetAwayFromHostsMeetAtASwitch() {
        Topology topology = read(hosts("s0", "s1", "d0", "d1")
                + link("a0", "400Mbps", "1ms")
                + link("a1", "400Mbps", "31ms")
                + link("bn", "100Mbps", "8ms")
                + link("b0", "400Mbps", "1ms")
                + link("b1", "400Mbps", "1ms")
                + route("s0", "d0", "+a0", "+bn", "+b0")
                + route("d0", "s0", "-b0", "-bn", "-a0")
                + route("s1", "d1", "+a1", "+bn", "+b1")
                + route("d1", "s1", "-b1", "-bn", "-a1"));
        assertThat(topology.nodeCount()).isEqualTo(6);
        Routing routing = Routings.shortestLatency(topology);
        assertThat(path(topology, routing, "s0", "d0")).containsExactly("a0 up", "bn up", "b0 up");
        assertThat(path(topology, routing, "d1", "s1")).containsExactly("b1 down", "bn down", "a1 down");
    }

    @Test
    void aSymmetricRouteWithoutDirectionsWorksBothWays() {
        Topology topology = read(hosts("a", "b", "c") + "<link id=\"x\" bandwidth=\"125MBps\" latency=\"0.001\"/>"
                + "<link id=\"y\" bandwidth=\"1e8\" latency=\"10us\"/>"
                + "<route src=\"a\" dst=\"b\"><link_ctn id=\"x\"/></route>"
                + "<route src=\"b\" dst=\"c\"><link_ctn id=\"y\"/></route>"
                + "<route src=\"a\" dst=\"c\"><link_ctn id=\"x\"/><link_ctn id=\"y\"/></route>");
        Routing routing = Routings.shortestLatency(topology);
        assertThat(path(topology, routing, "c", "a"))
                .containsExactly("c--y:in up", "y up", "y:out--x:in up", "x up", "x:out--a up");
        assertThat(path(topology, routing, "a", "c"))
                .containsExactly("a--x:in up", "x up", "x:out--y:in up", "y up", "y:out--c up");
        assertThat(topology.arcBitsPerSecond(0)).isEqualTo(1_000_000_000L);
        assertThat(topology.isOpen(1)).isFalse();
        assertThat(topology.arcBitsPerSecond(2)).isEqualTo(800_000_000L);
        assertThat(topology.arcLatencyNanos(0)).isEqualTo(1_000_000L);
        assertThat(topology.notes()).singleElement().asString().contains("2 SHARED links: one capacity");
    }

    @Test
    void flatClustersAreJoinedByTheirRouters() {
        String cluster = "<cluster id=\"%1$s\" prefix=\"%1$sh\" suffix=\"\" radical=\"0-9\" speed=\"1Gf\" bw=\"1Gbps\""
                + " lat=\"25us\" sharing_policy=\"SPLITDUPLEX\" router_id=\"r%1$s\"/>\n";
        Topology topology =
                read("<zone id=\"w\" routing=\"Full\">" + String.format(cluster, "s0") + String.format(cluster, "s1")
                        + link("wan", "10Gbps", "30ms")
                        + "<zoneRoute src=\"s0\" dst=\"s1\" gw_src=\"rs0\" gw_dst=\"rs1\" symmetrical=\"NO\">"
                        + "<link_ctn id=\"wan\" direction=\"UP\"/></zoneRoute>"
                        + "<zoneRoute src=\"s1\" dst=\"s0\" gw_src=\"rs1\" gw_dst=\"rs0\" symmetrical=\"NO\">"
                        + "<link_ctn id=\"wan\" direction=\"DOWN\"/></zoneRoute></zone>");
        assertThat(topology.hosts()).hasSize(20);
        assertThat(topology.node(topology.nodeIndex("s0h3")).site()).isEqualTo("s0");
        Routing routing = Routings.shortestLatency(topology);
        assertThat(path(topology, routing, "s0h3", "s1h7")).containsExactly("s0_link_3 up", "wan up", "s1_link_7 down");
        assertThat(path(topology, routing, "s1h7", "s0h3"))
                .containsExactly("s1_link_7 up", "wan down", "s0_link_3 down");
        assertThat(path(topology, routing, "s0h3", "s0h4")).containsExactly("s0_link_3 up", "s0_link_4 down");
    }

    private static String cluster(String radical, String kind, String parameters) {
        return "<cluster id=\"c\" prefix=\"h\" suffix=\"\" radical=\"" + radical
                + "\" speed=\"1Gf\" bw=\"10Gbps\" lat=\"25us\"" + " sharing_policy=\"SPLITDUPLEX\" topology=\"" + kind
                + "\" topo_parameters=\"" + parameters + "\"/>";
    }

    @Test
    void aFatTreeOfTwoLevelsTakesTheSpineOfTheTarget() {
        Topology topology = read(cluster("0-255", "FAT_TREE", "2;16,16;1,16;1,1"));
        assertThat(topology.hosts()).hasSize(256);
        assertThat(topology.nodeCount()).isEqualTo(256 + 32);
        assertThat(topology.links()).hasSize(512);
        Routing routing = Routings.destinationModulo(topology);
        assertThat(path(topology, routing, "h0", "h37"))
                .containsExactly(
                        "h0--c_leaf0 up", "c_leaf0--c_spine5 up", "c_leaf2--c_spine5 down", "h37--c_leaf2 down");
        assertThat(path(topology, routing, "h0", "h15")).hasSize(2);
    }

    @Test
    void readsTorusAndDragonflyClusters() {
        Topology torus = read(cluster("0-11", "TORUS", "3,2,2"));
        assertThat(torus.hosts()).hasSize(12);
        assertThat(path(torus, Routings.shortestLatency(torus), "h0", "h11")).hasSize(3);
        Topology dragonfly = read(cluster("0-119", "DRAGONFLY", "3,4;4,3;5,1;2"));
        assertThat(dragonfly.hosts()).hasSize(3 * 4 * 5 * 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<host id='a'/><host id='a'/> | p.xml:4: node \"a\": occurs twice | first in line 4",
                "<host/> | p.xml:4: <host>: attribute \"id\" is missing | id",
                "<link id='l' bandwidth='1Gbps' latency='1ms'/><link id='l' bandwidth='1Gbps'/> | p.xml:4: link \"l\": occurs twice | unique",
                "<host id='a'/><host id='b'/><route src='a' dst='b'><link_ctn id='l'/></route> | p.xml:4: <link_ctn id=\"l\">: the link \"l\" is not defined | l",
                "<host id='a'/><link id='l' bandwidth='1Gbps'/><route src='a' dst='b'><link_ctn id='l'/></route> | p.xml:4: <route>: dst is \"b\" | a member of zone",
                "<host id='a'/><host id='b'/><link id='l' bandwidth='fast'/><route src='a' dst='b'><link_ctn id='l'/></route> | p.xml:4: <link id=\"l\">: bandwidth is \"fast\" | 10Gbps",
                "<host id='a'/><host id='b'/><link id='l' bandwidth='0Gbps'/><route src='a' dst='b'><link_ctn id='l'/></route> | p.xml:4: <link>: link \"l\" (l:in - l:out): bandwidth is 0 | more than 0",
                "<host id='a'/><host id='b'/><link id='l' bandwidth='1Gbps' latency='-1ms'/><route src='a' dst='b'><link_ctn id='l'/></route> | p.xml:4: <link id=\"l\">: latency is \"-1ms\" | 25us",
                "<host id='a'/><host id='b'/><link id='l' bandwidth='1Gbps' latency='NaN'/><route src='a' dst='b'><link_ctn id='l'/></route> | p.xml:4: <link id=\"l\">: latency is \"NaN\" | 25us",
                "<host id='a'/><host id='b'/><link id='l' bandwidth='1Gbps' sharing_policy='WIFI'/> | p.xml:4: <link id=\"l\">: sharing_policy is WIFI, the rates of a wireless cell | SHARED",
                "<host id='a'/><host id='b'/><route src='a' dst='b'/> | p.xml:4: <route>: crosses no link | at least one",
                "<cluster id='c' radical='0-x' speed='1Gf' bw='1Gbps' lat='1us'/> | p.xml:4: <cluster id=\"c\">: radical is \"0-x\" | 0-255",
                "<cluster id='c' radical='0-99999999' speed='1Gf' bw='1Gbps' lat='1us'/> | p.xml:4: <cluster id=\"c\">: radical | at most 1000000",
                "<cluster id='c' radical='0-9' bw='1Gbps' lat='1us' topology='FAT_TREE' topo_parameters='2;4,4;1,2;1,1'/> | p.xml:4: <cluster id=\"c\">: radical names 10 hosts but topo_parameters make 16 | 16",
                "<cluster id='c' radical='0-9' bw='1Gbps' lat='1us' topology='FAT_TREE' topo_parameters='2;4'/> | p.xml:4: <cluster id=\"c\">: topo_parameters is \"2;4\" | 16,16",
                "<cluster id='c' radical='0-9' bw='1Gbps' lat='1us' topology='MESH'/> | p.xml:4: <cluster id=\"c\">: topology is \"MESH\" | TORUS",
                "<peer id='p'/> | p.xml:4: <peer id=\"p\">: stands in a zone of routing | Vivaldi"
            })
    void refusesBrokenPlatforms(String body, String first, String second) {
        assertThatThrownBy(() -> read(body.replace('\'', '"')))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(first.strip())
                .hasMessageContaining(second.strip());
    }

    @Test
    void refusesOtherVersions() {
        assertThatThrownBy(() -> new SimgridReader().read(new StringReader("<platform version='3'/>"), "p.xml"))
                .hasMessage("p.xml:1: <platform>: version is \"3\"; allowed: 4, 4.1");
    }
}
