package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;

/** Runs of a tree of servers, whose times can be worked out by hand. */
final class FederationRunsTest {
    /** A vector of 12 kB takes 4 s over a line; two at once over one line take 8 s. */
    private static final String TREE =
            """
            name: tree
            topology: {builder: star, hosts: 7, bandwidth: 24 kbit/s, latency: 0 ms}
            workers: 4
            placement: [host0, host1, host2, host3]
            server: host4
            federation: {host5: [host0, host1], host6: [host2, host3]}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 1000}
            training: {steps: 4, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 4}
            network: {fidelity: analytic}
            methods:
              - {id: fedavg, parameterPeriod: 2}
              - {id: hierarchical-fedavg, label: always, parameterPeriod: 2, groupRounds: [1]}
              - {id: hierarchical-fedavg, label: rarely, parameterPeriod: 2, groupRounds: [2]}
            """;

    @TempDir
    Path folder;

    /** A server sends on what it received, and averages what its groups have averaged: one level waits for the other. */
    @Test
    void oneLevelComesAfterTheOther() {
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), TREE);
        double compute = 4 * 0.1;
        assertThat(seconds(run, "fedavg")).isCloseTo(2 * (16 + 16) + compute, within(0.5));
        assertThat(seconds(run, "always")).isCloseTo(2 * (8 + 8 + 8 + 8) + compute, within(0.5));
        assertThat(seconds(run, "rarely")).isCloseTo(8 + 2 * (8 + 8) + 8 + compute, within(0.5));
    }

    /** The links between groups and root are charged like those of clients. */
    @Test
    void bytesAreThoseOfAllLevels() {
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), TREE);
        long vector = 12_000;
        assertThat(charged(run, "fedavg")).isEqualTo(2 * 2 * 4 * vector / 4);
        assertThat(charged(run, "always")).isEqualTo(2 * 2 * (4 + 2) * vector / 4);
        assertThat(charged(run, "rarely")).isEqualTo((2 * 2 * 4 + 2 * 2) * vector / 4);
    }

    /**
     * Near groups are ahead of far ones, and servers idle in several steps one after another: the next step may be looked at
     * before the first client has come to it.
     */
    @Test
    void serversAreIdleWhileGroupsAreAtDifferentSteps() {
        RunRecord run = Runs.runAndReplay(
                folder.resolve("run"),
                """
                name: far
                topology: {builder: ring-of-sites, sites: 3, hostsPerSite: 3, wide: 20 Mbit/s, wideLatency: 60 ms,
                  access: 1 Gbit/s, accessLatency: 1 ms}
                workers: 6
                placement: [site0-host0, site0-host1, site1-host0, site1-host1, site2-host0, site2-host1]
                server: site0-host2
                compute: {stepTime: 20 ms}
                model: {kind: quadratic, layers: 1, elements: 10}
                training: {steps: 40, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}}
                methods:
                  - {id: fedavg, parameterPeriod: 8}
                  - {id: hierarchical-fedavg, parameterPeriod: 8, groupRounds: [1]}
                """);
        // 40 steps, and 5 rounds of a message to the far sites and one back, each with its handshakes.
        for (MethodRecord method : run.methods()) {
            assertThat(Runs.seconds(method)).isBetween(0.8 + 5 * 0.12, 0.8 + 5 * 0.6);
            assertThat(method.totals().steps()).isEqualTo(40);
        }
    }

    @Test
    void oneSeedIsOneRun() {
        assertThat(Runs.runAndReplay(folder.resolve("a"), TREE).provenance().fingerprint())
                .isEqualTo(Runs.runAndReplay(folder.resolve("b"), TREE)
                        .provenance()
                        .fingerprint());
    }

    private static double seconds(RunRecord run, String label) {
        return Runs.seconds(Runs.method(run, label));
    }

    private static long charged(RunRecord run, String label) {
        MethodRecord method = Runs.method(run, label);
        return method.totals().volume().chargedBytes();
    }
}
