package org.longhaul.simulator.collective;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.longhaul.topology.Routings;
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

/** Points a second of a plan over many bandwidths: an all-reduce of 1 GB among 64 hosts in closed form. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ClosedFormBenchmark {

    @Param({"ring", "reduce-scatter-all-gather", "double-binary-tree"})
    String collective = "ring";

    private final Topology star = Topologies.star(64, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(5));
    private final CollectiveCall call = new CollectiveCall(
            Pattern.ALL_REDUCE,
            1_000_000_000,
            star.hosts(),
            new TopologyHosts(star, Routings.shortestLatency(star), star.hosts()));
    private final Collectives collectives = Collectives.withDefaults();
    private double bytesPerSecond = 1e6;

    /** The next bandwidth's time, seconds. */
    @Benchmark
    public double point() {
        bytesPerSecond = bytesPerSecond < 1e12 ? bytesPerSecond * 1.001 : 1e6;
        return collectives.get(collective).closedFormSeconds(call, AlphaBeta.uniform(0.01, bytesPerSecond));
    }
}
