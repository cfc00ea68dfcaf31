package org.longhaul.simulator.network.flow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
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

/**
 * The plain fluid, or TCP, under the traffic of the reference's fat tree on a larger one: 1,024 hosts under three levels of 16-port
 * switches (10 Gbit/s and 1 µs a link, one of the equal-cost paths for each flow). Flow i goes from host i modulo 1,024 to a
 * host drawn uniformly from the others and has between a hundredth of {@code most} MB and all of it, drawn uniformly; it starts
 * at a time drawn uniformly from the given spread. Seed 7.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx2g"})
public class LargeFatTreeBenchmark {

    @Param({"10000", "20000", "100000"})
    int flows = 10_000;

    /** Seconds within which the flows start. */
    @Param({"0.01", "1", "30"})
    double spread = 1;

    /** Largest transfer, MB; the smallest is a hundredth of it. */
    @Param({"100", "20"})
    int most = 100;

    @Param({"fluid", "tcp"})
    String effects = "fluid";

    /** Runs the traffic to its end; returns simulated seconds. */
    @Benchmark
    public double run() {
        Topology tree = Topologies.fatTree(16, Bandwidth.parse("10 Gbit/s"), Duration.ofNanos(1000));
        FlowSettings settings = effects.equals("fluid") ? FlowSettings.fluid() : FlowSettings.tcp();
        Cases.Run run = new Cases.Run(settings, tree, Routings.equalCostMultipath(tree));
        int[] hosts = tree.hosts();
        RandomGenerator random = new RandomStreams(7).stream("traffic", 0);
        for (int flow = 0; flow < flows; flow++) {
            int source = flow % hosts.length;
            int target = random.nextInt(hosts.length - 1);
            target += target >= source ? 1 : 0;
            long bytes = random.nextLong(most * 10_000L, most * 1_000_000L + 1);
            double start = random.nextDouble() * spread;
            run.send(hosts[source], hosts[target], bytes, flow & 0xFFFF, start, new double[1], 0);
        }
        run.loop.run();
        return run.lastSeconds();
    }
}
