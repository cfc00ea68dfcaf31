package org.longhaul.topology.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.RandomTopologies;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.unit.Bandwidth;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TopologyPictureTest {
    private static final Bandwidth FAST = Bandwidth.ofGigabitsPerSecond(10);
    private static final Duration MS = Duration.ofMillis(15);

    static Stream<Topology> topologies() {
        return Stream.of(
                Topologies.star(1, FAST, MS),
                Topologies.star(300, FAST, MS),
                Topologies.twoSites(2, FAST, MS, FAST, MS),
                Topologies.ringOfSites(8, 3, FAST, MS, FAST, MS),
                Topologies.ringOfSites(40, 1, FAST, MS, FAST, MS),
                Topologies.fatTree(4, FAST, MS),
                Topologies.fatTree(16, FAST, MS),
                Catalogue.named("photon-five-regions"),
                RandomTopologies.any(5),
                Topology.builder("alone <&\"'>").node(Node.host("a<b>&\"c\"")).build());
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void isWellFormedSelfContainedAndInsideItsCanvas(Topology topology) throws Exception {
        double[] use = new double[topology.arcCount()];
        Arrays.setAll(use, arc -> arc % 5 / 4.0);
        for (TopologyPicture picture : new TopologyPicture[] {
            TopologyPicture.of(topology),
            TopologyPicture.of(topology).utilisation(use).size(700, 500)
        }) {
            String svg = picture.toSvg();
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("<script");
            assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
            Element root = parse(svg).getDocumentElement();
            double width = Double.parseDouble(root.getAttribute("width"));
            double height = Double.parseDouble(root.getAttribute("height"));
            NodeList circles = root.getElementsByTagName("circle");
            for (int i = 0; i < circles.getLength(); i++) {
                Element circle = (Element) circles.item(i);
                assertThat(Double.parseDouble(circle.getAttribute("cx"))).isBetween(0.0, width);
                assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(0.0, height);
            }
        }
    }

    @Test
    void labelsLinksWithBandwidthAndLatency() {
        String svg = TopologyPicture.of(Topologies.twoSites(2, FAST, MS, Bandwidth.parse("2.5 Gbit/s"), MS))
                .toSvg();
        assertThat(svg).contains("2.5 Gbit/s · 15 ms").contains("site0-host0").contains(">site1<");
    }

    @Test
    void namesTheLinksOfEveryLine() {
        Topology topology = Topologies.twoSites(2, FAST, MS, FAST, MS);
        String svg = TopologyPicture.of(topology).toSvg();
        for (Link link : topology.links()) {
            assertThat(svg).contains("data-link=\"" + link.id() + "\"");
        }
    }

    @Test
    void showsUseByColourAndWidth() {
        Topology topology = Topology.builder("pair")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(Link.of("l", "a", "b", FAST, MS))
                .build();
        String svg =
                TopologyPicture.of(topology).utilisation(new double[] {1, 0}).toSvg();
        assertThat(svg).contains("#d62f2f").contains("a → b 100 %, b → a 0 %");
        assertThat(Heat.colour(0)).isEqualTo("#b8c4d0");
        assertThat(Heat.colour(7)).isEqualTo("#d62f2f");
        assertThat(Heat.width(1)).isGreaterThan(Heat.width(0.5));
    }

    @Test
    void summarisesWhatIsTooLargeToDraw() {
        assertThat(TopologyPicture.of(Topologies.fatTree(40, FAST, MS)).toSvg())
                .contains("too many to draw")
                .hasSizeLessThan(5000);
    }

    @Test
    void refusesWrongArguments() {
        TopologyPicture picture = TopologyPicture.of(Topologies.star(2, FAST, MS));
        assertThatThrownBy(() -> picture.size(1, 500))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("1 x 500");
        assertThatThrownBy(() -> picture.utilisation(new double[3]))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("3 entries");
        assertThatThrownBy(() -> picture.utilisation(new double[] {0, Double.NaN, 0, 0}))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("switch -> host0");
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
