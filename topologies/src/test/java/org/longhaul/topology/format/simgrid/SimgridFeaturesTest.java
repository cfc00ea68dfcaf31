package org.longhaul.topology.format.simgrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.GraphmlReader;
import org.longhaul.topology.format.YamlTreeReader;
import org.longhaul.topology.format.writer.GraphmlWriter;
import org.longhaul.topology.format.writer.YamlWriter;

/** Each feature of SimGrid platforms with latencies and rates that were worked out by hand from SimGrid's documentation. */
class SimgridFeaturesTest {
    private static Topology read(String body) {
        String text = "<?xml version='1.0'?><platform version='4.1'>" + body + "</platform>";
        return new SimgridReader().read(new StringReader(text), "p.xml");
    }

    private static int[] route(Topology topology, String from, String to) {
        Routing routing = Routings.shortestLatency(topology);
        return routing.route(topology.nodeIndex(from), topology.nodeIndex(to), 0);
    }

    private static long micros(Topology topology, String from, String to) {
        return Arrays.stream(route(topology, from, to))
                        .mapToLong(topology::arcLatencyNanos)
                        .sum()
                / 1000;
    }

    private static long bits(Topology topology, String from, String to) {
        return Arrays.stream(route(topology, from, to))
                .mapToLong(topology::arcBitsPerSecond)
                .min()
                .orElseThrow();
    }

    private static List<String> links(Topology topology, String from, String to) {
        return Arrays.stream(route(topology, from, to))
                .mapToObj(arc -> topology.links().get(arc >> 1).id())
                .toList();
    }

    private static final String HOSTS =
            "<host id='a' speed='1Gf'/><host id='b' speed='1Gf'/><host id='c' speed='1Gf'/>";

    private static String route(String from, String to, String... links) {
        StringBuilder sb = new StringBuilder("<route src='" + from + "' dst='" + to + "'>");
        for (String link : links) {
            sb.append("<link_ctn id='").append(link).append("'/>");
        }
        return sb.append("</route>").toString();
    }

    @Test
    void aBusIsOneCapacityForAllPairsAndBothDirections() {
        Topology topology = read("<zone id='w' routing='Full'>" + HOSTS
                + "<link id='bus' bandwidth='125MBps' latency='100us'/>"
                + route("a", "b", "bus") + route("a", "c", "bus") + route("b", "c", "bus") + "</zone>");
        for (String from : List.of("a", "b", "c")) {
            for (String to : List.of("a", "b", "c")) {
                if (!from.equals(to)) {
                    assertThat(links(topology, from, to)).contains("bus");
                    assertThat(micros(topology, from, to)).isEqualTo(100);
                    assertThat(bits(topology, from, to)).isEqualTo(1_000_000_000L);
                }
            }
        }
        int bus = topology.links().stream().map(l -> l.id()).toList().indexOf("bus");
        assertThat(topology.isOpen(2 * bus)).isTrue();
        assertThat(topology.isOpen(2 * bus + 1)).isFalse();
        assertThat(topology.relayingHosts()).isFalse();
    }

    private static String cluster(String id, String more) {
        return "<cluster id='" + id + "' prefix='" + id
                + "' suffix='' radical='0-1' speed='1Gf' bw='125MBps' lat='50us' " + more + "/>";
    }

    /** Own link 50 us, backbone 500, line between 500, the other backbone 500, own link 50. */
    @Test
    void everythingThatLeavesAClusterCrossesItsBackboneWhole() {
        String backbone = "bb_bw='25MBps' bb_lat='500us'";
        Topology topology = read(
                "<zone id='w' routing='Full'>" + cluster("p", backbone) + cluster("q", backbone)
                        + "<link id='between' bandwidth='1GBps' latency='500us'/>"
                        + "<zoneRoute src='p' dst='q' gw_src='pp_router' gw_dst='qq_router'><link_ctn id='between'/></zoneRoute></zone>");
        assertThat(micros(topology, "p0", "q1")).isEqualTo(1600);
        assertThat(micros(topology, "q1", "p0")).isEqualTo(1600);
        assertThat(micros(topology, "p0", "p1")).isEqualTo(600);
        assertThat(bits(topology, "p0", "p1")).isEqualTo(200_000_000L);
        assertThat(links(topology, "p0", "p1")).containsOnlyOnce("p_backbone");
        assertThat(links(topology, "p0", "q1")).containsOnlyOnce("p_backbone").containsOnlyOnce("q_backbone");
    }

