package org.longhaul.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.extension.Registry;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.model.BackgroundTraffic;
import org.longhaul.simulator.fault.model.CorrelatedOutages;
import org.longhaul.simulator.fault.model.Diurnal;
import org.longhaul.simulator.fault.model.LinkOutages;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.fault.model.NodeCrashes;
import org.longhaul.simulator.fault.model.Partition;
import org.longhaul.simulator.fault.model.SiteOutages;
import org.longhaul.simulator.fault.model.SlowNodes;
import org.longhaul.simulator.fault.trace.Trace;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** What every fault model keeps to. */
class FaultModelContractTest {
    private static final Registry<FaultModel<?>> MODELS = Registry.load("fault model", FaultModel.class);

    private static final DurationDistribution WEEK = DurationDistribution.weibull(Duration.ofDays(7), 0.8);
    private static final DurationDistribution HOUR = DurationDistribution.logNormal(Duration.ofHours(1), 1);

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeTrace() throws IOException {
        Files.writeString(folder.resolve("trace.csv"), "time,value\n0,80 Mbit/s\n10,20 Mbit/s\n25 s,1 Gbit/s\n");
    }

    static Topology topology() {
        return Topologies.ringOfSites(
                4,
                2,
                Bandwidth.parse("1 Gbit/s"),
                Duration.ofNanos(1000),
                Bandwidth.parse("100 Mbit/s"),
                Duration.ofMillis(5));
    }

    /** Every registered model with settings; a new model needs some here. */
    static List<Fault> faults() {
        Map<String, Record> settings = new TreeMap<>();
        List<String> all = List.of("*");
        List<String> none = List.of();
        settings.put("link-outages", new LinkOutages.Settings(WEEK, HOUR, all, none));
        settings.put("node-crashes", new NodeCrashes.Settings(WEEK, HOUR, Duration.ofMinutes(5), none, none));
        settings.put("site-outages", new SiteOutages.Settings(WEEK, HOUR, Duration.ofMinutes(5), all));
        settings.put(
                "correlated-outages",
                new CorrelatedOutages.Settings(
                        WEEK, HOUR, 0.5, CorrelatedOutages.Sharing.LINKS_OF_SITE, List.of(), Duration.ZERO));
        settings.put(
                "maintenance",
                new Maintenance.Settings(
                        Duration.ofHours(2),
                        Duration.ofMinutes(30),
                        Duration.ofDays(1),
                        none,
                        none,
                        List.of("site1"),
                        Duration.ZERO));
        settings.put("partition", new Partition.Settings(List.of(List.of("site0")), Duration.ofHours(1), null));
        settings.put("slow-nodes", new SlowNodes.Settings(2, none, none, Duration.ZERO, null, WEEK, HOUR));
        settings.put(
                "trace",
                new Trace.Settings(
                        folder.resolve("trace.csv"),
                        Trace.Quantity.BANDWIDTH,
                        null,
                        null,
                        Trace.Interpolation.LINEAR,
                        Duration.ofSeconds(1),
                        null,
                        null,
                        Trace.AtEnd.REPEAT,
                        all,
                        all,
                        Direction.BOTH));
        settings.put(
                "diurnal",
                new Diurnal.Settings(
                        0.3,
                        1,
                        Duration.ofHours(20),
                        Duration.ofDays(1),
                        Duration.ofMinutes(15),
                        all,
                        none,
                        Direction.BOTH));
        settings.put(
                "background-traffic",
                new BackgroundTraffic.Settings(
                        BackgroundTraffic.ShareProcess.MEAN_REVERTING,
                        0.4,
                        null,
                        null,
                        0.1,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        all,
                        none,
                        Direction.BOTH));
        List<Fault> faults = new ArrayList<>();
        for (FaultModel<?> model : MODELS.all()) {
            Record given = settings.get(model.id());
            if (given == null) {
                throw new AssertionError("fault model " + model.id() + " needs settings here");
            }
            faults.add(new Fault(model.id(), model, given));
        }
        return faults;
    }

