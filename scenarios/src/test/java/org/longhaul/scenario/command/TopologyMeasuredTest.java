package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.longhaul.scenario.command.Said.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;

/** The command that makes a topology file of measurements, up to what other commands say of the file. */
class TopologyMeasuredTest {
    @TempDir
    Path folder;

    private String rates = "";
    private String delays = "";

    @BeforeEach
    void write() throws IOException {
        rates = file("rates.csv", "Mbit/s,oslo,paris,rome\noslo,,940,200\nparis,400,,\nrome,190,,\n");
        delays = file("delays.csv", "rtt_ms,oslo,paris,rome\noslo,,31,\nparis,31.2,,24\nrome,,,\n");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void theFileIsATopologyAndWhatWasInferredIsSaid() throws IOException {
        Path out = folder.resolve("mine.yaml");
        Said said =
                Said.to("topology", "measured", "--bandwidth", rates, "--round-trip", delays, "--out", out.toString());
        assertThat(said.code()).isEqualTo(ExitCode.DONE);
        assertThat(said.out()).contains("oslo   rome", "200 Mbit/s", "190 Mbit/s", "round trip", "mine (3 hosts");
        assertThat(said.err())
                .contains("note: bandwidth of 2 of 6 directions, the least of")
                .contains("note: round trip of 1 of 3 pairs, the least sum over other hosts: oslo--rome");
        assertThat(Files.readString(out)).contains("forward: 940 Mbit/s, backward: 400 Mbit/s", "INFERRED");

        Said explained = Said.to(
                "network",
                "explain",
                out.toString(),
                "--from",
                "paris",
                "--to",
                "oslo",
                "--bytes",
                "500MB",
                "--packet-limit",
                "1");
        assertThat(explained.code()).as(explained.err()).isEqualTo(ExitCode.DONE);
        // Upwards paris has 400 Mbit/s, and its way back is wider.
        assertThat(explained.out())
                .contains("bottleneck   paris -> paris-switch: 400 Mbit/s", "31.0 ms of propagation");
        assertThat(explained.err()).contains("note: round trip of 1 of 3 pairs");
        assertThat(Said.done("topology", "cut", out.toString(), "paris", "oslo"))
                .contains("400 Mbit/s");
        assertThat(Said.done("topology", "cut", out.toString(), "oslo", "paris"))
                .contains("940 Mbit/s");
    }

    @Test
    void withoutAFileTheNetworkIsPrinted() {
        assertThat(Said.done("topology", "measured", "--bandwidth", rates, "--round-trip", delays, "--title", "mine"))
                .startsWith("# Measured by")
                .contains("name: mine");
    }

    @Test
    void wrongInputIsRefusedWithOptionOrPlace() throws IOException {
        assertThat(refused("topology", "measured")).contains("no measurement is given", "--help");
        assertThat(refused("topology", "measured", "--bandwidth", rates)).contains("no round trip was measured");
        assertThat(refused("topology", "measured", folder.resolve("none.json").toString()))
                .contains("none.json", "does not exist");
        assertThat(refused("topology", "measured", "--bandwidth", rates, "--bandwidth-unit", "parsecs"))
                .contains("--bandwidth-unit");
        assertThat(refused("topology", "measured", "--bandwidth", rates, "--bandwidth-unit", "Gbit/s"))
                .contains("rates.csv:1", "says Mbit/s but the option says Gbit/s");
        assertThat(refused("topology", "measured", "--bandwidth", rates, "--access", "oslo"))
                .contains("--access", "HOST=UP or HOST=UP,DOWN");
        assertThat(refused("topology", "measured", "--bandwidth", rates, "--access", "oslo=0 bit/s"))
                .contains("--access oslo", "more than 0");
        assertThat(refused(
                        "topology",
                        "measured",
                        "--bandwidth",
                        rates,
                        "--out",
                        folder.resolve("x.svg").toString()))
                .contains("--out", ".yaml");
        assertThat(refused("topology", "measured", "--bandwidth", rates, "--name", "=x"))
                .contains("ADDRESS=HOST");
        assertThat(refused(
                        "topology",
                        "measured",
                        "oslo--oslo="
                                + file(
                                        "p.txt",
                                        "PING oslo (1.2.3.4): 56 data bytes\n"
                                                + "64 bytes from 1.2.3.4: seq=0 ttl=54 time=1.0 ms\n")))
                .contains("p.txt:1", "from oslo to itself");
    }
}
