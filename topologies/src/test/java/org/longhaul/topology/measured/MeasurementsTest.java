package org.longhaul.topology.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.format.YamlTreeReader;
import org.longhaul.topology.unit.Bandwidth;

/** Networks made of reports, pings and matrices that this test's own files hold. */
class MeasurementsTest {
    @TempDir
    Path folder;

    static Path file(String name) {
        URL found = Objects.requireNonNull(MeasurementsTest.class.getResource(name), name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static MeasuredTopology.Pair pair(MeasuredTopology made, String from, String to) {
        return made.pairs().stream()
                .filter(each -> each.from().equals(from) && each.to().equals(to))
                .findFirst()
                .orElseThrow();
    }

    static Link link(Topology topology, String id) {
        return topology.links().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static String written(MeasuredTopology made) throws IOException {
        StringBuilder text = new StringBuilder();
        made.write(text);
        return text.toString();
    }

    /** What goes over the line of a payload in segments of 1448 bytes with 52 of headers. */
    static long line(double payload) {
        return Math.round(payload * 1500 / 1448);
    }

    /** Reads one report and gives the rates that a line between its hosts then has. */
    private static Link only(String name, @Nullable String ends) {
        Measurements measurements = new Measurements();
        measurements.read(file(name), ends);
        measurements.read(file("oslo--paris.ping"), null);
        return measurements.topology("t").topology().links().get(0);
    }

    @Test
    void threeHostsOfWhichOneWasOnlyPinged() throws IOException {
        Measurements measurements = new Measurements();
        for (String name :
                new String[] {"oslo--paris.json", "oslo--paris.reverse.json", "oslo--paris.ping", "oslo--rome.ping"}) {
            measurements.read(file(name), null);
        }
        measurements.access(
                "rome", new Measurements.Access(Bandwidth.parse("100 Mbit/s"), Bandwidth.parse("1 Gbit/s")));
        MeasuredTopology made = measurements.topology("mine");

        MeasuredTopology.Pair measured = pair(made, "oslo", "paris");
        assertThat(measured.forward().bitsPerSecond()).isEqualTo(line(941.2e6));
        assertThat(measured.backward().bitsPerSecond()).isEqualTo(line(93.1e6));
        assertThat(measured.roundTripNanos()).isEqualTo(30_800_000);
        assertThat(measured.inferred()).isNull();

        MeasuredTopology.Pair pinged = pair(made, "oslo", "rome");
        assertThat(pinged.forward().bitsPerSecond()).isEqualTo(line(941.2e6));
        assertThat(pinged.backward().bitsPerSecond()).isEqualTo(line(93.1e6));
        assertThat(pinged.roundTripNanos()).isEqualTo(43_908_000);
        assertThat(pinged.inferred()).isEqualTo("->, <-");

        MeasuredTopology.Pair unknown = pair(made, "paris", "rome");
        assertThat(unknown.forward().bitsPerSecond()).isEqualTo(line(93.1e6));
        assertThat(unknown.backward()).isEqualTo(Bandwidth.parse("100 Mbit/s"));
        assertThat(unknown.roundTripNanos()).isEqualTo(30_800_000 + 43_908_000);
        assertThat(unknown.inferred()).isEqualTo("->, <-, round trip");

        Link access = link(made.topology(), "rome--rome-switch");
        assertThat(access.forward()).isEqualTo(Bandwidth.parse("100 Mbit/s"));
        assertThat(access.backward()).isEqualTo(Bandwidth.parse("1 Gbit/s"));
        assertThat(link(made.topology(), "oslo--oslo-switch").backward().bitsPerSecond())
                .isEqualTo(line(93.1e6));

        assertThat(made.topology().departures())
                .extracting(TopologyNote::text)
                .anySatisfy(note -> assertThat(note)
                        .startsWith("bandwidth of 4 of 6 directions, the least of what the sender sent")
                        .contains("paris -> rome"))
                .anySatisfy(note -> assertThat(note)
                        .isEqualTo("round trip of 1 of 3 pairs, the least sum over other hosts: paris--rome"))
                .anySatisfy(note -> assertThat(note)
                        .contains("1 of 6 directions", "paris -> oslo (one stream without a retransmission"));
        String text = written(made);
        assertThat(text)
                .contains("# Files; 2026-05-03:", "oslo--paris.reverse.json")
                .contains("INFERRED, the least sum over other hosts")
                .contains("iperf3 3.16, TCP, 8 streams, 2026-05-03T10:00:12Z");
        // Held to the letter; the folder is another on each machine.
        String folderOfFiles = String.valueOf(file("oslo--rome.ping").getParent()) + java.io.File.separator;
        assertThat(text.replace(folderOfFiles, "")).isEqualTo(Files.readString(file("mine.yaml")));
        Topology again = new YamlTreeReader().read(new StringReader(text), "mine.yaml");
        assertThat(again.links()).isEqualTo(made.topology().links());
        assertThat(again.nodes()).isEqualTo(made.topology().nodes());
        assertThat(again.notes()).isEqualTo(made.topology().notes());
        assertThat(again.paths()).isEqualTo(made.topology().paths());
    }

    @Test
    void twoHostsHaveOneLineWithBothDirectionsOfATestBothWays() {
        Link both = only("bidir.json", "oslo--paris");
        assertThat(both.from()).isEqualTo("oslo");
        assertThat(both.forward().bitsPerSecond()).isEqualTo(line(480e6));
        assertThat(both.backward().bitsPerSecond()).isEqualTo(line(200e6));
    }

    /** 50 Mbit/s of 1448 bytes each with 28 of headers, of which one in a hundred was lost. */
    @Test
    void ofUdpCountsWhatArrivedAndItsLossOnlyWellBelowTheBandwidth() {
        Link alone = only("udp.json", "oslo--paris");
        assertThat(alone.forward().bitsPerSecond()).isEqualTo(Math.round(49.5e6 * 1476 / 1448));
        assertThat(alone.lossRate()).isZero();

        Measurements measurements = new Measurements();
        measurements.read(file("udp.json"), "oslo--paris");
        measurements.read(file("oslo--paris.json"), null);
        measurements.read(file("oslo--paris.ping"), null);
        Link beside = measurements.topology("t").topology().links().get(0);
        assertThat(beside.forward().bitsPerSecond()).isEqualTo(line(941.2e6));
        assertThat(beside.lossRate()).isEqualTo(0.01);
    }

    @Test
    void aTestThatWasCutShortCountsByItsIntervalsAndOneThatFailedNot() {
        Measurements measurements = new Measurements();
        measurements.read(file("cut.json"), "oslo--paris");
        measurements.read(file("refused.json"), "oslo--paris");
        measurements.read(file("oslo--paris.ping"), null);
        MeasuredTopology made = measurements.topology("t");
        assertThat(made.topology().links().get(0).forward().bitsPerSecond()).isEqualTo(line((800e6 + 3 * 600e6) / 4));
        assertThat(made.warnings())
                .anySatisfy(
                        each -> assertThat(each).contains("cut.json: oslo -> paris: the mean of 4.00 s", "interrupt"))
                .anySatisfy(each -> assertThat(each).contains("refused.json: holds no result", "Connection refused"))
                .anySatisfy(each -> assertThat(each).contains("1 of 4 packets were lost; too few"));
        assertThat(made.topology().departures())
                .anySatisfy(note -> assertThat(note.text()).contains("cut short after 4.00 s"));
    }

    @Test
    void aStreamOfEventsAndWordsOfIperfBetweenThemAreAReport() throws IOException {
        Path stream = folder.resolve("oslo--paris.stream");
        Files.writeString(
                stream,
                events(Files.readString(file("oslo--paris.json")), "941200000.0")
                        + "iperf3: error - unable to send control message\n");
        Measurements measurements = new Measurements();
        measurements.read(stream, null);
        measurements.read(file("oslo--paris.ping"), null);
        MeasuredTopology made = measurements.topology("t");
        assertThat(made.topology().links().get(0).forward().bitsPerSecond()).isEqualTo(line(941.2e6));
        assertThat(made.warnings()).anySatisfy(each -> assertThat(each).contains("unable to send control message"));
    }

    /** What the start, the intervals and the end of a report become with --json-stream. */
    static String events(String report, String payload) {
        String flat = report.replaceAll("\\s*\\n\\s*", "");
        String start = flat.substring(flat.indexOf("\"start\":") + 8, flat.indexOf(",\"intervals\""));
        String end = flat.substring(flat.indexOf("\"end\": {\"streams") + 7, flat.length() - 1);
        return "{\"event\":\"start\",\"data\":" + start + "}\n{\"event\":\"interval\",\"data\":{\"streams\":[]}}\n"
                + "{\"event\":\"end\",\"data\":" + end.replace("941200000.0", payload) + "}\n";
    }

    /** A server's own report and its client's are of one direction. */
    @Test
    void aReportOfTheServerIsFromItsClient() throws IOException {
        Path server = folder.resolve("server.json");
        Files.writeString(
                server,
                Files.readString(file("oslo--paris.json"))
                        .replace("\"connecting_to\"", "\"accepted_connection\"")
                        .replace("10.0.0.1", "10.9.9.9")
                        .replace("10.0.0.2", "10.0.0.1")
                        .replace("10.9.9.9", "10.0.0.2"));
        Measurements measurements = new Measurements();
        measurements.name("10.0.0.1", "oslo");
        measurements.name("10.0.0.2", "paris");
        measurements.read(server, null);
        measurements.read(file("oslo--paris.ping"), null);
        Link made = measurements.topology("t").topology().links().get(0);
        assertThat(made.from()).isEqualTo("oslo");
        assertThat(made.forward().bitsPerSecond()).isEqualTo(line(941.2e6));
    }

    @ParameterizedTest
    @CsvSource({
        "oslo--paris.ping,30.8",
        "oslo--rome.ping,43.908",
        "macos.txt,23.998",
        "windows.txt,12",
        "windows-german.txt,0.5"
    })
    void pingsOfAllSystemsGiveTheLeastRoundTrip(String name, double millis) {
        Measurements measurements = new Measurements();
        measurements.read(file(name), "a--b");
        measurements.read(file("bidir.json"), "a--b");
        MeasuredTopology made = measurements.topology("t");
        assertThat(made.pairs().get(0).roundTripNanos()).isEqualTo(Math.round(millis * 1e6));
    }

    @Test
    void severalPingsInOneFileAsPowerShellWritesIt() throws IOException {
        Path file = folder.resolve("all.txt");
        String text = Files.readString(file("windows.txt"))
                + Files.readString(file("windows.txt"))
                        .replace("paris [10.0.0.2]", "10.0.0.3")
                        .replace("=12ms", "=7ms");
        Files.write(file, ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE));
        Measurements measurements = new Measurements();
        measurements.name("10.0.0.3", "rome");
        measurements.read(file, "oslo");
        measurements.read(file("bidir.json"), "oslo--paris");
        MeasuredTopology made = measurements.topology("t");
        assertThat(pair(made, "oslo", "paris").roundTripNanos()).isEqualTo(12_000_000);
        assertThat(pair(made, "oslo", "rome").roundTripNanos()).isEqualTo(7_000_000);
    }

    /** 200 packets of which 19 in 100 came not back: a tenth each way. */
    @Test
    void manyPingsMakeARateOfLosses() throws IOException {
        Path file = folder.resolve("a--b.ping");
        Files.writeString(
                file,
                "PING b (10.0.0.2) 56(84) bytes of data.\n200 packets transmitted, 162 received, 19% packet loss, time 1ms\n"
                        + "rtt min/avg/max/mdev = 5.0/5.1/5.2/0.1 ms\n");
        Measurements measurements = new Measurements();
        measurements.read(file, null);
        measurements.read(file("bidir.json"), "a--b");
        assertThat(measurements.topology("t").topology().links().get(0).lossRate())
                .isCloseTo(0.1, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void matricesKeepDirectionsAndLeaveEmptyCellsToTheRules() throws IOException {
        Measurements measurements = new Measurements();
        measurements.bandwidths(file("rates.csv"), null);
        measurements.roundTrips(file("delays.csv"), null);
        measurements.access(
                "rome", new Measurements.Access(Bandwidth.parse("150 Mbit/s"), Bandwidth.parse("1 Gbit/s")));
        MeasuredTopology made = measurements.topology("t");
        assertThat(pair(made, "oslo", "paris").forward()).isEqualTo(Bandwidth.parse("940 Mbit/s"));
        assertThat(pair(made, "oslo", "paris").backward()).isEqualTo(Bandwidth.parse("870 Mbit/s"));
        assertThat(pair(made, "oslo", "paris").roundTripNanos()).isEqualTo(31_000_000);
        // Rome cannot send more than it is said to; paris sends what it sent to oslo.
        assertThat(pair(made, "oslo", "rome").backward()).isEqualTo(Bandwidth.parse("150 Mbit/s"));
        assertThat(pair(made, "paris", "rome").forward()).isEqualTo(Bandwidth.parse("870 Mbit/s"));
        assertThat(made.warnings())
                .anySatisfy(each -> assertThat(each)
                        .contains(
                                "delays.csv: oslo - paris: the round trip is 31.0 ms from oslo and 40.0 ms from paris"))
                .anySatisfy(each ->
                        assertThat(each).contains("rome -> oslo: 190 Mbit/s is above what rome can send, 150 Mbit/s"))
                .anySatisfy(each -> assertThat(each)
                        .contains("1 pair has a longer round trip", "oslo - rome 80.0 ms, over paris 55.0 ms"));
        assertThat(written(made)).contains("\"between our three sites, 3 May 2026\"");
    }

    @Test
    void theLeastSumMayGoOverSeveralHosts() throws IOException {
        Path delays = folder.resolve("d.csv");
        Files.writeString(delays, ",a,b,c,d\na,,1 ms,,\nb,,,2 ms,\nc,,,,4 ms\n");
        Path rates = folder.resolve("r.csv");
        Files.writeString(rates, ",a,b,c,d\na,,1 Gbit/s,,\n");
        Measurements measurements = new Measurements();
        measurements.bandwidths(rates, null);
        measurements.roundTrips(delays, null);
        MeasuredTopology made = measurements.topology("t");
        assertThat(pair(made, "a", "d").roundTripNanos()).isEqualTo(7_000_000);
        // Measured was a -> b alone: the other way as that; what a sent; and of neither end, the median.
        assertThat(made.pairs()).allSatisfy(each -> {
            assertThat(each.forward()).isEqualTo(Bandwidth.parse("1 Gbit/s"));
            assertThat(each.backward()).isEqualTo(Bandwidth.parse("1 Gbit/s"));
        });
        assertThat(made.topology().departures())
                .extracting(TopologyNote::text)
                .anySatisfy(note -> assertThat(note).contains("1 of 12 directions, as the other direction: b -> a"))
                .anySatisfy(note -> assertThat(note).contains("4 of 12 directions, what its one measured end"))
                .anySatisfy(note -> assertThat(note).contains("6 of 12 directions, the median"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mbit/s,a,b;a,,-5|m.csv:2: from a to b: |negative",
                "Mbit/s,a,b;a,,0|m.csv:2: from a to b: |allowed: more than 0, or empty",
                "Mbit/s,a,b;a,,12 parsecs|m.csv:2: from a to b: |parsecs",
                ",a,b;a,,5|m.csv:2: from a to b: |has no unit",
                "Mbit/s,a,b;a,|m.csv:2: row of a: |has 1 values; allowed: 2",
                "Mbit/s,a,a;a,,1|m.csv:1: header: |names a twice",
                "Mbit/s,a,b;a,,1;a,,2|m.csv:3: row: |is the second",
                "ms,a,b;a,,1|m.csv:1: header: |ms",
                "Mbit/s,a,b|m.csv:1: |there is no row",
            })
    void aMatrixThatIsNoneIsRefusedWithItsPlace(String text, String where, String what) throws IOException {
        Path file = folder.resolve("m.csv");
        Files.writeString(file, text.replace(';', '\n'));
        Measurements measurements = new Measurements();
        assertThatThrownBy(() -> measurements.bandwidths(file, null))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "941200000.0|-1|end.sum_received.bits_per_second: is -1; allowed: a number from 0",
                "941200000.0|1e99|end.sum_received.bits_per_second: is 1e99",
                "\"TCP\"|\"SCTP\"|start.test_start.protocol: is SCTP; allowed: TCP, UDP",
                "\"paris\"|\"oslo\"|to itself",
                "]|}|not valid JSON",
            })
    void aReportThatIsNoneIsRefusedWithItsPlace(String found, String other, String what) throws IOException {
        Path file = folder.resolve("x.json");
        Files.writeString(file, Files.readString(file("oslo--paris.json")).replace(found, other));
        Measurements measurements = new Measurements();
        assertThatThrownBy(() -> measurements.read(file, "oslo"))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageContaining("x.json:")
                .hasMessageContaining(what);
    }

    @Test
    void endsThatNobodyNamesAndPingsThatContradictAreRefused() throws IOException {
        Measurements measurements = new Measurements();
        assertThatThrownBy(() -> measurements.read(file("macos.txt"), null))
                .hasMessageContaining(
                        "macos.txt:1: the host on which it ran is not named; allowed: a file called FROM--TO");
        measurements.name("rome", "roma");
        assertThatThrownBy(() -> measurements.read(file("macos.txt"), "oslo--paris"))
                .hasMessageContaining("\"rome\" is roma, but the measurement is said to be to paris");
        Path bad = folder.resolve("a--b.ping");
        Files.writeString(bad, "PING b (1.2.3.4): 56 data bytes\nround-trip min/avg/max = 9.0/5.0/7.0 ms\n");
        assertThatThrownBy(() -> measurements.read(bad, null))
                .hasMessageContaining("a--b.ping:2: round trip: the least");
        Files.writeString(bad, "PING b (1.2.3.4): 56 data bytes\n4 packets transmitted, 5 received, 0% packet loss\n");
        assertThatThrownBy(() -> measurements.read(bad, null)).hasMessageContaining("is 5 of 4 sent");
        Files.writeString(bad, "[ ID] Interval Transfer Bitrate\n");
        assertThatThrownBy(() -> measurements.read(bad, null)).hasMessageContaining("Maybe iperf3 ran without -J.");
    }

    @Test
    void withoutABandwidthOrARoundTripThereIsNoNetwork() {
        Measurements measurements = new Measurements();
        assertThatThrownBy(() -> measurements.topology("t"))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("name 0 hosts");
        measurements.read(file("oslo--paris.ping"), null);
        assertThatThrownBy(() -> measurements.topology("t")).hasMessageContaining("no bandwidth was measured");
        measurements.read(file("bidir.json"), "oslo--paris");
        measurements.access("osla", new Measurements.Access(Bandwidth.parse("1 Gbit/s"), Bandwidth.parse("1 Gbit/s")));
        assertThatThrownBy(() -> measurements.topology("t")).hasMessageContaining("oslo");
    }
}