    private static List<Incident> first(Fault fault, Topology topology, long seed, int count) {
        IncidentSource source = fault.incidents(topology, new RandomStreams(seed));
        List<Incident> incidents = new ArrayList<>();
        for (Incident next = source.next(); next != null && incidents.size() < count; next = source.next()) {
            incidents.add(next);
        }
        return incidents;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void incidentsComeInOrderUnderTheFaultsName(Fault fault) {
        List<Incident> incidents = first(fault, topology(), 1, 500);
        assertThat(incidents).isNotEmpty();
        long last = 0;
        for (Incident incident : incidents) {
            assertThat(incident.startNanos()).isGreaterThanOrEqualTo(last);
            assertThat(incident.fault()).isEqualTo(fault.name());
            assertThat(incident.label()).isNotBlank();
            last = incident.startNanos();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theSameSeedGivesTheSameIncidents(Fault fault) {
        assertThat(first(fault, topology(), 3, 200)).isEqualTo(first(fault, topology(), 3, 200));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theModelSaysWhatItIs(Fault fault) throws NoSuchFieldException {
        FaultModel<?> model = fault.model();
        assertThat(model.id()).matches("[a-z]+(-[a-z]+)*");
        assertThat(model.description()).endsWith(".");
        assertThat(model.source()).isNotBlank();
        for (RecordComponent component : model.settingsType().getRecordComponents()) {
            JsonPropertyDescription description = model.settingsType()
                    .getDeclaredField(component.getName())
                    .getAnnotation(JsonPropertyDescription.class);
            assertThat(description).as(model.id() + "." + component.getName()).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void overAndDoneTheNetworkIsWhatItWas(Fault fault) {
        Topology topology = topology();
        NetworkConditions conditions = new NetworkConditions(topology);
        List<Incident> incidents = first(fault, topology, 5, 50);
        incidents.forEach(conditions::begin);
        assertThat(conditions.fingerprint()).isNotZero();
        incidents.forEach(conditions::end);
        assertThat(conditions.fingerprint()).isZero();
    }

    @Test
    void anotherElementOrAnotherFaultChangesNothingThatIsDrawn() {
        Topology topology = topology();
        String link = topology.links().get(0).id();
        LinkOutages.Settings one = new LinkOutages.Settings(WEEK, HOUR, List.of(link), List.of());
        LinkOutages.Settings all = new LinkOutages.Settings(WEEK, HOUR, List.of("*"), List.of());
        List<Incident> alone = first(Fault.of(new LinkOutages(), one), topology, 9, 50);
        List<Incident> among = first(Fault.of(new LinkOutages(), all), topology, 9, 5000).stream()
                .filter(incident -> incident.label().equals("link " + link + " down"))
                .limit(50)
                .toList();
        assertThat(among).isEqualTo(alone);
        Fault renamed = new Fault("others", new LinkOutages(), one);
        assertThat(first(renamed, topology, 9, 1).get(0).startNanos())
                .isNotEqualTo(alone.get(0).startNanos());
    }

    @Test
    void availabilityIsThatOfTheRenewalProcess() {
        Topology topology = topology();
        DurationDistribution up = DurationDistribution.exponential(Duration.ofHours(9));
        DurationDistribution down = DurationDistribution.exponential(Duration.ofHours(1));
        String link = topology.links().get(0).id();
        Fault fault = Fault.of(new LinkOutages(), new LinkOutages.Settings(up, down, List.of(link), List.of()));
        List<Incident> incidents = first(fault, topology, 2, 20_000);
        double lost = 0;
        for (Incident incident : incidents) {
            lost += incident.endNanos() - incident.startNanos();
        }
        assertThat(lost / incidents.get(incidents.size() - 1).endNanos()).isBetween(0.097, 0.103);
    }

    @Test
    void unknownIdsAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> MODELS.get("link-outage"))
                .hasMessageContaining("'link-outage'")
                .hasMessageContaining("Maybe you meant 'link-outages'.");
    }
}
