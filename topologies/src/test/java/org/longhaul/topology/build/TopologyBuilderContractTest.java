package org.longhaul.topology.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.extension.Registry;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;

/** What every registered builder must keep, whoever wrote it. */
class TopologyBuilderContractTest {
    private static final Registry<TopologyBuilder<?>> BUILDERS =
            Registry.load("topology builder", TopologyBuilder.class);

    /** A value for each required setting of any builder, by the setting's name. */
    private static final Map<String, Object> REQUIRED = Map.ofEntries(
            Map.entry("hosts", "6"),
            Map.entry("bandwidth", "10 Gbit/s"),
            Map.entry("wide", "1 Gbit/s"),
            Map.entry("wideLatency", "15 ms"),
            Map.entry("sites", "4"),
            Map.entry("leaves", "3"),
            Map.entry("spines", "2"),
            Map.entry("hostsPerLeaf", "4"),
            Map.entry("ports", "4"),
            Map.entry("children", List.of("4", "3")),
            Map.entry("parents", List.of("1", "2")),
            Map.entry("parallel", List.of("1", "2")),
            Map.entry("dimensions", List.of("3", "2", "1")),
            Map.entry("groups", "4"),
            Map.entry("chassis", "2"),
            Map.entry("routers", "3"),
            Map.entry("hostsPerRouter", "2"),
            Map.entry("spokes", "5"),
            Map.entry("regions", List.of("aws:us-east-1", "gcp:europe-west4", "azure:japaneast")),
            Map.entry("uplink", "50 Mbit/s"),
            Map.entry("clients", "5"),
            Map.entry("profiles", Map.of("phone", "0.75", "laptop", "0.25")));

    private static final Map<String, Map<String, Object>> SPECIAL = Map.of(
            "federation-tree",
            Map.of(
                    "branching", List.of("2", "3", "2"),
                    "bandwidth", List.of("1 Gbit/s", "10 Gbit/s", "100 Gbit/s"),
                    "latency", List.of("50 ms", "5 ms", "10 us")),
            "full-mesh",
            Map.of(
                    "sites", List.of("a", "b", "c"),
                    "bandwidth",
                            List.of(
                                    List.of("0 bit/s", "1 Gbit/s", "2 Gbit/s"),
                                    List.of("3 Gbit/s", "0 bit/s", "4 Gbit/s"),
                                    List.of("5 Gbit/s", "6 Gbit/s", "0 bit/s")),
                    "latency",
                            List.of(
                                    List.of("0 s", "1 ms", "2 ms"),
                                    List.of("1 ms", "0 s", "3 ms"),
                                    List.of("2 ms", "3 ms", "0 s"))));

    static Stream<TopologyBuilder<?>> builders() {
        return BUILDERS.all().stream();
    }

    private static Map<String, Object> values(TopologyBuilder<?> builder) {
        Map<String, Object> values = new TreeMap<>();
        for (RecordComponent component : builder.settingsType().getRecordComponents()) {
            boolean required = !SettingsBinder.isNullable(component)
                    && SettingsBinder.defaultValue(component).isEmpty();
            if (required) {
                values.put(component.getName(), REQUIRED.getOrDefault(component.getName(), "missing"));
            }
        }
        for (RecordComponent component : builder.settingsType().getRecordComponents()) {
            // Or a round trip instead.
            if (component.getName().equals("wideLatency")) {
                values.put("wideLatency", "20 ms");
            }
        }
        values.putAll(SPECIAL.getOrDefault(builder.id(), Map.of()));
        return values;
    }

    private static <S extends Record> Topology create(TopologyBuilder<S> builder) throws Exception {
        return builder.create(SettingsBinder.bind(builder.settingsType(), values(builder)));
    }

    @ParameterizedTest
    @MethodSource("builders")
    void isDescribed(TopologyBuilder<?> builder) {
        assertThat(builder.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(builder.description()).matches("[A-Z].*\\.");
        assertThat(builder.source()).isNotBlank();
        assertThat(BUILDERS.get(builder.id())).hasSameClassAs(builder);
        for (RecordComponent component : builder.settingsType().getRecordComponents()) {
            assertThat(component.getAccessor().getAnnotation(JsonPropertyDescription.class))
                    .as(component.getName())
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("builders")
    void makesTheSameConnectedNetworkFromTheSameSettings(TopologyBuilder<?> builder) throws Exception {
        Topology topology = create(builder);
        Topology again = create(builder);
        assertThat(again.nodes()).isEqualTo(topology.nodes());
        assertThat(again.links()).isEqualTo(topology.links());
        assertThat(again.name()).isEqualTo(topology.name());
        int[] hosts = topology.hosts();
        assertThat(hosts.length).isGreaterThanOrEqualTo(2);
        Routing routing = Routings.shortestLatency(topology);
        for (int source : hosts) {
            for (int target : hosts) {
                int[] path = routing.route(source, target, 0);
                assertThat(path.length == 0).isEqualTo(source == target);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("builders")
    void refusesNegativeAndHugeNumbersWithTheSettingsName(TopologyBuilder<?> builder) throws Exception {
        for (RecordComponent component : builder.settingsType().getRecordComponents()) {
            if (component.getType() == int.class && !component.getName().equals("seed")) {
                for (String wrong : List.of("-1", "2147483647")) {
                    Map<String, Object> values = values(builder);
                    values.put(component.getName(), wrong);
                    assertThatThrownBy(() -> SettingsBinder.bind(builder.settingsType(), values))
                            .isInstanceOf(TopologyException.class)
                            .hasMessageContaining(component.getName())
                            .hasMessageContaining("allowed");
                }
            }
            if (component.getType() == double.class) {
                Map<String, Object> values = values(builder);
                values.put(component.getName(), "NaN");
                assertThatThrownBy(() -> SettingsBinder.bind(builder.settingsType(), values))
                        .isInstanceOf(TopologyException.class)
                        .hasMessageContaining(component.getName())
                        .hasMessageContaining("NaN");
            }
            if (component.getType() == Duration.class) {
                Map<String, Object> values = values(builder);
                values.put(component.getName(), "2 d");
                assertThatThrownBy(() -> SettingsBinder.bind(builder.settingsType(), values))
                        .isInstanceOf(TopologyException.class)
                        .hasMessageContaining(component.getName() + " is 2 d");
            }
        }
    }

    @Test
    void namesTheNearestBuilder() {
        assertThatThrownBy(() -> BUILDERS.get("two-site"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'two-site'")
                .hasMessageContaining("Maybe you meant 'two-sites'.");
    }

    @Test
    void idsAreSortedAndUnique() {
        List<String> ids = builders().map(TopologyBuilder::id).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates().contains("star", "two-sites", "fat-tree");
    }
}
