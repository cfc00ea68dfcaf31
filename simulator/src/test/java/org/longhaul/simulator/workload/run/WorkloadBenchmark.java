package org.longhaul.simulator.workload.run;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.longhaul.simulator.workload.Step;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Workloads whose equal parts are recognised: a large ring all-reduce, and very many equal steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class WorkloadBenchmark {

    private static final long BYTES = 1_000_000_000;

    @Param({Bench.FLUID, "flow"})
    String model = "flow";

    /** 1 GB among the 1,024 hosts of a fat tree of three levels, by ring; simulated nanoseconds. */
    @Benchmark
    public long ringOf1024() {
        Topology tree = Topologies.fatTree(16, Bandwidth.parse("10 Gbit/s"), Duration.ofNanos(1000));
        return run(tree, 1024, 1);
    }

    /** A million steps of four workers that all-reduce 1 GB over 10 Gbit/s and 5 ms; simulated nanoseconds. */
    @Benchmark
    public long aMillionSteps() {
        return run(Bench.star(4, "10 Gbit/s", Duration.ofMillis(5)), 4, 1_000_000);
    }

    private long run(Topology topology, int workers, long steps) {
        Step step = Bench.synchronous(Bench.allReduce("gradients", workers, BYTES, "ring"));
        return Bench.run(
                        Bench.network(topology, model),
                        workers,
                        Bench.stepTime(workers, 100_000_000),
                        Bench.repeat(step, steps))
                .elapsedNanos();
    }
}
