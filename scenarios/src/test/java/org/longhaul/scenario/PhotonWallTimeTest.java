package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;

/**
 * The wall-time model of Photon (arXiv 2411.02908) through the whole path: the methods run, their tensors are counted,
 * charged at the projected size and carried by the analytic network.
 *
 * <p>Rounds are alike, so a row runs one or two of them and is multiplied up; that two take twice as long as one is a test
 * of its own. Tolerance 0.1 %: the published rows are rounded.
 */
final class PhotonWallTimeTest {
    private static final Percentage TOLERANCE = Percentage.withPercentage(0.1);

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

    private static double communicationSeconds(RunRecord run, String label) {
        return Runs.method(run, label).workers().get(0).exposedCommunicationNanos() / 1e9;
    }

    @ParameterizedTest
    @CsvSource({
        // tau, K, rounds, compute s, RAR s, AR s, PS s
        "64, 2, 157, 5024, 125.6, 125.6, 502.4",
        "64, 4, 139, 4448, 166.8, 333.6, 889.6",
        "64, 8, 130, 4160, 182.0, 728.0, 1664",
        "64, 16, 129, 4128, 193.5, 1548, 3302.4",
        "128, 2, 84, 5376, 67.2, 67.2, 268.8",
        "128, 4, 74, 4736, 88.8, 177.6, 473.6",
        "128, 8, 70, 4480, 98.0, 392.0, 896.0",
        "128, 16, 68, 4352, 102.0, 816.0, 1740.8",
        "512, 2, 21, 5376, 16.8, 16.8, 67.2",
        "512, 4, 20, 5120, 24.0, 48.0, 128.0",
        "512, 8, 20, 5120, 28.0, 112.0, 256.0",
        "512, 16, 18, 4608, 27.0, 216.0, 460.8"
    })
    void rowsOf125MillionParameters(
            int period, int workers, int rounds, double compute, double ring, double allToAll, double server) {
        String method = "id: local-sgd, parameterPeriod: " + period;
        RunRecord run =
                run(method, workers, "2.5 Gbit/s", "architecture: mpt-125m, parameters: 125000000", "2", period);

        MethodRecord record = Runs.method(run, "RAR");
        assertThat(record.totals().volume().chargedBytes()).isEqualTo(250_000_000L);
        assertThat(record.workers().get(0).computeNanos() / 1e9 * rounds).isCloseTo(compute, TOLERANCE);
        assertThat(communicationSeconds(run, "RAR") * rounds).isCloseTo(ring, TOLERANCE);
        assertThat(communicationSeconds(run, "AR") * rounds).isCloseTo(allToAll, TOLERANCE);
        assertThat(communicationSeconds(run, "PS") * rounds).isCloseTo(server, TOLERANCE);
        assertThat(Runs.seconds(record) * rounds).isCloseTo(compute + ring, TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({
        // size, K, federated steps/s, rounds, compute h, RAR h, AR h, PS h
        "mpt-1.3b, 8, 0.147, 19, 17.9516, 0.01945, 0.0778, 0.1778",
        "mpt-3b, 4, 0.144, 26, 25.0772, 0.04597, 0.0919, 0.2451",
        "mpt-7b, 4, 0.032, 22, 95.4861, 0.09766, 0.1953, 0.5209"
    })
    void federatedRowsOfBillions(
            String size, int workers, String rate, int rounds, double compute, double ring, double all, double server) {
        String method = "id: local-sgd, parameterPeriod: 500";
        RunRecord run = run(method, workers, "10 Gbit/s", "architecture: " + size, rate, 500);
        check(run, rounds, compute, ring, all, server);
    }

    @ParameterizedTest
    @CsvSource({
        // size, K, centralised steps/s, steps, compute h, RAR h, AR h, PS h
        "mpt-1.3b, 8, 0.8396, 19759, 6.5372, 20.2237, 80.895, 184.90",
        "mpt-3b, 4, 0.395, 22900, 16.1041, 40.4847, 80.969, 215.92",
        "mpt-7b, 4, 0.12, 21908, 50.7130, 97.2549, 194.51, 518.69"
    })
    void centralisedRowsOfBillions(
            String size, int workers, String rate, int steps, double compute, double ring, double all, double server) {
        RunRecord run = run("id: ddp", workers, "10 Gbit/s", "architecture: " + size, rate, 20);
        check(run, steps / 20.0, compute, ring, all, server);
    }

    private static void check(RunRecord run, double times, double compute, double ring, double all, double server) {
        // The federated rows count communication once more than rounded: 0.1 % of hours is seconds.
        assertThat(Runs.method(run, "RAR").workers().get(0).computeNanos() / 3.6e12 * times)
                .isCloseTo(compute, TOLERANCE);
        assertThat(communicationSeconds(run, "RAR") / 3600 * times).isCloseTo(ring, TOLERANCE);
        assertThat(communicationSeconds(run, "AR") / 3600 * times).isCloseTo(all, TOLERANCE);
        assertThat(communicationSeconds(run, "PS") / 3600 * times).isCloseTo(server, TOLERANCE);
        assertThat(Runs.hours(Runs.method(run, "RAR")) * times).isCloseTo(compute + ring, TOLERANCE);
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
