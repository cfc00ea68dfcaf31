package org.longhaul.simulator.fault.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.fault.NetworkConditions;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Logs of bytes, dates and rows that are evenly apart. */
class TraceLogsTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private final Topology topology = Topologies.star(2, Bandwidth.parse("100 Mbit/s"), Duration.ofMillis(1));

    private List<Incident> play(Trace.Settings settings, int count) {
        IncidentSource source = new Trace().create(settings, new FaultContext("trace", topology, new RandomStreams(1)));
        List<Incident> incidents = new ArrayList<>();
        for (Incident next = source.next(); next != null && incidents.size() < count; next = source.next()) {
            incidents.add(next);
        }
        return incidents;
    }

    private ArcState during(Incident incident) {
        NetworkConditions conditions = new NetworkConditions(topology);
        conditions.begin(incident);
        assertThat(conditions.arc(1)).isEqualTo(ArcState.of(topology, 1));
        return conditions.arc(0);
    }

    private List<Incident> read(String text, @Nullable Duration every, @Nullable String only, @Nullable String unit)
            throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, text);
        return play(
                new Trace.Settings(
                        file,
                        Trace.Quantity.BANDWIDTH,
                        unit,
                        null,
                        Trace.Interpolation.STEP,
                        Duration.ofSeconds(1),
                        every,
                        only,
                        null,
                        List.of("host0--switch"),
                        List.of(),
                        Direction.FORWARD),
                9);
    }

    private List<Long> rates(List<Incident> incidents) {
        return incidents.stream()
                .map(incident -> during(incident).bitsPerSecond())
                .toList();
    }

    /** 125,000 bytes in 1000 ms are 1 Mbit/s; each line is as long as its last column says, whatever the dates are. */
    @Test
    void aLogOfAMobileNetworkIsARateForEachLine() throws IOException {
        List<Incident> incidents = read(
                "1777802412 1000 59.9 10.7 125000 1000\n1777802413 3000 59.9 -10.7 500000 2000\n"
                        + "1777802413 3000 59.9 10.7 0 0\n1777802499 3999 59 10.7 125000 0999\n",
                null,
                null,
                null);
        assertThat(rates(incidents)).containsExactly(1_000_000L, 2_000_000L, 1_001_001L);
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, SECOND, 3 * SECOND);
        assertThatThrownBy(() -> read("1777802412 1000 59.9 10.7 125000 0\n", null, null, null))
                .hasMessageContaining("line 1: found 125000 bytes in 0 ms");
        assertThatThrownBy(() -> read("1777802412 1000 59.9 10.7 1 999999999999\n".repeat(10), null, null, null))
                .hasMessageContaining("line 3: found 999999999999 ms");
        assertThatThrownBy(() -> read("1777802412 1000 59.9 10.7 1 1\n1777802413 nonsense\n", null, null, null))
                .hasMessageContaining("line 2")
                .hasMessageContaining("6 columns");
    }

    @Test
    void rawFilesOfTheFccAreBytesPerSecondOfOneUnitByDate() throws IOException {
        String raw = "872,2016-06-01 00:00:10,http://a,1.2.3.4,900,100,125000,1\n"
                + "872,2016-06-01 00:00:15,http://a,1.2.3.4,900,100,250000,1\n";
        List<Incident> incidents = read(raw, null, null, null);
        assertThat(rates(incidents)).containsExactly(1_000_000L, 2_000_000L);
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, 5 * SECOND);

        String other = "873,2016-06-01 00:00:11,http://a,1.2.3.4,900,100,1,1\n";
        assertThatThrownBy(() -> read(raw + other, null, null, null))
                .hasMessageContaining("line 3: is of unit 873, and the rows before are of 872")
                .hasMessageContaining("only: \"872\"");
        assertThat(rates(read(other + raw, null, "872", null))).containsExactly(1_000_000L, 2_000_000L);

        String header = "unit_id,dtime,target,address,fetch_time,bytes_total,bytes_sec,bytes_sec_interval\n";
        assertThat(rates(read(header + raw.replace(",1\n", ",375000\n"), null, null, null)))
                .containsExactly(3_000_000L, 3_000_000L);
    }

    @Test
    void rowsMayBeEvenlyApartWhateverTheyState() throws IOException {
        List<Incident> incidents = read("2.5\n7\n", Duration.ofSeconds(5), null, "Mbit/s");
        assertThat(rates(incidents)).containsExactly(2_500_000L, 7_000_000L);
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, 5 * SECOND);
        // Whole numbers are not deliveries then, and the times of a table are not looked at.
        assertThat(rates(read("2\n7\n", Duration.ofSeconds(5), null, "Mbit/s")))
                .containsExactly(2_000_000L, 7_000_000L);
        assertThat(read("9,2\n9,7\n", Duration.ofSeconds(5), null, "Mbit/s"))
                .extracting(Incident::startNanos)
                .containsExactly(0L, 5 * SECOND);
    }

    @Test
    void datesAreCountedFromTheFirstRow() throws IOException {
        for (String times : List.of(
                "2026-05-03 10:00:00|2026-05-03 10:00:02.5",
                "2026-05-03T12:00:00+02:00|2026-05-03T10:00:02.500Z",
                "1777802400|1777802402.5")) {
            String[] both = times.split("\\|", -1);
            assertThat(read("time,mbps\n" + both[0] + ",5\n" + both[1] + ",6\n", null, null, "Mbit/s"))
                    .extracting(Incident::startNanos)
                    .containsExactly(0L, 5 * SECOND / 2);
        }
        assertThatThrownBy(() -> read("time,mbps\n2026-13-03 10:00:00,5\n", null, null, "Mbit/s"))
                .hasMessageContaining("line 2")
                .hasMessageContaining("no date of the calendar");
    }
}
