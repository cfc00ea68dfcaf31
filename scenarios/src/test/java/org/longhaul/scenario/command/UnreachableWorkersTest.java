package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths over which TCP carries nothing are refused before anything runs, and explained without a hang. */
final class UnreachableWorkersTest {

    @TempDir
    Path folder;

    private Path scenario(String topology, String fidelity, String further) throws IOException {
        return Files.writeString(
                folder.resolve("far.yaml"),
                """
                name: far
                topology: {builder: star, hosts: 2, %s}
                compute: {stepTime: 1 s}
                model: {kind: quadratic, layers: 1, elements: 1}
                training: {steps: 1, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
                methods: [{id: ddp}]
                network: {fidelity: %s, overlap: none}
                %s
                """
                        .formatted(topology, fidelity, further));
    }

    private static final String FAR = "bandwidth: 100 Mbit/s, latency: 6 h";
    private static final String LOSSY = "bandwidth: 1 Gbit/s, latency: 1 ms, lossRate: 0.99";

    @Test
    void packetsAreNotSentOverRoundTripsLongerThanTheirTimers() throws IOException {
        for (String command : new String[] {"validate", "run"}) {
            assertThat(Said.refused(command, scenario(FAR, "packet", "").toString()))
                    .contains("far.yaml:7:", "network.fidelity", "host1 -> host0", "24.0 h", "2 min");
        }
        assertThat(Said.refused(
                        "validate",
                        scenario("bandwidth: 1 bit/s, latency: 1 ms", "packet", "")
                                .toString()))
                .contains("far.yaml:7:", "network.fidelity", "6.90 h, a full packet's time on each link included");
        assertThat(Said.refused("validate", scenario(LOSSY, "packet", "").toString()))
                .contains("far.yaml:7:", "network.fidelity", "all but one in 100000000 are lost");
    }

    @Test
    void theFlowModelTakesALongWayIfTheRunWaitsForItsFirstByte() throws IOException {
        assertThat(Said.refused("validate", scenario(FAR, "flow", "").toString()))
                .contains("recovery.giveUpAfter", "36.0 h", "24.0 h");
        assertThat(Said.refused("validate", scenario(LOSSY, "flow", "").toString()))
                .contains("network.fidelity", "'flow'", "are lost");
        Said.done(
                "validate",
                scenario(FAR, "flow", "recovery: {giveUpAfter: 2 d}").toString());
        Said.done("validate", scenario(FAR, "analytic", "").toString());
        String little = "bandwidth: 1 kbit/s, latency: 1 ms";
        Said.done("validate", scenario(little, "packet", "").toString());
        Said.done(
                "validate", scenario(LOSSY.replace("0.99", "0.3"), "packet", "").toString());
    }

    /** A line between any two hosts, of which one loses nearly everything. */
    private Path meshed(int hosts, String collective) throws IOException {
        StringBuilder nodes = new StringBuilder();
        StringBuilder links = new StringBuilder();
        for (int a = 0; a < hosts; a++) {
            nodes.append("  - {id: h").append(a).append("}\n");
            for (int b = a + 1; b < hosts; b++) {
                links.append("  - {id: l%d-%d, from: h%d, to: h%d, bandwidth: 1 Gbit/s, latency: 1 ms%s}\n"
                        .formatted(a, b, a, b, a == 2 && b == hosts - 2 ? ", lossRate: 0.99" : ""));
            }
        }
        Files.writeString(
                folder.resolve("mesh.yaml"), "name: mesh\nrelayingHosts: false\nnodes:\n" + nodes + "links:\n" + links);
        return Files.writeString(
                folder.resolve("meshed.yaml"),
                """
                name: meshed
                topology: {file: mesh.yaml}
                compute: {stepTime: 1 s}
                model: {kind: quadratic, layers: 1, elements: 100}
                training: {steps: 1, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
                methods: [{id: ddp}]
                network: {collective: %s}
                """
                        .formatted(collective));
    }

    @Test
    void onlyPathsThatExchangesUseAreAskedAndAllOfThese() throws IOException {
        for (int hosts : new int[] {6, 34}) {
            Said.done("validate", meshed(hosts, "ring").toString());
            assertThat(Said.refused(
                            "validate",
                            meshed(hosts, "reduce-scatter-all-gather").toString()))
                    .contains("'flow' carries nothing from", "h2", "h" + (hosts - 2));
        }
    }

    @Test
    void anExplanationLeavesThePacketsOut() {
        String[] networks = {"{builder: star, hosts: 2, " + FAR + "}", "{builder: star, hosts: 2, " + LOSSY + "}"};
        for (String network : networks) {
            assertThat(Said.done("network", "explain", network, "--from", "host0", "--to", "host1", "--bytes", "1MB"))
                    .contains("left out: ");
        }
    }

    @Test
    void aComparisonRefusesOrLeavesThePacketsOut() throws IOException {
        assertThat(Said.refused(
                        "network", "compare", scenario(FAR, "packet", "").toString()))
                .contains("recovery.giveUpAfter", "36.0 h");
        assertThat(Said.refused(
                        "network", "compare", scenario(LOSSY, "analytic", "").toString()))
                .contains("'flow' carries nothing");
        Path slow = scenario("bandwidth: 1 Gbit/s, latency: 1 min", "flow", "");
        assertThat(Said.done("network", "compare", slow.toString())).contains("left out: ");
    }

    @Test
    void validateSaysWhatTakesNoTime() throws IOException {
        assertThat(Said.done(
                        "validate",
                        scenario("bandwidth: 1 Gbit/s, latency: 1 ms", "flow", "")
                                .toString()))
                .contains("takes no time: optimizer update", "evaluation, checkpoints, data loading");
    }
}
