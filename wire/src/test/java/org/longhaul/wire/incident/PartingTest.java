package org.longhaul.wire.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** The same parting is found on a network of other names and other shape. */
final class PartingTest {
    private static final List<String> MEMBERS = List.of("a", "b", "c", "d");

    private static Topology network(String... links) {
        Topology.Builder builder = Topology.builder("network").relayingHosts(false);
        MEMBERS.forEach(each -> builder.node(Node.host(each)));
        for (String name : List.of("x", "y", "z")) {
            builder.node(Node.switchOf(name));
        }
        for (String link : links) {
            builder.link(Link.of(
                    link, link.substring(0, 1), link.substring(1), Bandwidth.ofGigabitsPerSecond(1), Duration.ZERO));
        }
        return builder.build();
    }

    @Test
    void aHostsLineAndALineBetweenSitesAreFoundByWhomTheyPart() {
        Topology twoSites = network("ax", "bx", "cy", "dy", "xy", "zx");

        assertThat(Parting.sides(twoSites, MEMBERS, List.of(3))).containsExactly(List.of(0, 1, 2), List.of(3));
        assertThat(Parting.links(twoSites, MEMBERS, List.of(List.of(0, 1, 2), List.of(3))))
                .containsExactly(3);
        assertThat(Parting.links(twoSites, MEMBERS, List.of(List.of(0, 1), List.of(2, 3))))
                .containsExactly(4);
        assertThat(Parting.links(twoSites, MEMBERS, List.of(List.of(0, 2), List.of(1, 3))))
                .isNull();
    }

    @Test
    void aSiteBehindSeveralLinesIsPartedByAllOfThem() {
        Topology mesh = network("ax", "by", "cz", "dz", "xy", "yz", "zx");

        assertThat(Parting.sides(mesh, MEMBERS, List.of(5))).containsExactly(List.of(0, 1, 2, 3));
        assertThat(Parting.links(mesh, MEMBERS, List.of(List.of(0, 1), List.of(2, 3))))
                .containsExactly(5, 6);
    }

    @Test
    void hostsDoNotPassOnWhatIsForOthers() {
        Topology line = network("ax", "by", "bx", "cy", "dy", "zx");

        assertThat(Parting.sides(line, List.of("a", "c", "d"), List.of())).containsExactly(List.of(0), List.of(1, 2));
        // A member reaches those on both sides of it, which makes them one.
        assertThat(Parting.sides(line, MEMBERS, List.of())).containsExactly(List.of(0, 1, 2, 3));
    }
}
