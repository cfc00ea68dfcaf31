package org.longhaul.topology.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.unit.Bandwidth;

/** Hosts in clouds have measured round trips and their providers' caps; what is neither is said. */
class CloudsTest {

    private static Topology clouds(int hosts, String... regions) {
        return new Clouds().create(new Clouds.Settings(List.of(regions), hosts, null, null, null));
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
                .anyMatch(text ->
                        text.contains("not measurements: m5.8xlarge 5 Gbit/s out, 10 Gbit/s in; n2-standard-32"));
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
