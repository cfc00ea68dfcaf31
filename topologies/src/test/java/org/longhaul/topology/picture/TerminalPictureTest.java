package org.longhaul.topology.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.unit.Bandwidth;

class TerminalPictureTest {

    private static int row(List<String> picture, String name) {
        for (int i = 0; i < picture.size(); i++) {
            if (picture.get(i).contains(name)) {
                return i;
            }
        }
        throw new AssertionError(name + " is not in\n" + String.join("\n", picture));
    }

    private static int column(List<String> picture, String name) {
        return picture.get(row(picture, name)).indexOf(name);
    }

    @Test
    void aMapHasNorthAboveAndEastRight() {
        List<String> picture = TerminalPicture.of(Catalogue.named("abilene"), 100, false);

        assertThat(row(picture, "seattle")).isLessThan(row(picture, "denver")).isLessThan(row(picture, "los-angeles"));
        assertThat(row(picture, "atlanta")).isLessThan(row(picture, "houston"));
        assertThat(column(picture, "sunnyvale"))
                .isLessThan(column(picture, "denver"))
                .isLessThan(column(picture, "chicago"));
        assertThat(column(picture, "chicago")).isLessThan(column(picture, "new-york"));
        assertThat(picture).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(String.join("", picture).chars().filter(c -> c == '●')).hasSize(11);
    }

    @Test
    void everyCatalogueNetworkFitsOrIsLeftOut() {
        for (String name : Catalogue.names()) {
            for (int columns : new int[] {40, 80, 140}) {
                List<String> picture = TerminalPicture.of(Catalogue.named(name), columns, true);
                assertThat(picture).as(name).allSatisfy(line -> {
                    assertThat(line.length()).isLessThanOrEqualTo(columns);
                    assertThat(line.chars()).allMatch(c -> c < 127);
                });
                assertThat(picture.size()).as(name).isLessThanOrEqualTo(36);
            }
        }
    }

    @Test
    void switchesStandAboveTheirHosts() {
        Bandwidth rate = Bandwidth.ofGigabitsPerSecond(1);
        Topology.Builder builder = Topology.builder("star").node(Node.switchOf("core"));
        for (String host : List.of("a", "b", "c")) {
            builder.node(Node.host(host));
            builder.link(new Link(host, host, "core", rate, rate, Duration.ofMillis(1), 0, null, null));
        }
        List<String> picture = TerminalPicture.of(builder.build(), 60, false);
        assertThat(row(picture, "core")).isLessThan(row(picture, " a"));
        assertThat(picture.get(row(picture, "core"))).contains("■");
        assertThat(picture.get(picture.size() - 1)).contains("●");
    }

    @Test
    void longNamesAreCutAndForeignLettersReplacedWhereTheTerminalHasNone() {
        Bandwidth rate = Bandwidth.ofGigabitsPerSecond(1);
        String longName = "a name that is a good deal longer than any";
        Topology topology = Topology.builder("names")
                .node(Node.host("zürich").at(new Coordinates(47, 8)))
                .node(Node.host(longName).at(new Coordinates(40, 30)))
                .link(new Link("l", "zürich", longName, rate, rate, Duration.ZERO, 0, null, null))
                .build();
        assertThat(String.join("", TerminalPicture.of(topology, 80, false)))
                .contains("zürich", "a name that is a good d…");
        assertThat(String.join("", TerminalPicture.of(topology, 80, true)))
                .contains("z?rich", "a name that is a good d~");
    }

    @Test
    void whereLinesWouldHideTheMarksTheyAreLeftOut() {
        List<String> mesh = TerminalPicture.of(Catalogue.named("azure-12-regions"), 100, false);
        assertThat(mesh).last().asString().isEqualTo("Every pair is joined; lines left out.");
        assertThat(String.join("", mesh))
                .contains("swedencentral", "australiaeast")
                .doesNotContain("⠉");
        assertThat(TerminalPicture.of(Catalogue.named("tpu-v4-cube"), 100, false))
                .isEmpty();
    }

    @Test
    void aNarrowTerminalIsRefused() {
        assertThatThrownBy(() -> TerminalPicture.of(Catalogue.named("abilene"), 39, false))
                .hasMessageContaining("at least 40");
    }
}
