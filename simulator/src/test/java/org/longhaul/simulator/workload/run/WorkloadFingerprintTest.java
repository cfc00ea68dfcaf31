package org.longhaul.simulator.workload.run;

import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.FingerprintTable;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Topology;

/** Whole workloads take the recorded time to the nanosecond, on every JDK. */
class WorkloadFingerprintTest {

    private static final int WORKERS = 6;

    @Test
    void workloadsTakeTheTimeThatWasRecorded() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        Topology topology = Bench.star(WORKERS, "100 Mbit/s", Duration.ofMillis(10));
        ComputeModel compute = Bench.stepTime(WORKERS, 40_000_000);
        for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID, "flow", Bench.PACKET}) {
            for (String collective : new String[] {"ring", "recursive-halving-doubling"}) {
                Step step = Bench.synchronous(Bench.allReduce("gradients", WORKERS, 1_000_000, collective));
                ExecutionResult result =
                        Bench.run(Bench.network(topology, model), WORKERS, compute, Bench.repeat(step, 4));
                found.put(model + ", " + collective, FingerprintTable.hash(result.elapsedNanos()));
            }
        }
        FingerprintTable.check("workload", found);
    }
}
