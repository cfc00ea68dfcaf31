package org.longhaul.simulator.event;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The hold model: each event that runs schedules another one, with a given number pending; on the program's collector. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC")
public class EventLoopBenchmark {

    private static final int EVENTS = 1_000_000;

    @Param({"1000", "1000000"})
    int pending;

    private EventLoop loop = new EventLoop();

    /** Schedules itself again after a random delay. */
    private static final class Holder implements Action {
        private final EventLoop loop;
        private final RandomGenerator random;

        Holder(EventLoop loop, RandomGenerator random) {
            this.loop = loop;
            this.random = random;
        }

        @Override
        public void run(long nowNanos) {
            loop.schedule(nowNanos + 1 + (random.nextLong() >>> 34), 3, this);
        }
    }

    /** Fills the loop. */
    @Setup
    public void fill() {
        loop = new EventLoop();
        Holder holder = new Holder(loop, new RandomStreams(1).stream("hold", 0));
        for (int i = 0; i < pending; i++) {
            holder.run(0);
        }
    }

    /** Runs a million events. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long hold() {
        for (int i = 0; i < EVENTS; i++) {
            loop.runNext();
        }
        return loop.fingerprint();
    }
}
