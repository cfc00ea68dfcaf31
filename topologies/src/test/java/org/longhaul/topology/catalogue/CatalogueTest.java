package org.longhaul.topology.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

class CatalogueTest {
    static List<String> names() {
        return Catalogue.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNetworkIsConnectedAndCitesItsSources(String name) {
        Topology topology = Catalogue.named(name);
        assertThat(topology.name()).isEqualTo(name);
        assertThat(topology.notes()).isNotEmpty();
        Routing routing = Routings.shortestLatency(topology);
        for (int target : topology.hosts()) {
            for (int source : topology.hosts()) {
                assertThat(routing.route(source, target, 0).length == 0).isEqualTo(source == target);
            }
        }
    }

    @Test
    void theIndexListsEveryFile() throws Exception {
        URI index =
                Objects.requireNonNull(Catalogue.class.getResource("index.txt")).toURI();
        try (Stream<Path> files =
                Files.list(Objects.requireNonNull(Path.of(index).getParent()))) {
            List<String> stems = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .map(f -> f.substring(0, f.length() - 5))
                    .sorted()
                    .toList();
            assertThat(Catalogue.names()).isEqualTo(stems);
        }
    }

    @Test
    void thePhotonPresetsDifferInBandwidthOnly() {
        Topology ten = Catalogue.named("photon-five-regions");
        Topology one = Catalogue.named("photon-five-regions-1gbit");
        assertThat(ten.links()).hasSize(10);
        for (int arc = 0; arc < ten.arcCount(); arc++) {
            assertThat(ten.arcBitsPerSecond(arc)).isEqualTo(10_000_000_000L);
            assertThat(one.arcBitsPerSecond(arc)).isEqualTo(1_000_000_000L);
            assertThat(ten.arcLatencyNanos(arc))
                    .isEqualTo(one.arcLatencyNanos(arc))
                    .isBetween(5_000_000L, 120_000_000L);
        }
        assertThat(ten.notes().toString()).contains("not published").contains("kind=INFERRED");
    }

    @Test
    void theBandwidthOfEveryLinkCanBeReplaced() {
        Topology topology = Catalogue.named("photon-five-regions", Bandwidth.parse("3 Gbit/s"));
        assertThat(topology.arcBitsPerSecond(7)).isEqualTo(3_000_000_000L);
        assertThat(topology.notes()).extracting(TopologyNote::text).contains("every link set to 3 Gbit/s by the user");
    }

    @Test
    void namesTheNearestNetwork() {
        assertThatThrownBy(() -> Catalogue.named("photon-five-region"))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("Maybe \"photon-five-regions\"");
    }
}
