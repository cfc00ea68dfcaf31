package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.HandOver;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.TimeSpent;

/**
 * Where the time of workers goes adds up to the nanosecond, over random networks, workloads, libraries and faults; and steps that
 * are recognised are as those that are simulated, whenever sends are over. A slice runs with all tests; {@code
 * -Dlonghaul.properties=all} draws thousands.
 */
class ExplainedTimeTest {

    private static final int SLICE = 20;
    private static final int ALL = 3000;
    private static final List<String> MODELS = List.of(Bench.FLUID, "flow", Bench.TRANSFERS, Bench.ANALYTIC);

    private static LibraryProfile library(int seed) {
        long buffer = 1L << (8 + seed % 17);
        HandOver sockets = new HandOver(buffer, 0, Long.MAX_VALUE);
        return switch (seed % 5) {
            case 0 -> LibraryProfile.LOCKSTEP;
            case 1 -> new LibraryProfile("sockets", 0, 0, 0, sockets, Map.of());
            case 2 -> new LibraryProfile("mpi", 0, 0, 0, new HandOver(buffer, 0, 20_000), Map.of());
            case 3 -> new LibraryProfile("slices", 50_000, 0, 0, new HandOver(buffer, 100_000, 0), Map.of());
            default -> new LibraryProfile("words", 50_000, 2, 1e-9, sockets, Map.of());
        };
    }

    @Test
    void addsUpToTheNanosecondAndRepeats() {
        int seeds = "all".equals(System.getProperty("longhaul.properties")) ? ALL : SLICE;
        long repeated = 0;
        long summed = 0;
        for (int seed = 0; seed < seeds; seed++) {
            RandomRun run = new RandomRun(70_000 + seed, MODELS, seed % 4 == 3);
            LibraryProfile library = library(seed);
            String what = "seed " + seed + ", " + library + " on " + run.model + " " + run.topology;
            RandomRun.Outcome on = run.run(true, library);
            RandomRun.Outcome off = run.run(false, library);
            assertThat(on.transcript().lines).as(what).isEqualTo(off.transcript().lines);
            for (String line : on.transcript().lines) {
                summed += line.startsWith("step ") ? assertAddsUp(line, what) : 0;
            }
            ExecutionResult result = on.result();
            assertThat(result == null).as(what).isEqualTo(off.result() == null);
            if (result == null || off.result() == null) {
                continue;
            }
            assertThat(result.workers()).as(what).isEqualTo(off.result().workers());
            assertThat(result.elapsedNanos()).as(what).isEqualTo(off.result().elapsedNanos());
            for (TimeSpent worker : result.workers()) {
                assertThat(worker.elapsedNanos()).as(what).isEqualTo(result.elapsedNanos());
            }
            repeated += result.repeatedSteps();
        }
        assertThat(summed).isGreaterThan(10L * seeds);
        assertThat(repeated).isPositive();
    }

    /** Of each worker in a line of a transcript: its start and end, and what lies between. */
    private static int assertAddsUp(String line, String what) {
        String[] workers = line.split(" \\| ");
        for (int i = 1; i < workers.length; i++) {
            long[] nanos = Arrays.stream(workers[i].split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
            long spent = Arrays.stream(nanos).skip(2).sum();
            assertThat(spent).as("%s: %s", what, line).isEqualTo(nanos[1] - nanos[0]);
            assertThat(Arrays.stream(nanos).min().getAsLong())
                    .as("%s: %s", what, line)
                    .isNotNegative();
        }
        return workers.length - 1;
    }
}