    @Test
    void limitersAndSharedPoliciesOfClusters() {
        Topology limited = read(cluster("p", "limiter_link='50MBps'"));
        assertThat(bits(limited, "p0", "p1")).isEqualTo(400_000_000L);
        assertThat(links(limited, "p0", "p1")).contains("p_link_0_limiter", "p_link_1_limiter");
        Topology shared = read(cluster("p", "sharing_policy='SHARED'"));
        assertThat(micros(shared, "p0", "p1")).isEqualTo(100);
        assertThat(links(shared, "p0", "p1")).contains("p_link_0", "p_link_1");
        assertThat(links(shared, "p1", "p0")).contains("p_link_0", "p_link_1");
        assertThatThrownBy(() -> read(cluster("p", "bb_lat='5us'")))
                .hasMessageContaining("states bb_lat without bb_bw");
    }

    @Test
    void cabinetsAndHostLinksAroundABackbone() {
        Topology topology = read(
                "<zone id='w' routing='Full'>"
                        + "<zone id='k' routing='Cluster'><cabinet id='x' prefix='k' suffix='' radical='1-2' speed='1Gf' bw='125MBps' lat='100us'/>"
                        + "<router id='r'/><backbone id='bb' bandwidth='2.25GBps' latency='500us'/></zone>"
                        + "<zone id='m' routing='Cluster'><host id='h' speed='1Gf'/><host id='i' speed='1Gf'/>"
                        + "<link id='l' bandwidth='125MBps' latency='7us' sharing_policy='SPLITDUPLEX'/><link id='n' bandwidth='1MBps' latency='9us'/>"
                        + "<host_link id='h' up='l_UP' down='l_DOWN'/><host_link id='i' up='n' down='n'/><router id='s'/></zone>"
                        + "<link id='wan' bandwidth='1GBps' latency='1ms' sharing_policy='SPLITDUPLEX'/>"
                        + "<zoneRoute src='k' dst='m' gw_src='r' gw_dst='s'><link_ctn id='wan' direction='UP'/></zoneRoute></zone>");
        assertThat(micros(topology, "k1", "k2")).isEqualTo(700);
        assertThat(micros(topology, "k1", "h")).isEqualTo(100 + 500 + 1000 + 7);
        assertThat(micros(topology, "h", "k1")).isEqualTo(100 + 500 + 1000 + 7);
        assertThat(micros(topology, "h", "i")).isEqualTo(16);
        assertThat(bits(topology, "i", "k2")).isEqualTo(8_000_000L);
    }

    /** sqrt(30^2 + 40^2) = 50 ms in the plane, and heights of 1 and 2 ms. */
    @Test
    void vivaldiCoordinatesAreLatencies() {
        Topology hosts = read("<zone id='w' routing='Vivaldi'><host id='a' coordinates='0.0 0.0 1.0' speed='1Gf'/>"
                + "<host id='b' coordinates='30.0 40.0 2.0' speed='1Gf'/></zone>");
        assertThat(micros(hosts, "a", "b")).isEqualTo(53_000);
        assertThat(hosts.departures()).singleElement().satisfies(note -> {
            assertThat(note.kind()).isEqualTo(TopologyNote.Kind.INFERRED);
            assertThat(note.text()).contains("bandwidth of 1 of 1 link assumed: 10 Gbit/s");
        });
        Topology peers = read("<zone id='w' routing='Vivaldi'>"
                + "<peer id='a' coordinates='0 0 0' speed='1Gf' bw_in='3MBps' bw_out='1MBps'/>"
                + "<peer id='b' coordinates='3 4 0' speed='1Gf' bw_in='9MBps' bw_out='2MBps'/></zone>");
        assertThat(micros(peers, "b", "a")).isEqualTo(5_000);
        assertThat(bits(peers, "a", "b")).isEqualTo(8_000_000L);
        assertThat(bits(peers, "b", "a")).isEqualTo(16_000_000L);
        assertThatThrownBy(() -> read(
                        "<zone id='w' routing='Vivaldi'><host id='a' speed='1Gf'/><host id='b' speed='1Gf'/></zone>"))
                .hasMessageContaining("coordinates of \"a\"");
    }

