package org.longhaul.simulator.network.packet;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Packets of data per second that bulk flows send and have acknowledged. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketNetworkBenchmark {

    private static final int PACKETS = 10_000;

    @Param({"reno", "cubic", "bbr"})
    String congestionControl = "cubic";

    @Param({"1", "2"})
    int links = 1;

    private TestNetworks bed = open();

    private TestNetworks open() {
        return new TestNetworks(
                links == 1 ? TestNetworks.line(1000, 20, 0, 2_500_000L) : TestNetworks.star(2, 1000, 10, 0, 2_500_000L),
                TestNetworks.settings(congestionControl),
                1);
    }

    /** Four flows that have left slow start. */
    @Setup(Level.Trial)
    public void start() {
        bed = open();
        for (int flow = 0; flow < 4; flow++) {
            bed.network.send(0, 1, Long.MAX_VALUE / 4, flow, now -> {});
        }
        bed.loop.runUntil(2_000_000_000L);
    }

    /** Runs until so many packets more have arrived; returns the payload. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long run() {
        long until = bed.network.arcPayloadBytes(0) + PACKETS * 1448L;
        while (bed.network.arcPayloadBytes(0) < until) {
            bed.loop.runUntil(bed.loop.nowNanos() + 1_000_000);
        }
        return until;
    }
}
