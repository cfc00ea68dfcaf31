package org.longhaul.topology.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

/** Hosts in clouds have measured round trips and their providers' caps; what is neither is said. */
class CloudsTest {

    private static Topology clouds(int hosts, String... regions) {
        return new Clouds().create(new Clouds.Settings(List.of(regions), hosts, null, null, null, null, null));
    }

    private static long pathNanos(Topology topology, String from, String to) {
        long nanos = 0;
        int[] path = Routings.shortestLatency(topology).route(topology.nodeIndex(from), topology.nodeIndex(to), 0);
        for (int arc : path) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }

    @Test
    void pathsHaveTheMeasuredRoundTripAndTheCapsOfBothHosts() {
        Topology topology = clouds(1, "aws:af-south-1", "aws:ap-east-1", "gcp:europe-west4");
        assertThat(2 * pathNanos(topology, "aws:af-south-1", "aws:ap-east-1")).isEqualTo(248_780_000L);
        int[] path = Routings.shortestLatency(topology)
                .route(topology.nodeIndex("aws:ap-east-1"), topology.nodeIndex("gcp:europe-west4"), 0);
        assertThat(path).hasSize(3);
        assertThat(topology.arcBitsPerSecond(path[0])).isEqualTo(5_000_000_000L);
        assertThat(topology.arcBitsPerSecond(path[1])).isGreaterThan(100_000_000_000L);
        assertThat(topology.arcBitsPerSecond(path[2])).isEqualTo(32_000_000_000L);
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .anyMatch(text -> text.startsWith("round trips: measured"))
                .anyMatch(
                        text -> text.contains(
                                "not measurements: m5.8xlarge 5 Gbit/s out, 10 Gbit/s in, one connection 5 Gbit/s; n2-standard-32"));
    }

    /** What nobody measured goes over a third region and is named. */
    @Test
    void unmeasuredPairsAreInferredAndNamed() {
        CloudRegions table = new CloudRegions();
        Topology topology = new Clouds()
                .create(new Clouds.Settings(
                        List.of(
                                "aws:us-east-1",
                                "aws:us-west-2",
                                "aws:eu-west-1",
                                "aws:sa-east-1",
                                "aws:eu-central-1",
                                "aws:ap-south-1",
                                "gcp:us-east1",
                                "gcp:europe-west4",
                                "azure:eastus"),
                        2,
                        Bandwidth.parse("3 Gbit/s"),
                        null,
                        null,
                        null,
                        0.02));
        List<String> missing = topology.links().stream()
                .filter(link -> link.id().indexOf("--") == link.id().lastIndexOf("--")
                        && !link.id().contains("host"))
                .filter(link ->
                        table.measured(link.id().split("--")[0], link.id().split("--")[1]) == null)
                .map(link -> link.id())
                .toList();
        assertThat(missing).isNotEmpty();
        assertThat(topology.departures())
                .filteredOn(note -> note.kind() == TopologyNote.Kind.INFERRED)
                .singleElement()
                .satisfies(note -> assertThat(note.text())
                        .startsWith("round trip of " + missing.size() + " line")
                        .contains(missing.get(0)));
        assertThat(topology.hosts()).hasSize(18);
        int[] path = Routings.shortestLatency(topology)
                .route(topology.nodeIndex("aws:us-east-1-host0"), topology.nodeIndex("aws:us-east-1-host1"), 0);
        assertThat(topology.arcBitsPerSecond(path[0])).isEqualTo(3_000_000_000L);
    }

    private static LinkPrice price(String from, String to) {
        Topology topology = clouds(1, from, to);
        return Objects.requireNonNull(topology.links().get(2).price(), from + " to " + to);
    }

