package org.longhaul.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.run.Bench;
import org.longhaul.topology.Topology;

class WorkloadTraceTest {

    static Stream<String> models() {
        return Bench.models();
    }

    /** Live training makes a fresh, equal step every time. */
    private static WorkloadSource live(long steps) {
        return (index, needed) -> index >= steps
                ? null
                : (index + 1) % 8 == 0
                        ? Bench.synchronous(Bench.allReduce("parameters", 3, 3_000_001, "auto"))
                        : Bench.synchronous();
    }

    private static ExecutionResult run(String model, String bandwidth, WorkloadSource source) {
        Topology topology = Bench.star(3, bandwidth, Duration.ofMillis(4));
        return Bench.run(Bench.network(topology, model), 3, Bench.stepTime(3, 50_000_000), source);
    }

    @Test
    void equalStepsAreStoredOnce() {
        TraceRecorder recorder = new TraceRecorder(3, live(80));
        run("analytic", "1 Gbit/s", recorder);
        WorkloadTrace trace = recorder.trace();
        assertThat(trace.steps()).isEqualTo(80);
        assertThat(trace.dictionary()).hasSize(2);
        assertThat(trace.sequence()).hasSize(20);
        assertThat(trace.sequence().subList(0, 2))
                .containsExactly(new WorkloadTrace.Run(0, 7), new WorkloadTrace.Run(1, 1));
        WorkloadSource replay = trace.replay();
        for (long index = 0; index < 80; index++) {
            assertThat(replay.step(index, 0)).isEqualTo(live(80).step(index, 0));
        }
        assertThat(replay.step(80, 0)).isNull();
        assertThat(replay.step(7, 0)).isSameAs(trace.dictionary().get(1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void replayOnTheSameNetworkIsIdentical(String model) {
        TraceRecorder recorder = new TraceRecorder(3, live(200));
        ExecutionResult trained = run(model, "1 Gbit/s", recorder);
        ExecutionResult replayed = run(model, "1 Gbit/s", recorder.trace().replay());
        assertThat(replayed.fingerprint()).isEqualTo(trained.fingerprint());
        assertThat(replayed.elapsedNanos()).isEqualTo(trained.elapsedNanos());
        assertThat(replayed.workers()).isEqualTo(trained.workers());
    }

    @ParameterizedTest
    @MethodSource("models")
    void replayOnAnotherNetworkIsWhatTrainingThereWouldHaveTaken(String model) {
        TraceRecorder recorder = new TraceRecorder(3, live(200));
        run(model, "1 Gbit/s", recorder);
        ExecutionResult projected = run(model, "100 Mbit/s", recorder.trace().replay());
        ExecutionResult trained = run(model, "100 Mbit/s", live(200));
        assertThat(projected.fingerprint()).isEqualTo(trained.fingerprint());
        assertThat(projected.elapsedNanos()).isEqualTo(trained.elapsedNanos());
        assertThat(projected.elapsedNanos())
                .isGreaterThan(run(model, "1 Gbit/s", live(200)).elapsedNanos());
    }

    @Test
    void aRunOfAnUnknownStepIsRefused() {
        assertThatThrownBy(() -> new WorkloadTrace(2, List.of(), List.of(new WorkloadTrace.Run(0, 3))))
                .hasMessageContaining("run of step 0")
                .hasMessageContaining("0 steps of the dictionary");
        assertThatThrownBy(() -> new WorkloadTrace.Run(0, 0)).hasMessageContaining("count 0");
    }
}
