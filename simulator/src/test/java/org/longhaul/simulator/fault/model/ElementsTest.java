package org.longhaul.simulator.fault.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class ElementsTest {

    private final Topology topology = Topologies.ringOfSites(
            4,
            2,
            Bandwidth.parse("1 Gbit/s"),
            Duration.ofNanos(1000),
            Bandwidth.parse("100 Mbit/s"),
            Duration.ofMillis(5));
    private final Elements elements = new Elements(topology);

    @ParameterizedTest
    @CsvSource({
        "*,anything,true",
        "*,'',true",
        "a*c,abc,true",
        "a*c,ac,true",
        "a*c,abd,false",
        "a.c,abc,false",
        "*-*,wan-3,true",
        "abc,abc,true",
        "abc,ABC,false",
        "a**b,axb,true",
        "[ab],a,false"
    })
    void aStarStandsForAnyText(String pattern, String text, boolean matches) {
        assertThat(Elements.pattern(pattern).matcher(text).matches()).isEqualTo(matches);
    }

    private List<Integer> links(List<String> names, List<String> betweenSites) {
        return List.copyOf(elements.links(names, betweenSites));
    }

    @Test
    void linksBetweenSitesAreThoseThatLeaveThem() {
        assertThat(links(List.of("*"), List.of("*"))).hasSize(4).allMatch(link -> {
            String from = topology.node(topology.arcSource(2 * link)).site();
            return !Objects.equals(
                    from, topology.node(topology.arcTarget(2 * link)).site());
        });
        assertThat(links(List.of("*"), List.of("site0", "site1"))).hasSize(1);
        assertThat(links(List.of("*"), List.of())).hasSize(topology.links().size());
    }

    @Test
    void whatMatchesNothingIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> elements.links(List.of("site0--site7"), List.of()))
                .hasMessageContaining("links (site0--site7) matches no link of topology")
                .hasMessageContaining("Maybe \"site0--site1\"");
        assertThatThrownBy(() -> elements.sites("sites", List.of("siet1")))
                .hasMessageContaining("sites (siet1) matches no site")
                .hasMessageContaining("Maybe \"site1\"");
        assertThatThrownBy(() -> elements.hosts(List.of("site0-switch"), List.of()))
                .hasMessageContaining("select no host");
        assertThatThrownBy(() -> elements.links(List.of("site0--site1"), List.of("site2", "site3")))
                .hasMessageContaining("betweenSites ([site2, site3])");
    }

    @Test
    void aPartitionLeavesNoPathBetweenItsGroups() {
        Partition.Settings settings =
                new Partition.Settings(List.of(List.of("site0"), List.of("site2*")), Duration.ZERO, null);
        Incident cut = new Partition()
                .create(settings, new FaultContext("partition", topology, new RandomStreams(1)))
                .next();
        assertThat(cut).isNotNull();
        // Site 1 and site 3 go with the group whose node comes first: two links of the ring of sites are cut.
        assertThat(Objects.requireNonNull(cut).effects()).hasSize(2);
        assertThat(cut.isPermanent()).isTrue();
        assertThatThrownBy(() -> new Partition()
                        .create(
                                new Partition.Settings(
                                        List.of(List.of("site0"), List.of("site0-host1")), Duration.ZERO, null),
                                new FaultContext("partition", topology, new RandomStreams(1))))
                .hasMessageContaining("site0-host1")
                .hasMessageContaining("twice");
    }

    @Test
    void theDailyPatternIsLeastAtTheBusiestHourAndMostHalfADayFromIt() {
        Diurnal.Settings settings = new Diurnal.Settings(
                0.2,
                0.8,
                Duration.ofHours(20),
                Duration.ofDays(1),
                Duration.ofMinutes(15),
                List.of("*"),
                List.of(),
                Direction.BOTH);
        assertThat(Diurnal.share(settings, Duration.ofHours(20).toNanos())).isCloseTo(0.2, within(1e-12));
        assertThat(Diurnal.share(settings, Duration.ofHours(8).toNanos())).isCloseTo(0.8, within(1e-12));
        assertThat(Diurnal.share(settings, Duration.ofHours(32).toNanos())).isCloseTo(0.8, within(1e-12));
        assertThat(Diurnal.share(settings, Duration.ofHours(2).toNanos())).isBetween(0.499, 0.501);
    }
}
