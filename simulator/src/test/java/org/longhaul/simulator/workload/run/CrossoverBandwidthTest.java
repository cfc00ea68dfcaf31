package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/**
 * The bandwidth above which DDP beats the local method, from Photon's inputs (Sani et al., MLSys 2025): without overlap,
 * and with DDP's exchange hidden entirely behind its computation.
 */
class CrossoverBandwidthTest {

    /** Steps of equal length that stand for all. */
    private static final long SAMPLE = 300;

    @ParameterizedTest
    @CsvSource({
        // K, bytes, rounds, local steps/s, DDP steps, DDP steps/s, crossover, crossover with overlap (Gbit/s)
        "8, 2631901184,  19, 0.147, 19759, 0.8396, 17.7, 11.3",
        "4, 5303674880,  26, 0.144, 22900, 0.395,  45.1, 16.1",
        "4, 13317718016, 22, 0.032, 21908, 0.12,   21.7, 10.2",
    })
    void crossover(
            int workers,
            long bytes,
            long rounds,
            double localStepsPerSecond,
            long ddpSteps,
            double ddpStepsPerSecond,
            double gigabits,
            double gigabitsWithOverlap) {
        ExchangeSpec exchange = Bench.allReduce("parameters", workers, bytes, "ring");
        WorkloadSource local = Bench.periodic(Bench.synchronous(), Bench.synchronous(exchange), 500, rounds * 500);
        // The exchange of a step runs beside the computation of the next one: a step takes the longer of the two.
        Step hidden = new Step(
                List.of(exchange),
                List.of(
                        new Compute(Phase.FORWARD, List.of(new ReleasePoint(0, 0))),
                        new Compute(Phase.BACKWARD, List.of()),
                        new Await(0)));
        WorkloadSource ddp = Bench.repeat(Bench.synchronous(exchange), ddpSteps);
        WorkloadSource hiddenDdp = Bench.repeat(hidden, SAMPLE);
        for (double side : new double[] {0.99, 1.01}) {
            double at = gigabits * side;
            assertThat(elapsed(workers, at, ddp, ddpStepsPerSecond) < elapsed(workers, at, local, localStepsPerSecond))
                    .isEqualTo(side > 1);
            double overlapped = gigabitsWithOverlap * side;
            assertThat(elapsed(workers, overlapped, hiddenDdp, ddpStepsPerSecond) / SAMPLE * ddpSteps
                            < elapsed(workers, overlapped, local, localStepsPerSecond))
                    .isEqualTo(side > 1);
        }
    }

    private static long elapsed(int workers, double gigabits, WorkloadSource source, double stepsPerSecond) {
        Topology topology = Topologies.star(workers, new Bandwidth(Math.round(gigabits * 1e9)), Duration.ZERO);
        double[] throughput = new double[workers];
        Arrays.fill(throughput, stepsPerSecond);
        return Bench.run(
                        Bench.network(topology, Bench.ANALYTIC),
                        workers,
                        ComputeModels.ofStepsPerSecond(throughput, PhaseShares.DEFAULT),
                        source)
                .elapsedNanos();
    }
}
