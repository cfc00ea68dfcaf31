package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.topology.Topology;

/** Workers that take part in some steps only. */
class IdleWorkersTest {
    private static final long MILLI = 1_000_000;
    private static final int SERVER = 4;

    /** 8 Mbit/s: a vector takes 1 s down or up a link; the server's link carries those of the whole cohort. */
    private final Topology topology = Bench.star(5, "8 Mbit/s", Duration.ofMillis(10));

    private final ComputeModel compute = Bench.stepTime(5, 100 * MILLI);

    @Test
    void aRoundTakesTheBroadcastTheComputeAndTheReduceOfItsCohort() {
        List<String> asked = new ArrayList<>();
        WorkloadSource rounds = SomeWorkers.rounds(List.of(List.of(0, 1), List.of(2)), SERVER, 3, 2);
        ExecutionResult result = Bench.run(Bench.network(topology, Bench.FLUID), 5, compute, (index, needed) -> {
            asked.add(index + " at " + needed / MILLI);
            return rounds.step(index, needed);
        });
        // Two clients: 2 s and 10 ms each way; one client: 1 s and 10 ms. Nobody asks for a step before somebody needs
        // it.
        assertThat(asked)
                .containsExactly(
                        "0 at 0", "1 at 2010", "2 at 2210", "3 at 4320", "4 at 5330", "5 at 5530", "6 at 6640");
        assertThat(result.elapsedNanos() / MILLI).isEqualTo(6640);
        assertThat(result.steps()).isEqualTo(6);
        for (TimeSpent worker : result.workers()) {
            assertThat(worker.elapsedNanos()).isEqualTo(result.elapsedNanos());
        }
        assertThat(result.workers().get(0).computeNanos()).isEqualTo(300 * MILLI);
        assertThat(result.workers().get(3).idleNanos()).isEqualTo(result.elapsedNanos());
        assertThat(result.workers().get(SERVER).computeNanos()).isZero();
    }

    @Test
    void bytesAreOnTheLinksOfTheCohortAndOfTheServerOnly() {
        WorkloadSource rounds = SomeWorkers.rounds(List.of(List.of(0, 1), List.of(2)), SERVER, 3, 2);
        for (String model : List.of(Bench.TRANSFERS, Bench.ANALYTIC, Bench.FLUID)) {
            ExecutionResult result = Bench.run(Bench.network(topology, model), 5, compute, rounds);
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                int source = topology.arcSource(arc);
                int host = topology.node(source).isHost() ? source : topology.arcTarget(arc);
                int worker = List.of(0, 1, 2, 3, 4).stream()
                        .filter(w -> topology.hosts()[w] == host)
                        .findFirst()
                        .orElseThrow();
                long vectors = worker == SERVER ? 3 : worker == 3 ? 0 : 1;
                assertThat(result.arcPayloadBytes(arc)).isEqualTo(vectors * SomeWorkers.BYTES);
            }
        }
    }

    @Test
    void somebodyComputes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Compute(Phase.UPDATE, List.of(), List.of()))
                .withMessageContaining("at least one worker");
    }
}
