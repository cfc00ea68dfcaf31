package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecord;

/** What the claims on Photon (arXiv 2411.02908) take for granted when they run one round and multiply it up. */
final class PhotonWallTimeTest {
    @TempDir
    Path folder;

    private RunRecord run(String method, int workers, String rate, String architecture, String throughput, int steps) {
        String yaml =
                """
                name: photon
                topology: {builder: star, hosts: %d, bandwidth: %s, latency: 10 ms}
                workers: %d
                placement: fill
                model: {kind: quadratic, layers: 1, elements: 2}
                projectAs: {%s, wireFormat: bf16}
                compute: {throughput: %s steps/s}
                training: {steps: %d, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
                methods:
                  - {%s, label: RAR, collective: ring}
                  - {%s, label: AR, collective: all-to-all}
                  - {%s, label: PS, collective: parameter-server}
                network: {fidelity: {kind: analytic, latency: false}, overlap: none}
                """
                        .formatted(workers + 1, rate, workers, architecture, throughput, steps, method, method, method);
        return Runs.run(folder.resolve("run"), yaml);
    }

    @Test
    void twoRoundsTakeTwiceOne() {
        String method = "id: local-sgd, parameterPeriod: 16";
        String size = "architecture: mpt-7b";
        RunRecord two = run(method, 4, "10 Gbit/s", size, "0.032", 32);
        RunRecord one = Runs.run(
                folder.resolve("one"),
                """
                name: one
                topology: {builder: star, hosts: 5, bandwidth: 10 Gbit/s, latency: 10 ms}
                workers: 4
                placement: fill
                model: {kind: quadratic, layers: 1, elements: 2}
                projectAs: {architecture: mpt-7b, wireFormat: bf16}
                compute: {throughput: 0.032 steps/s}
                training: {steps: 16, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
                methods: [{id: local-sgd, parameterPeriod: 16, label: RAR, collective: ring}]
                network: {fidelity: {kind: analytic, latency: false}, overlap: none}
                """);
        assertThat(Runs.method(two, "RAR").totals().simulatedNanos())
                .isEqualTo(2 * Runs.method(one, "RAR").totals().simulatedNanos());
    }
}