    /** The sender pays what its provider lists for the distance: regions of a continent, another one, another provider. */
    @Test
    void pricesGoByDistanceAndDirection() {
        assertThat(price("aws:us-east-1", "aws:us-east-2")).isEqualTo(LinkPrice.of(0.01));
        assertThat(price("aws:us-east-1", "aws:eu-west-1")).isEqualTo(LinkPrice.of(0.02));
        assertThat(price("aws:us-east-1", "aws:sa-east-1")).isEqualTo(new LinkPrice(0.02, 0.138));
        assertThat(price("aws:us-east-1", "gcp:europe-west4")).isEqualTo(new LinkPrice(0.09, 0.12));
        assertThat(price("aws:ap-southeast-2", "gcp:us-east1")).isEqualTo(new LinkPrice(0.114, 0.19));
        assertThat(price("azure:westus", "azure:westus3")).isEqualTo(LinkPrice.of(0.02));
        assertThat(price("azure:westus", "azure:japaneast")).isEqualTo(new LinkPrice(0.05, 0.08));
        assertThat(price("azure:northeurope", "aws:eu-west-1")).isEqualTo(new LinkPrice(0.0875, 0.09));
        assertThat(price("gcp:us-east1", "gcp:northamerica-northeast1")).isEqualTo(LinkPrice.of(0.01));
        assertThat(price("gcp:asia-east1", "gcp:asia-south1")).isEqualTo(LinkPrice.of(0.05));
        assertThat(price("gcp:europe-west1", "gcp:us-east1")).isEqualTo(LinkPrice.of(0.08));
        assertThat(price("gcp:europe-west1", "gcp:australia-southeast1")).isEqualTo(LinkPrice.of(0.15));
    }

    /** Every region has a continent and a price to another of its provider, so that an unknown one is known to be unknown. */
    @Test
    void everyRegionIsPriced() {
        CloudPrices prices = new CloudPrices();
        List<String> regions = CloudTables.rows("cloud-continents.txt", 2).stream()
                .map(row -> row[0])
                .toList();
        assertThat(regions).hasSize(60);
        CloudRegions table = new CloudRegions();
        for (String from : regions) {
            table.check(from);
            for (String to : regions) {
                Double dollars = prices.dollars(CloudPlace.of(from), CloudPlace.of(to));
                boolean isUnknown =
                        List.of("gcp:asia-southeast1", "gcp:asia-southeast2").contains(from) && !to.startsWith("gcp:")
                                || (from.startsWith("gcp:asia")
                                        && to.startsWith("gcp:asia")
                                        && !from.equals(to)
                                        && (from + to).contains("gcp:asia-southeast2"));
                assertThat(dollars == null).as(from + " to " + to).isEqualTo(isUnknown);
            }
        }
    }

    @Test
    void whereAPriceIsUnknownNoneIsShown() {
        Topology topology = clouds(1, "aws:us-east-1", "aws:eu-west-1", "gcp:asia-southeast1");
        assertThat(topology.links()).extracting(Link::price).containsOnlyNulls();
        assertThat(topology.notes())
                .extracting(TopologyNote::text)
                .anyMatch(text -> text.startsWith("prices: none, as that of aws:us-east-1--gcp:asia-southeast1"));
    }

    @Test
    void zonesOfARegionAreNearAndPricedAsSuch() {
        List<String> zones = List.of("aws:us-east-1/a", "aws:us-east-1/b", "gcp:us-east1/b", "gcp:us-east1/c");
        Topology topology =
                new Clouds().create(new Clouds.Settings(zones, 1, null, null, null, Duration.ofMillis(1), null));
        assertThat(2 * pathNanos(topology, "aws:us-east-1/a", "aws:us-east-1/b"))
                .isEqualTo(1_000_000);
        assertThat(topology.links().stream()
                        .filter(link -> link.price() != null)
                        .map(link -> link.id() + " " + link.price().forward()))
                .contains("aws:us-east-1/a--aws:us-east-1/b 0.02", "gcp:us-east1/b--gcp:us-east1/c 0.01");
        assertThatThrownBy(() -> clouds(1, "aws:us-east-1/a", "aws:us-east-1/b"))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("two zones of aws:us-east-1 and zoneRoundTrip is absent");
    }

    @Test
    void connectionsHaveTheirProvidersCap() {
        Topology topology = clouds(2, "aws:us-east-1", "gcp:us-east1");
        assertThat(topology.node(topology.nodeIndex("aws:us-east-1-host1")).connectionRate())
                .isEqualTo(Bandwidth.parse("5 Gbit/s"));
        assertThat(topology.node(topology.nodeIndex("gcp:us-east1-host0")).connectionRate())
                .isNull();
    }

    @Test
    void anUnknownRegionNamesTheNearest() {
        assertThatThrownBy(() -> clouds(1, "aws:us-east-1", "gcp:europ-west4"))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("regions has \"gcp:europ-west4\"; allowed: aws:")
                .hasMessageContaining("Maybe \"gcp:europe-west4\"");
        assertThatThrownBy(() -> clouds(1, "aws:us-east-1", "aws:us-east-1"))
                .hasMessageContaining("\"aws:us-east-1\" twice");
    }
}