    /** The file's route a to b is longer than the way over c, and holds all the same; its reverse likewise. */
    @Test
    void statedRoutesHoldWhereTheyAreNotTheShortest() throws IOException {
        String duplex = "' bandwidth='1GBps' sharing_policy='SPLITDUPLEX' latency='";
        Topology topology = read("<zone id='w' routing='Full'>" + HOSTS
                + "<link id='ab" + duplex + "9ms'/><link id='ac" + duplex + "1ms'/><link id='cb" + duplex + "1ms'/>"
                + route("a", "b", "ab") + route("a", "c", "ac") + route("c", "b", "cb")
                + "</zone>");
        assertThat(links(topology, "a", "b")).containsExactly("ab");
        assertThat(links(topology, "b", "a")).containsExactly("ab");
        // Where a host passes on what others send, as c does for a route of the file.
        Topology through = read("<zone id='w' routing='Full'>" + HOSTS + "<host id='d' speed='1Gf'/>"
                + "<link id='ab" + duplex + "9ms'/><link id='ac" + duplex + "1ms'/><link id='cb" + duplex + "1ms'/>"
                + "<link id='bd" + duplex + "1ms'/>"
                + route("a", "b", "ab") + route("a", "c", "ac") + route("c", "b", "cb") + route("b", "d", "bd")
                + route("c", "d", "cb", "bd") + route("a", "d", "ac", "cb", "bd") + "</zone>");
        assertThat(through.relayingHosts()).isTrue();
        assertThat(links(through, "a", "b")).containsExactly("ab");
        assertThat(links(through, "a", "d")).containsExactly("ac", "cb", "bd");
        assertThat(through.departures()).extracting(TopologyNote::text).anyMatch(t -> t.contains("they are fixed"));
        StringBuilder yaml = new StringBuilder();
        new YamlWriter().write(through, yaml);
        Topology back = new YamlTreeReader().read(new StringReader(yaml.toString()), "x.yaml");
        assertThat(back.fixedRoutes()).isEqualTo(through.fixedRoutes()).isNotEmpty();
        assertThat(links(back, "a", "b")).containsExactly("ab");
        StringBuilder graphml = new StringBuilder();
        new GraphmlWriter().write(through, graphml);
        Topology again = new GraphmlReader().read(new StringReader(graphml.toString()), "x.graphml");
        assertThat(again.fixedRoutes()).isEqualTo(through.fixedRoutes());
        assertThat(again.notes()).isEqualTo(through.notes());
    }

    @Test
    void bypassRoutesTakeThePlaceOfOthersOneWay() {
        Topology topology = read("<zone id='w' routing='Floyd'>" + HOSTS
                + "<link id='x' bandwidth='1GBps' latency='1ms'/><link id='y' bandwidth='1GBps' latency='1ms'/>"
                + "<link id='z' bandwidth='1GBps' latency='9ms'/>"
                + route("a", "b", "x") + route("b", "c", "y")
                + "<bypassRoute src='a' dst='c'><link_ctn id='z'/></bypassRoute></zone>");
        assertThat(links(topology, "a", "c")).contains("z").doesNotContain("x", "y");
        assertThat(links(topology, "c", "a")).contains("x", "y").doesNotContain("z");
    }

    @Test
    void floydTakesTheFewestLinks() {
        String far = "<link id='%s' bandwidth='1GBps' latency='%s' sharing_policy='SPLITDUPLEX'/>";
        Topology topology =
                read("<zone id='w' routing='Floyd'><host id='a' speed='1Gf'/><host id='c' speed='1Gf'/><router id='b'/>"
                        + far.formatted("ab", "1ms") + far.formatted("bc", "1ms") + far.formatted("ac", "50ms")
                        + route("a", "b", "ab") + route("b", "c", "bc") + route("a", "c", "ac") + "</zone>");
        assertThat(links(topology, "a", "c")).containsExactly("ac");
    }

    @Test
    void whatIsLeftOutIsSaidByName() {
        Topology topology =
                read("<config><prop id='network/model' value='SMPI'/></config><zone id='w' routing='Full'>" + HOSTS
                        + "<link id='l' bandwidth='1MBps' latency='10ms' bandwidth_file='l.profile'/>"
                        + "<link id='f' bandwidth='1MBps' latency='10ms' sharing_policy='FATPIPE'/>"
                        + route("a", "b", "l") + route("a", "c", "f") + route("a", "a", "l") + "</zone>");
        assertThat(topology.departures())
                .extracting(TopologyNote::text)
                .anyMatch(t -> t.contains("bandwidth_file of link \"l\" (l.profile)"))
                .anyMatch(t -> t.contains("network/model"))
                .anyMatch(t -> t.contains("1 loopback left out"))
                .anyMatch(t -> t.contains("1 FATPIPE link"))
                .anyMatch(t -> t.contains("1 SHARED link"))
                .anyMatch(t -> t.contains("2 of 6 pairs of hosts have no route"));
    }

    @Test
    void wirelessCellsAndIncludedFilesAreRefusedByName() {
        assertThatThrownBy(() -> read("<zone id='w' routing='Wifi'/>"))
                .hasMessageStartingWith("p.xml:1: <zone id=\"w\">: routing is Wifi, a wireless cell");
        assertThatThrownBy(() -> read("<include file='x.xml'/>")).hasMessageContaining("<include>: names another file");
        assertThatThrownBy(() -> read("<zone id='w' routing='Full'>" + HOSTS + "<link id='l' bandwidth='1MBps'/>"
                        + route("a", "b", "l") + route("b", "a", "l") + "</zone>"))
                .hasMessageContaining("is a second route from \"b\" to \"a\"");
    }
}
