package org.longhaul.topology.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.unit.Bandwidth;

/** Files that say less than they seem to, hold more than one thinks, or are written as nobody expects. */
class DoubtfulMeasurementsTest {
    @TempDir
    Path folder;

    @Test
    void aStreamOfSeveralTestsHoldsAllOfThem() throws IOException {
        String whole = Files.readString(MeasurementsTest.file("oslo--paris.json"));
        Path stream = folder.resolve("oslo--paris.stream");
        // The first was the fastest, and the last was stopped before its end.
        String last = MeasurementsTest.events(whole, "1.0");
        Files.writeString(
                stream,
                MeasurementsTest.events(whole, "941200000.0")
                        + MeasurementsTest.events(whole, "500000000.0")
                        + last.substring(0, last.indexOf("\n") + 1));
        Measurements measurements = new Measurements();
        measurements.read(stream, null);
        measurements.read(MeasurementsTest.file("oslo--paris.ping"), null);
        MeasuredTopology made = measurements.topology("t");
        assertThat(made.topology().links().get(0).forward().bitsPerSecond()).isEqualTo(MeasurementsTest.line(941.2e6));
        assertThat(made.warnings()).anySatisfy(each -> assertThat(each).contains("nothing is known to have arrived"));
    }

    @Test
    void whatIperfSaysBeforeItsReportDoesNotHideIt() throws IOException {
        Path file = folder.resolve("oslo--paris.json");
        Files.writeString(
                file,
                "warning: this system does not seem to support IPv6 - trying IPv4\n"
                        + Files.readString(MeasurementsTest.file("oslo--paris.json")));
        Measurements measurements = new Measurements();
        measurements.read(file, null);
        MeasuredTopology made = measurements.topology("t");
        assertThat(made.topology().links().get(0).forward().bitsPerSecond()).isEqualTo(MeasurementsTest.line(941.2e6));
        assertThat(made.warnings()).anySatisfy(each -> assertThat(each).contains("does not seem to support IPv6"));
        // Nobody pinged: what TCP met with a queue that it filled itself.
        assertThat(made.topology().departures()).anySatisfy(note -> assertThat(note.text())
                .contains("round trip of 1 of 1 pairs is what TCP met while a test filled the line"));
        assertThat(MeasurementsTest.written(made)).contains(", at most: under load");
    }

    /** A sender of UDP that was stopped knows what it sent, which is what it was told to send. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"intervals\": [],\"end\": {\"streams\": [], \"sum_received\": {\"seconds\": 0, \"bits_per_second\": 0,"
                        + " \"lost_packets\": 0, \"packets\": 0, \"sender\": false}, \"sum\": {\"seconds\": 10,"
                        + " \"bits_per_second\": 1e10, \"lost_packets\": 0, \"packets\": 9, \"sender\": true}}}",
                "\"intervals\": [{\"streams\": [], \"sum\": {\"seconds\": 5, \"bytes\": 6e9, \"omitted\": false,"
                        + " \"sender\": true}}], \"end\": {}, \"error\": \"interrupt\"}",
            })
    void ofUdpWhatNobodyConfirmedIsNoBandwidth(String rest) throws IOException {
        String report = Files.readString(MeasurementsTest.file("udp.json"));
        Path file = folder.resolve("u.json");
        Files.writeString(file, report.substring(0, report.indexOf("\"intervals\"")) + rest);
        Measurements measurements = new Measurements();
        measurements.read(file, "oslo--paris");
        measurements.read(MeasurementsTest.file("oslo--paris.json"), null);
        MeasuredTopology made = measurements.topology("t");
        assertThat(made.topology().links().get(0).forward().bitsPerSecond()).isEqualTo(MeasurementsTest.line(941.2e6));
        assertThat(made.topology().links().get(0).lossRate()).isZero();
        assertThat(made.warnings()).anySatisfy(each -> assertThat(each).contains("nothing is known to have arrived"));
    }

    /** Of a long ping often the end alone is kept: its statistics count, not how many of its lines are there. */
    @Test
    void theEndOfAPingsOutputLosesNothing() throws IOException {
        Path file = folder.resolve("a--b.ping");
        Files.writeString(
                file,
                "64 bytes from 10.0.0.2: icmp_seq=999 ttl=57 time=5.1 ms\n64 bytes from 10.0.0.2: icmp_seq=1000 ttl=57"
                        + " time=5.0 ms\n\n--- b ping statistics ---\n1000 packets transmitted, 1000 received, 0% packet"
                        + " loss, time 999ms\nrtt min/avg/max/mdev = 5.0/5.1/5.2/0.1 ms\n");
        Measurements measurements = new Measurements();
        measurements.read(file, null);
        measurements.read(MeasurementsTest.file("bidir.json"), "a--b");
        assertThat(measurements.topology("t").topology().links().get(0).lossRate())
                .isZero();
    }

