package org.longhaul.simulator.fault.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                null,
                interpolation,
                Duration.ofSeconds(2),
                null,
                null,
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

    /** Rows without end, and a line without end. */
    private static Reader endless(String again) {
        return new Reader() {
            private long at;

            @Override
            public int read(char[] target, int from, int most) {
                for (int i = 0; i < most; i++, at++) {
                    target[from + i] = again.charAt((int) (at % again.length()));
                }
                return most;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void whatNeverEndsIsRefused() throws IOException {
        Trace.Settings settings =
                settings("", Trace.Quantity.BANDWIDTH, "Mbit/s", Trace.Interpolation.STEP, Trace.AtEnd.values()[0]);
        assertThatThrownBy(() -> TraceReader.read(settings, endless("0 80\n"), 12_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "trace.csv), line 101: more than 100 rows; allowed: at most that, or more memory");
        assertThatThrownBy(() -> TraceReader.read(settings, new BufferedReader(endless("0 ")), 1L << 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trace.csv), line 1: goes on for more than 16777216 characters");
        assertThat(TraceReader.read(settings, new StringReader("0 80\r\n1 90\r\r2 70"), 1L << 30)
                        .rows())
                .isEqualTo(3);
    }

    /** A list of 100,000 objects, one a line, is read in time that grows with its length. */
    @Test
    @Timeout(20)
    void aLongListOfObjectsIsReadInTime() throws IOException {
        Trace.Settings settings =
                settings("", Trace.Quantity.BANDWIDTH, null, Trace.Interpolation.STEP, Trace.AtEnd.values()[0]);
        String rows = "{\"duration_ms\": 10, \"bandwidth_kbps\": 4500},\n".repeat(100_000);
        StringReader text = new StringReader("[\n" + rows.substring(0, rows.length() - 2) + "]");
        assertThat(TraceReader.read(settings, text, 1L << 30).rows()).isEqualTo(100_000);
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
                "0 80.5|line 1|has no unit; allowed: one behind each value",
                "time_ms,bandwidth_mbps,bandwidth_kbps;0,1,2|line 1|may both be meant",
                "time_ms,rtt_ms,loss;0,1,2|line 1|allowed: one called bandwidth",
                "time_ms,bandwidth_mbps;0,1,2|line 2|3 columns; allowed: 2, as in the header",
                "26;25|line 2|milliseconds that ascend",
                "0;0|line 1|the last at 1 ms or later",
                "[{\"duration_ms\": 5}]|line 1|allowed: duration_ms and bandwidth_kbps",
                "[{\"duration_ms\": 5, \"bandwidth_kbps\": 1} x]|line 1|is no list of objects",
                "{\"duration_ms\": 5}|line 1|a list of objects",
                "3,80 Mbit/s;2,70 Mbit/s|line 2|before that of the row before, 3 s",
                "-1,80 Mbit/s|line 1|-1",
                "0,80 Mbit/s;5 parsecs,1 Mbit/s|line 2|5 parsecs",
                "0,80 Mbit/s,7|line 1|3 columns",
                "# nothing|trace.csv|holds no row",
            })
    void whatIsNotATraceIsRefusedWithFileLineAndValue(String text, String where, String what) throws IOException {
        Trace.Settings settings = settings(
                text.replace(';', '\n'),
                Trace.Quantity.BANDWIDTH,
                null,
                Trace.Interpolation.STEP,
                Trace.AtEnd.values()[0]);
        assertThatThrownBy(() -> play(settings, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trace.csv")
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @Test
    void filesThatAreNoTextAreRefused() throws IOException {
        Trace.Settings settings =
                settings("", Trace.Quantity.LOSS, null, Trace.Interpolation.STEP, Trace.AtEnd.values()[0]);
        Files.write(settings.file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80});
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("is not UTF-8 text");
        Files.delete(settings.file());
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("does not exist");
        Files.writeString(settings.file(), "0,100 %\n", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> play(settings, 1)).hasMessageContaining("below 100 %");
    }

    private List<Incident> step(String text, @Nullable String unit) throws IOException {
        Path file = folder.resolve("trace");
        Files.writeString(file, text);
        return play(
                new Trace.Settings(
                        file,
                        Trace.Quantity.BANDWIDTH,
                        unit,
                        null,
                        Trace.Interpolation.STEP,
                        Duration.ofMillis(20),
                        null,
                        null,
                        null,
                        List.of("host0--switch"),
                        List.of(),
                        Direction.FORWARD),
                4);
    }

    @Test
    void partsOfABitAndOfANanosecondAreRounded() throws IOException {
        for (String separator : List.of(",", "\t", " ", ";")) {
            List<Incident> incidents =
                    step("0.0,4.0376875522\n0.5499999953,4.7928306011\n".replace(",", separator), "Mbit/s");
            assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, 549_999_995L);
            assertThat(during(incidents.get(0)).bitsPerSecond()).isEqualTo(4_037_688);
            assertThat(during(incidents.get(1)).bitsPerSecond()).isEqualTo(4_792_831);
        }
    }

    @Test
    void theHeaderNamesUnitsAndColumns() throws IOException {
        List<Incident> incidents = step("loss,bandwidth_mbps,time_ms\n0.1,100,0\n0.2,10,2000\n", null);
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, 2 * SECOND);
        assertThat(during(incidents.get(1)).bitsPerSecond()).isEqualTo(10_000_000);
        assertThat(during(step("Time (s);Throughput [kbit/s]\n0;2.5\n", null).get(0))
                        .bitsPerSecond())
                .isEqualTo(2500);
        assertThat(during(step("t,rate_MBps\n0,2\n", null).get(0)).bitsPerSecond())
                .isEqualTo(16_000_000);
        assertThatThrownBy(() -> step("time_ms,bandwidth_mbps\n0,100\n", "kbit/s"))
                .hasMessageContaining("line 1")
                .hasMessageContaining("the header says Mbit/s but the setting unit says kbit/s");
    }

    /** Four packets of 1500 bytes: one until 20 ms is none, three until 40 ms, one until 46 ms. */
    @Test
    void deliveryOpportunitiesBecomeRatesAndBeginAgain() throws IOException {
        List<Incident> incidents = step("26\n33\n33\n46\n", null);
        assertThat(incidents)
                .extracting(Incident::startNanos)
                .containsExactly(0L, 20_000_000L, 40_000_000L, 46_000_000L);
        assertThat(during(incidents.get(0)).up()).isFalse();
        assertThat(during(incidents.get(1)).bitsPerSecond()).isEqualTo(3 * 12_000 * 50);
        assertThat(during(incidents.get(2)).bitsPerSecond()).isEqualTo(2_000_000);
        assertThat(incidents.get(3).endNanos()).isEqualTo(66_000_000L);
    }

    /** Whatever the period cuts, all opportunities are in the rates: 3000 at random, of which many share a millisecond. */
    @Test
    void ratesOfDeliveriesCarryWhatTheFileDelivers() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        int millis = 0;
        for (int i = 0; i < 3000; i++) {
            millis += random.nextInt(4);
            text.append(millis).append('\n');
        }
        Path file = folder.resolve("deliveries");
        Files.writeString(file, text);
        for (int period : new int[] {1, 7, 20, 1000, 100_000}) {
            TraceFile rows = TraceReader.read(new Trace.Settings(
                            file,
                            Trace.Quantity.BANDWIDTH,
                            null,
                            null,
                            Trace.Interpolation.STEP,
                            Duration.ofMillis(period),
                            null,
                            null,
                            null,
                            List.of("*"),
                            List.of(),
                            Direction.BOTH))
                    .closed();
            assertThat(rows.lastNanos()).isEqualTo(millis * 1_000_000L);
            double bits = 0;
            for (int row = 0; row + 1 < rows.rows(); row++) {
                long lasts =
                        rows.timeNanos().getLong(row + 1) - rows.timeNanos().getLong(row);
                bits += rows.value().getDouble(row) * lasts / 1e9;
            }
            assertThat(bits).isCloseTo(3000 * 12_000.0, Offset.offset(1.0 * millis / 1000));
        }
    }

    @Test
    void aListOfDurationsIsATrace() throws IOException {
        List<Incident> incidents = step(
                "[{\"duration_ms\": 1500, \"bandwidth_kbps\": 4500.5, \"latency_ms\": 20},\n"
                        + " {\"bandwidth_kbps\": 100, \"duration_ms\": 500}]\n",
                null);
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, 1_500_000_000L);
        assertThat(during(incidents.get(0)).bitsPerSecond()).isEqualTo(4_500_500);
        assertThat(incidents.get(1).isPermanent()).isTrue();
    }

    @Test
    void simgridProfilesBeginAgainAfterTheirPeriod() throws IOException {
        List<Incident> incidents = step("0 2000000\n2 3000000\nLOOPAFTER 4\n", "B/s");
        assertThat(incidents).extracting(Incident::startNanos).containsExactly(0L, 2 * SECOND, 6 * SECOND, 8 * SECOND);
        assertThat(during(incidents.get(1)).bitsPerSecond()).isEqualTo(24_000_000);
    }

    @Test
    void ofRowsAtOneTimeTheLastHolds() throws IOException {
        assertThat(during(step("0 1\n0 2\n", "Mbit/s").get(0)).bitsPerSecond()).isEqualTo(2_000_000);
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
