package org.longhaul.topology.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    static Stream<Topology> sites() {
        return Stream.of(3, 4, 5, 6).flatMap(count -> Stream.of(1, 2, 4, 12)
                .map(hosts -> Topologies.ringOfSites(count, hosts, FAST, MS, FAST, MS)));
    }

    @ParameterizedTest
    @MethodSource("sites")
    void noLineBetweenTwoSitesPassesThroughAThird(Topology topology) throws Exception {
        Element root = parse(TopologyPicture.of(topology).toSvg()).getDocumentElement();
        List<Rectangle2D> cards = new ArrayList<>();
        List<Element> rectangles = elements(root, "rect", "lt-card");
        for (Element card : rectangles) {
            cards.add(new Rectangle2D.Double(
                    number(card, "x"), number(card, "y"), number(card, "width"), number(card, "height")));
        }
        assertThat(cards.size()).isNotEqualTo(1);
        for (Element line : elements(root, "path", "lt-line")) {
            String[] ends = line.getAttribute("d").substring(1).split("[ L]", -1);
            Line2D way = new Line2D.Double(
                    Double.parseDouble(ends[0]),
                    Double.parseDouble(ends[1]),
                    Double.parseDouble(ends[2]),
                    Double.parseDouble(ends[3]));
            assertThat(cards.stream().filter(way::intersects).count())
                    .as(line.getParentNode().getTextContent())
                    .isLessThanOrEqualTo(2);
        }
        if (topology.name().startsWith("ring-of-3") && !cards.isEmpty()) {
            double highest =
                    cards.stream().mapToDouble(Rectangle2D::getMinY).min().orElseThrow();
            double lowest =
                    cards.stream().mapToDouble(Rectangle2D::getMinY).max().orElseThrow();
            assertThat(lowest - highest).as("not in a row").isGreaterThan(100);
        }
    }

    @Test
    void linesAndMarksAreSeenOnWhite() {
        for (int i = 0; i <= 100; i++) {
            assertThat(contrastOnWhite(Heat.colour(i / 100.0)))
                    .as("use %d %%", i)
                    .isGreaterThanOrEqualTo(3);
        }
        Matcher drawn = Pattern.compile("\\.lt-(line|host|switch|place)\\{[^}]*?(#[0-9a-f]{6})")
                .matcher(Style.CSS);
        int found = 0;
        while (drawn.find()) {
            found++;
            assertThat(contrastOnWhite(drawn.group(2))).as(drawn.group()).isGreaterThanOrEqualTo(3);
        }
        assertThat(found).isEqualTo(4);
        Matcher texts = Pattern.compile("\\.lt-(title|site|name|note)\\{[^}]*?fill:var\\([^,]*,(#[0-9a-f]{6})")
                .matcher(Style.CSS);
        while (texts.find()) {
            found++;
            assertThat(contrastOnWhite(texts.group(2))).as(texts.group()).isGreaterThanOrEqualTo(4.5);
        }
        assertThat(found).isEqualTo(8);
    }

    /** By the formula of the Web Content Accessibility Guidelines 2.2. */
    private static double contrastOnWhite(String colour) {
        double luminance = 0;
        double[] weights = {0.2126, 0.7152, 0.0722};
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            luminance += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return 1.05 / (luminance + 0.05);
    }

    private static List<Element> elements(Element root, String name, String cssClass) {
        NodeList all = root.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.getAttribute("class").equals(cssClass)) {
                found.add(element);
            }
        }
        return found;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
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
        assertThat(Heat.colour(0)).isEqualTo("#84909c");
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
    void drawsTheManyHostsOfASwitchAsOneMarkAndSaysSo() {
        String note = "the hosts of a switch that has many are one mark, with their number";
        String svg = TopologyPicture.of(Topologies.star(1024, FAST, MS)).toSvg();
        assertThat(svg).contains(">1\u2009024 hosts<").contains(note);
        assertThat(svg.split("class=\"lt-host\"", -1)).as("marks of hosts").hasSize(3);
        assertThat(TopologyPicture.of(Topologies.star(4, FAST, MS)).toSvg()).doesNotContain(note);
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
