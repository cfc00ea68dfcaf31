package org.longhaul.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class TraceTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private final Topology topology = Topologies.star(2, Bandwidth.parse("100 Mbit/s"), Duration.ofMillis(1));

    private Trace.Settings settings(
            String text,
            Trace.Quantity quantity,
            @Nullable String unit,
            Trace.Interpolation interpolation,
            Trace.AtEnd atEnd)
            throws IOException {
        Path file = folder.resolve("trace.csv");
        Files.writeString(file, text);
        return new Trace.Settings(
                file,
                quantity,
                unit,
                interpolation,
                Duration.ofSeconds(2),
                atEnd,
                List.of("host0--switch"),
                List.of(),
                Direction.FORWARD);
    }

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

    @Test
    void aStepHoldsUntilTheNextRowAndTheLastForEver() throws IOException {
        List<Incident> incidents = play(
                settings(
                        "# measured\ntime,bandwidth\n5,80 Mbit/s\n\n10 s, 0 bit/s\n1 min,1 Gbit/s\n",
                        Trace.Quantity.BANDWIDTH,
                        null,
                        Trace.Interpolation.STEP,
                        Trace.AtEnd.HOLD),
                10);
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(5 * SECOND, 10 * SECOND, 60 * SECOND);
        assertThat(incidents).extracting(Incident::endNanos).containsExactly(10 * SECOND, 60 * SECOND, Long.MAX_VALUE);
        assertThat(during(incidents.get(0)).bitsPerSecond()).isEqualTo(80_000_000);
        assertThat(during(incidents.get(1)).up()).isFalse();
        assertThat(during(incidents.get(2)).bitsPerSecond()).isEqualTo(1_000_000_000);
    }

    @Test
    void aRepeatedTraceEndsItsCycleWithItsLastRow() throws IOException {
        List<Incident> incidents = play(
                settings(
                        "0,80\n10,20\n15,50\n",
                        Trace.Quantity.BANDWIDTH,
                        "Mbit/s",
                        Trace.Interpolation.STEP,
                        Trace.AtEnd.REPEAT),
                5);
        assertThat(incidents)
                .extracting(Incident::startNanos)
                .containsExactly(0L, 10 * SECOND, 15 * SECOND, 25 * SECOND, 30 * SECOND);
        assertThat(incidents)
                .extracting(incident -> during(incident).bitsPerSecond())
                .containsExactly(80_000_000L, 20_000_000L, 80_000_000L, 20_000_000L, 80_000_000L);
    }

    @Test
    void aLineIsSampledAtTheMiddleOfEachPeriod() throws IOException {
        List<Incident> incidents = play(
                settings(
                        "0,10 ms\n10,20 ms\n",
                        Trace.Quantity.LATENCY,
                        null,
                        Trace.Interpolation.LINEAR,
                        Trace.AtEnd.HOLD),
                20);
        assertThat(incidents)
                .extracting(incident -> during(incident).latencyNanos())
                .containsExactly(11_000_000L, 13_000_000L, 15_000_000L, 17_000_000L, 19_000_000L, 20_000_000L);
        assertThat(incidents.get(4).endNanos()).isEqualTo(10 * SECOND);
        assertThat(incidents.get(5).isPermanent()).isTrue();
    }

    @Test
    void aRepeatedLineComesBackToItsBeginning() throws IOException {
        List<Incident> incidents = play(
                settings(
                        "0,10 ms\n4,30 ms\n",
                        Trace.Quantity.LATENCY,
                        null,
                        Trace.Interpolation.LINEAR,
                        Trace.AtEnd.REPEAT),
                4);
        assertThat(incidents)
                .extracting(incident -> during(incident).latencyNanos())
                .containsExactly(15_000_000L, 25_000_000L, 15_000_000L, 25_000_000L);
    }

    @Test
    void lossIsAShareOrAPercentage() throws IOException {
        List<Incident> incidents = play(
                settings("0,0.01\n1,2 %\n", Trace.Quantity.LOSS, null, Trace.Interpolation.STEP, Trace.AtEnd.HOLD), 5);
        assertThat(during(incidents.get(0)).lossRate()).isEqualTo(0.01);
        assertThat(during(incidents.get(1)).lossRate()).isEqualTo(0.02);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,80 Mbit/s;5|line 2|with 1 columns; allowed: time, value",
                "0,80 Mbit/s;5,NaN|line 2|NaN",
                "0,80 Mbit/s;5,-3 Mbit/s|line 2|-3 Mbit/s",
                "0,80|line 1|80",
                "3,80 Mbit/s;3,70 Mbit/s|line 2|not after that of the row before, 3 s",
                "-1,80 Mbit/s|line 1|-1",
                "0,80 Mbit/s;5 parsecs,1 Mbit/s|line 2|5 parsecs",
                "0,80 Mbit/s,7|line 1|3 columns",
                "# nothing|trace.csv|holds no row",
            })
    void whatIsNotATraceIsRefusedWithFileLineAndValue(String text, String where, String what) throws IOException {
        Trace.Settings settings = settings(
                text.replace(';', '\n'), Trace.Quantity.BANDWIDTH, null, Trace.Interpolation.STEP, Trace.AtEnd.HOLD);
        assertThatThrownBy(() -> play(settings, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trace.csv")
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @Test
    void filesThatAreNoTextAreRefused() throws IOException {
        Trace.Settings settings = settings("", Trace.Quantity.LOSS, null, Trace.Interpolation.STEP, Trace.AtEnd.HOLD);
        Files.write(settings.file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80});
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("is not UTF-8 text");
        Files.delete(settings.file());
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("does not exist");
        Files.writeString(settings.file(), "0,100 %\n", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("below 100 %");
    }

    @Test
    void aRepeatedTraceBeginsAtZero() throws IOException {
        Trace.Settings settings = settings(
                "1,80 Mbit/s\n2,70 Mbit/s\n",
                Trace.Quantity.BANDWIDTH,
                null,
                Trace.Interpolation.STEP,
                Trace.AtEnd.REPEAT);
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("begins at 1 s");
    }
}
