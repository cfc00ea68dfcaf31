package org.longhaul.simulator.request.run;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.longhaul.simulator.workload.run.Bench;
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

/** What requests cost to simulate, and what they would cost as steps of a job, while their queue grows or is empty. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
@Fork(1)
public class RequestBenchmark {
    private static final long MILLI = 1_000_000;
    private static final long WORK_NANOS = 10 * MILLI;

    @Param({"200", "400", "800", "1600"})
    int requests = 200;

    /** 1: the queue grows to nine tenths of all requests; 15: there is none. */
    @Param({"1", "15"})
    int intervalMillis = 1;

    /** As they run. */
    @Benchmark
    public int asRequests() {
        return RequestsAsSteps.asRequests(requests, intervalMillis * MILLI, WORK_NANOS)
                .size();
    }

    /** A step for each arrival. */
    @Benchmark
    public int asSteps() {
        return new RequestsAsSteps(requests, intervalMillis * MILLI, WORK_NANOS)
                .run()
                .size();
    }

    /** Prints how many times as much processor time the steps take, in one run. */
    public static void main(String[] arguments) {
        for (int intervalMillis : new int[] {15, 1}) {
            for (int requests : new int[] {200, 400, 800, 1600}) {
                RequestBenchmark benchmark = new RequestBenchmark();
                benchmark.requests = requests;
                benchmark.intervalMillis = intervalMillis;
                for (int i = 0; i < 30; i++) {
                    benchmark.asRequests();
                }
                benchmark.asSteps();
                long before = Bench.cpuNanos();
                for (int i = 0; i < 10; i++) {
                    benchmark.asRequests();
                }
                double asRequests = (Bench.cpuNanos() - before) / 10.0;
                before = Bench.cpuNanos();
                benchmark.asSteps();
                double asSteps = Bench.cpuNanos() - before;
                System.out.printf(
                        Locale.ROOT,
                        "%d requests every %d ms: as steps %.0f times the processor time%n",
                        requests,
                        intervalMillis,
                        asSteps / asRequests);
            }
        }
    }
}
