package org.longhaul.simulator.network.flow;

import java.util.concurrent.TimeUnit;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.RttBias;
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

/** The flow network under thousands of concurrent flows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class FlowNetworkBenchmark {

    @Param({"fat-tree-1000", "fat-tree-10000", "wide-area-1000", "wide-area-10000"})
    String traffic = "fat-tree-1000";

    /** The plain fluid with shares by latency, or all that the model knows of TCP. */
    @Param({"fluid", "tcp"})
    String effects = "fluid";

    /** Runs the traffic to its end; returns simulated seconds. */
    @Benchmark
    public double run() {
        FlowSettings settings =
                effects.equals("fluid") ? FlowSettings.fluid(RttBias.INVERSE_LATENCY) : FlowSettings.tcp();
        Cases.Run run = traffic.startsWith("fat")
                ? new Cases.Run(settings, Cases.fatTree256(), Cases.fatTreeRouting())
                : new Cases.Run(settings, Cases.twoSites());
        Cases.sendAll(run, traffic + ".csv.gz");
        run.loop.run();
        return run.lastSeconds();
    }
}
