package org.longhaul.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.run.Bench;
import org.longhaul.topology.Topology;

class RunLengthTraceTest {

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

    private static WorkloadSource recording(WorkloadSource source, RunLengthTrace.Recorder<Step> recorder) {
        return (index, needed) -> {
            Step step = source.step(index, needed);
            return step == null ? null : recorder.add(step);
        };
    }

    private static ExecutionResult run(String model, String bandwidth, WorkloadSource source) {
        Topology topology = Bench.star(3, bandwidth, Duration.ofMillis(4));
        return Bench.run(Bench.network(topology, model), 3, Bench.stepTime(3, 50_000_000), source);
    }

    @Test
    void equalStepsAreStoredOnce() {
        RunLengthTrace.Recorder<Step> recorder = new RunLengthTrace.Recorder<>();
        run("analytic", "1 Gbit/s", recording(live(80), recorder));
        RunLengthTrace<Step> trace = recorder.trace();
        assertThat(trace.steps()).isEqualTo(80);
        assertThat(trace.dictionary()).hasSize(2);
        assertThat(trace.sequence()).hasSize(20);
        assertThat(trace.sequence().subList(0, 2))
                .containsExactly(new RunLengthTrace.Run(0, 7), new RunLengthTrace.Run(1, 1));
        WorkloadSource replay = WorkloadSource.of(trace.player());
        for (long index = 0; index < 80; index++) {
            assertThat(replay.step(index, 0)).isEqualTo(live(80).step(index, 0));
        }
        assertThat(replay.step(80, 0)).isNull();
        assertThat(replay.step(7, 0)).isSameAs(trace.dictionary().get(1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void replayOnTheSameNetworkIsIdentical(String model) {
        RunLengthTrace.Recorder<Step> recorder = new RunLengthTrace.Recorder<>();
        ExecutionResult trained = run(model, "1 Gbit/s", recording(live(200), recorder));
        ExecutionResult replayed =
                run(model, "1 Gbit/s", WorkloadSource.of(recorder.trace().player()));
        assertThat(replayed.fingerprint()).isEqualTo(trained.fingerprint());
        assertThat(replayed.elapsedNanos()).isEqualTo(trained.elapsedNanos());
        assertThat(replayed.workers()).isEqualTo(trained.workers());
    }

    @ParameterizedTest
    @MethodSource("models")
    void replayOnAnotherNetworkIsWhatTrainingThereWouldHaveTaken(String model) {
        RunLengthTrace.Recorder<Step> recorder = new RunLengthTrace.Recorder<>();
        run(model, "1 Gbit/s", recording(live(200), recorder));
        ExecutionResult projected =
                run(model, "100 Mbit/s", WorkloadSource.of(recorder.trace().player()));
        ExecutionResult trained = run(model, "100 Mbit/s", live(200));
        assertThat(projected.fingerprint()).isEqualTo(trained.fingerprint());
        assertThat(projected.elapsedNanos()).isEqualTo(trained.elapsedNanos());
        assertThat(projected.elapsedNanos())
                .isGreaterThan(run(model, "1 Gbit/s", live(200)).elapsedNanos());
    }

    @Test
    void aRunOfAnUnknownStepIsRefused() {
        assertThatThrownBy(() -> new RunLengthTrace<>(List.of(), List.of(new RunLengthTrace.Run(0, 3))))
                .hasMessageContaining("run of step 0")
                .hasMessageContaining("0 steps of the dictionary");
        assertThatThrownBy(() -> new RunLengthTrace.Run(0, 0)).hasMessageContaining("count 0");
    }

    @Test
    void aPlayerBeginsAgainAndGoesBack() {
        RunLengthTrace.Recorder<String> recorder = new RunLengthTrace.Recorder<>();
        recorder.add("a", 3);
        recorder.add("b");
        RunLengthTrace.Player<String> player = recorder.trace().repeated(10);
        StringBuilder played = new StringBuilder();
        for (int index = 0; index < 10; index++) {
            played.append(player.step(index));
        }
        assertThat(played.toString()).isEqualTo("aaabaaabaa");
        assertThat(player.step(10)).isNull();
        assertThat(player.step(3)).isEqualTo("b");
        assertThat(new RunLengthTrace<String>(List.of(), List.of()).repeated(5).step(0))
                .isNull();
    }

    @Test
    void aRecorderGoesOnBehindWhatWasRecorded() {
        RunLengthTrace.Recorder<String> first = new RunLengthTrace.Recorder<>();
        first.add("a", 2);
        RunLengthTrace.Recorder<String> next = new RunLengthTrace.Recorder<>(first.trace());
        next.add("a");
        next.add("b");
        assertThat(next.trace())
                .isEqualTo(new RunLengthTrace<>(
                        List.of("a", "b"), List.of(new RunLengthTrace.Run(0, 3), new RunLengthTrace.Run(1, 1))));
        assertThat(first.trace().steps()).isEqualTo(2);
    }

    @Test
    void whatARecorderRepeatsIsWhatItWouldBeTold() {
        Random random = new Random(5);
        for (int draw = 0; draw < 200; draw++) {
            RunLengthTrace.Recorder<String> atOnce = new RunLengthTrace.Recorder<>();
            RunLengthTrace.Recorder<String> oneByOne = new RunLengthTrace.Recorder<>();
            List<String> told = new ArrayList<>();
            for (int part = 0; part < 3; part++) {
                for (int i = 1 + random.nextInt(12); i > 0; i--) {
                    String step = String.valueOf(random.nextInt(3));
                    told.add(step);
                    atOnce.add(step);
                    oneByOne.add(step);
                }
                int period = 1 + random.nextInt(told.size());
                int times = 1 + random.nextInt(4);
                for (int i = 0; i < period * times; i++) {
                    String step = told.get(told.size() - period);
                    told.add(step);
                    oneByOne.add(step);
                }
                atOnce.repeat(period, times);
            }
            assertThat(atOnce.trace()).isEqualTo(oneByOne.trace());
        }
    }

    @Test
    void aPlayerCountsStepsThatEqualEarlierOnes() {
        Random random = new Random(6);
        for (int draw = 0; draw < 200; draw++) {
            RunLengthTrace.Recorder<String> recorder = new RunLengthTrace.Recorder<>();
            int length = 2 + random.nextInt(30);
            for (int i = 0; i < length; i++) {
                recorder.add(String.valueOf(i % 4 == 3 || random.nextInt(12) == 0));
            }
            RunLengthTrace<String> trace = recorder.trace();
            RunLengthTrace.Player<String> player = trace.player();
            for (int look = 0; look < 60; look++) {
                int index = 1 + random.nextInt(length);
                int before = 1 + random.nextInt(index);
                long equal = 0;
                while (index + equal < length
                        && Objects.equals(
                                trace.player().step(index + equal),
                                trace.player().step(index + equal - before))) {
                    equal++;
                }
                assertThat(player.equalSteps(index, before)).isEqualTo(equal);
            }
        }
    }
}
