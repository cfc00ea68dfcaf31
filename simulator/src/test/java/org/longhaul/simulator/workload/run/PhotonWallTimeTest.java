package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.topology.Topology;

/**
 * The wall-time model of Photon (Sani et al., MLSys 2025): compute plus communication, no overlap, no latency; rows as the
 * authors' inputs give them.
 */
class PhotonWallTimeTest {

    private static final double NANOS_PER_HOUR = 3.6e12;
    private static final double NANOS_PER_SECOND = 1e9;

    private static ExecutionResult run(
            String bandwidth,
            int workers,
            double stepsPerSecond,
            long bytes,
            String collective,
            long period,
            long steps) {
        // One host more than workers: the parameter server's.
        Topology topology = Bench.star(workers + 1, bandwidth, Duration.ZERO);
        double[] throughput = new double[workers];
        Arrays.fill(throughput, stepsPerSecond);
        Step local = Bench.synchronous();
        Step exchange = Bench.synchronous(Bench.allReduce("parameters", workers, bytes, collective));
        return Bench.run(
                Bench.network(topology, Bench.ANALYTIC),
                workers,
                ComputeModels.ofStepsPerSecond(throughput, PhaseShares.DEFAULT),
                Bench.periodic(local, exchange, period, steps));
    }

    @ParameterizedTest
    @CsvSource({
        // size, K, steps/s, period, steps, bytes, compute h, ring h, all-to-all h, parameter server h
        "1.3B, 8, 0.147,  500, 9500,  2631901184,  17.9516, 0.01945, 0.0778, 0.1778",
        "1.3B, 8, 0.8396, 1,   19759, 2631901184,  6.5372,  20.2237, 80.895, 184.90",
        "3B,   4, 0.144,  500, 13000, 5303674880,  25.0772, 0.04597, 0.0919, 0.2451",
        "3B,   4, 0.395,  1,   22900, 5303674880,  16.1041, 40.4847, 80.969, 215.92",
        "7B,   4, 0.032,  500, 11000, 13317718016, 95.4861, 0.09766, 0.1953, 0.5209",
        "7B,   4, 0.12,   1,   21908, 13317718016, 50.7130, 97.2549, 194.51, 518.69",
    })
    void billionScaleRows(
            String size,
            int workers,
            double stepsPerSecond,
            long period,
            long steps,
            long bytes,
            double computeHours,
            double ringHours,
            double allToAllHours,
            double parameterServerHours) {
        double[] expected = {ringHours, allToAllHours, parameterServerHours};
        String[] collectives = {"ring", "all-to-all", "parameter-server"};
        for (int i = 0; i < collectives.length; i++) {
            ExecutionResult result = run("10 Gbit/s", workers, stepsPerSecond, bytes, collectives[i], period, steps);
            TimeSpent time = result.workers().get(0);
            assertThat(time.computeNanos() / NANOS_PER_HOUR).as(size).isCloseTo(computeHours, withPercentage(0.01));
            assertThat(time.exposedCommunicationNanos() / NANOS_PER_HOUR)
                    .as("%s %s", size, collectives[i])
                    .isCloseTo(expected[i], withPercentage(0.1));
            assertThat(result.elapsedNanos()).isEqualTo(time.elapsedNanos());
            assertThat(result.steps()).isEqualTo(steps);
        }
    }

    @Test
    void sevenBillionHeadline() {
        ExecutionResult federated = run("10 Gbit/s", 4, 0.032, 13_317_718_016L, "ring", 500, 11_000);
        ExecutionResult central = run("10 Gbit/s", 4, 0.12, 13_317_718_016L, "ring", 1, 21_908);
        assertThat(federated.elapsedNanos() / NANOS_PER_HOUR).isCloseTo(95.584, withPercentage(0.001));
        assertThat(central.elapsedNanos() / NANOS_PER_HOUR).isCloseTo(147.968, withPercentage(0.001));
        assertThat(1 - (double) federated.elapsedNanos() / central.elapsedNanos())
                .isBetween(0.3535, 0.3545);
        assertThat((double) bytes(central) / bytes(federated)).isCloseTo(21_908 / 22.0, withPercentage(1e-9));
    }

    private static long bytes(ExecutionResult result) {
        return result.arcPayloadBytes(0) + result.arcPayloadBytes(1);
    }

    @ParameterizedTest
    @CsvSource({
        // tau, K, rounds, compute s, ring s, all-to-all s, parameter server s
        "64,  2,  157, 5024, 125.6, 125.6, 502.4",
        "64,  4,  139, 4448, 166.8, 333.6, 889.6",
        "64,  8,  130, 4160, 182.0, 728.0, 1664",
        "64,  16, 129, 4128, 193.5, 1548,  3302.4",
        "128, 2,  84,  5376, 67.2,  67.2,  268.8",
        "128, 4,  74,  4736, 88.8,  177.6, 473.6",
        "128, 8,  70,  4480, 98.0,  392.0, 896.0",
        "128, 16, 68,  4352, 102.0, 816.0, 1740.8",
        "512, 2,  21,  5376, 16.8,  16.8,  67.2",
        "512, 4,  20,  5120, 24.0,  48.0,  128.0",
        "512, 8,  20,  5120, 28.0,  112.0, 256.0",
        "512, 16, 18,  4608, 27.0,  216.0, 460.8",
    })
    void periodSweepOfThe125MillionModel(
            long period, int workers, long rounds, double compute, double ring, double allToAll, double server) {
        double[] expected = {ring, allToAll, server};
        String[] collectives = {"ring", "all-to-all", "parameter-server"};
        for (int i = 0; i < collectives.length; i++) {
            ExecutionResult result =
                    run("2.5 Gbit/s", workers, 2, 250_000_000, collectives[i], period, rounds * period);
            TimeSpent time = result.workers().get(workers - 1);
            assertThat(time.computeNanos() / NANOS_PER_SECOND).isCloseTo(compute, withPercentage(1e-6));
            assertThat(time.exposedCommunicationNanos() / NANOS_PER_SECOND)
                    .isCloseTo(expected[i], withPercentage(1e-6));
        }
    }
}