    /** Of a line of 1 Gbit/s down and 10 Mbit/s up only the way down was measured: the way up is no faster for that. */
    @Test
    void aStatedAccessBindsWhatIsInferredFromTheOtherDirection() throws IOException {
        Path rates = folder.resolve("r.csv");
        Files.writeString(rates, "Mbit/s,home,server,third\nserver,500,,\n");
        Path delays = folder.resolve("d.csv");
        Files.writeString(delays, "ms,home,server,third\nhome,,20,30\n");
        Measurements measurements = new Measurements();
        measurements.bandwidths(rates, null);
        measurements.roundTrips(delays, null);
        measurements.access("home", new Measurements.Access(Bandwidth.parse("10 Mbit/s"), Bandwidth.parse("1 Gbit/s")));
        MeasuredTopology made = measurements.topology("t");
        assertThat(MeasurementsTest.pair(made, "server", "home").forward()).isEqualTo(Bandwidth.parse("500 Mbit/s"));
        assertThat(MeasurementsTest.pair(made, "server", "home").backward()).isEqualTo(Bandwidth.parse("10 Mbit/s"));
        assertThat(MeasurementsTest.link(made.topology(), "home--home-switch").forward())
                .isEqualTo(Bandwidth.parse("10 Mbit/s"));
        assertThat(made.topology().departures()).extracting(TopologyNote::text).anySatisfy(note -> assertThat(note)
                .contains("as the other direction, cut to the access stated: home -> server"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1--10.0.0.2.json", "oslo--10.0.0.2.json", "a.example--b.json"})
    void aFileCalledAfterHostsWithDotsIsRefused(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.copy(MeasurementsTest.file("oslo--paris.json"), file);
        Measurements measurements = new Measurements();
        assertThatThrownBy(() -> measurements.read(file, null))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageContaining("a host with a dot");
        measurements.read(file, "10.0.0.1--10.0.0.2");
        assertThat(measurements.topology("t").topology().links().get(0).from()).isEqualTo("10.0.0.1");
    }

    @Test
    void twoAddressesOfOneHostAreNoLine() {
        Measurements measurements = new Measurements();
        measurements.name("10.0.0.1", "oslo");
        measurements.name("10.0.0.2", "oslo");
        measurements.name("paris", "oslo");
        assertThatThrownBy(() -> measurements.read(MeasurementsTest.file("udp.json"), null))
                .hasMessageContaining("from oslo to itself");
    }

    /** A German console writes its umlauts in code page 850. */
    @Test
    void aPingAsTheConsoleOfWindowsWritesIt() throws IOException {
        Path file = folder.resolve("oslo--paris.txt");
        String text = Files.readString(MeasurementsTest.file("windows-german.txt"));
        assertThat(text).contains("\u00fc");
        Files.write(file, text.replace('\u00fc', '\u0081').getBytes(StandardCharsets.ISO_8859_1));
        Measurements measurements = new Measurements();
        measurements.read(file, null);
        measurements.read(MeasurementsTest.file("bidir.json"), "oslo--paris");
        assertThat(measurements.topology("t").pairs().get(0).roundTripNanos()).isEqualTo(500_000);
        Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, (byte) 0xff});
        assertThatThrownBy(() -> measurements.read(file, null)).hasMessageContaining("neither a report of iperf3");
    }
}
