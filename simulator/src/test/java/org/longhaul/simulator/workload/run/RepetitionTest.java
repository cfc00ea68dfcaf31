package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.compute.StragglerModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.topology.Topology;

/** Recognised repetition must change nothing: every case is run the long way too, and compared to the bit. */
public class RepetitionTest {

    private static final long MILLI = 1_000_000;

    /** Everything that a run reports, as text. */
    public static class Transcript implements ExecutionListener {

        public final List<String> lines = new ArrayList<>();
        public final List<String> asked = new ArrayList<>();

        @Override
        public void stepCompleted(long step, long endNanos, StepTimes times) {
            StringBuilder line = new StringBuilder("step " + step + " " + endNanos);
            for (int w = 0; w < times.workers(); w++) {
                line.append(" | ").append(times.startNanos(w)).append(' ').append(times.endNanos(w));
                line.append(' ').append(times.computeNanos(w)).append(' ').append(times.exposedCommunicationNanos(w));
                line.append(' ')
                        .append(times.waitingForOthersNanos(w))
                        .append(' ')
                        .append(times.idleNanos(w));
            }
            lines.add(line.toString());
        }

        @Override
        public void exchangeCompleted(ExchangeTiming exchange) {
            lines.add(exchange.step() + " " + exchange.index() + " "
                    + exchange.spec().label() + " "
                    + exchange.lastWorker() + " " + exchange.firstArrivalNanos() + " " + exchange.lastArrivalNanos()
                    + " " + exchange.startNanos() + " " + exchange.endNanos() + " " + exchange.sentBytes());
        }
    }

    private record Run(ExecutionResult result, Transcript transcript, BoundedTimeline timeline) {}

    private static Run run(NetworkSetup network, int workers, ComputeModel compute, WorkloadSource source, boolean on) {
        Transcript transcript = new Transcript();
        BoundedTimeline timeline = BoundedTimeline.firstSpans(700);
        ExecutionResult result = Bench.run(
                network,
                workers,
                compute,
                (index, needed) -> {
                    transcript.asked.add(index + " at " + needed);
                    return source.step(index, needed);
                },
                new ExecutionSettings(1, 1000, 1, 6, on),
                transcript,
                timeline);
        return new Run(result, transcript, timeline);
    }

    private static void assertSame(Run recognised, Run longWay, int arcs) {
        assertThat(longWay.result().repeatedSteps()).isZero();
        assertThat(recognised.transcript().lines).isEqualTo(longWay.transcript().lines);
        assertThat(recognised.transcript().asked).isEqualTo(longWay.transcript().asked);
        assertThat(recognised.result().fingerprint()).isEqualTo(longWay.result().fingerprint());
        assertThat(recognised.result().elapsedNanos())
                .isEqualTo(longWay.result().elapsedNanos());
        assertThat(recognised.result().workers()).isEqualTo(longWay.result().workers());
        assertThat(recognised.timeline().spans()).isEqualTo(longWay.timeline().spans());
        for (int arc = 0; arc < arcs; arc++) {
            assertThat(recognised.result().arcPayloadBytes(arc))
                    .isEqualTo(longWay.result().arcPayloadBytes(arc));
            assertThat(recognised.result().arcWireBytes(arc))
                    .isEqualTo(longWay.result().arcWireBytes(arc));
        }
    }

    static Stream<String> models() {
        return Bench.models();
    }

    private static ComputeModel unequal(int workers) {
        long[] nanos = new long[workers];
        for (int w = 0; w < workers; w++) {
            nanos[w] = (100 + 7 * w) * MILLI;
        }
        return ComputeModels.ofStepTime(nanos, new PhaseShares(0.3, 0.65, 0.05));
    }

    @ParameterizedTest
    @MethodSource("models")
    void periodicExchangesOfSeveralStates(String model) {
        Topology topology = Bench.star(5, "1 Gbit/s", Duration.ofMillis(2));
        Step local = Bench.synchronous();
        Step one = Bench.synchronous(Bench.allReduce("parameters", 4, 1_000_003, "ring"));
        Step both = Bench.synchronous(
                Bench.allReduce("parameters", 4, 1_000_003, "ring"),
                Bench.allReduce("moment", 4, 500_000, "binary-tree"));
        WorkloadSource source = (index, needed) ->
                index >= 600 ? null : (index + 1) % 24 == 0 ? both : (index + 1) % 8 == 0 ? one : local;
        Run on = run(Bench.network(topology, model), 4, Bench.stepTime(4, 2000 * MILLI), source, true);
        Run off = run(Bench.network(topology, model), 4, Bench.stepTime(4, 2000 * MILLI), source, false);
        assertSame(on, off, topology.arcCount());
        assertThat(on.result().repeatedSteps()).isGreaterThan(350);
        // Workers that drift apart between exchanges do not repeat step by step.
        assertSame(
                run(Bench.network(topology, model), 4, unequal(4), source, true),
                run(Bench.network(topology, model), 4, unequal(4), source, false),
                topology.arcCount());
    }

    /** Rounds of a server and some clients at a time, others each round; the clients compute unequally long. */
    @ParameterizedTest
    @MethodSource("models")
    void stepsInWhichOnlySomeTakePart(String model) {
        Topology topology = Bench.star(6, "1 Gbit/s", Duration.ofMillis(2));
        WorkloadSource source = SomeWorkers.rounds(List.of(List.of(0, 3), List.of(1, 2, 4), List.of(3)), 5, 16, 80);
        Run on = run(Bench.network(topology, model), 6, unequal(6), source, true);
        Run off = run(Bench.network(topology, model), 6, unequal(6), source, false);
        assertSame(on, off, topology.arcCount());
        assertThat(on.result().steps()).isEqualTo(80 * 16);
        assertThat(on.result().repeatedSteps()).isGreaterThan(80);
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyStepTheSameExchangeOverManyRanksInLockstep(String model) {
        Topology topology = Bench.star(12, "1 Gbit/s", Duration.ofMillis(1));
        Step step = Bench.synchronous(Bench.allReduce("gradients", 12, 1_000_002, "ring"));
        Run on = run(Bench.network(topology, model), 12, unequal(12), Bench.repeat(step, 120), true);
        Run off = run(Bench.network(topology, model), 12, unequal(12), Bench.repeat(step, 120), false);
        assertSame(on, off, topology.arcCount());
        assertThat(on.result().repeatedSteps()).isGreaterThan(60);
    }

    @ParameterizedTest
    @MethodSource("models")
    void overlappingExchangesThatCrossSteps(String model) {
        Topology topology = Bench.star(3, "1 Gbit/s", Duration.ofMillis(1));
        Step streaming = new Step(
                List.of(Bench.allReduce("fragment", 3, 300_000, "ring")),
                List.of(
                        new Compute(Phase.FORWARD, List.of()),
                        new Await(0, 1),
                        new Compute(Phase.BACKWARD, List.of(new ReleasePoint(0.75, 0))),
                        new Compute(Phase.UPDATE, List.of())));
        Step sending = Bench.synchronous(Bench.allReduce("first fragment", 3, 300_000, "ring"));
        WorkloadSource source = (index, needed) -> index >= 200 ? null : index == 0 ? sending : streaming;
        Run on = run(Bench.network(topology, model), 3, unequal(3), source, true);
        Run off = run(Bench.network(topology, model), 3, unequal(3), source, false);
        assertSame(on, off, topology.arcCount());
    }

    @ParameterizedTest
    @MethodSource("models")
    void stragglersHinderRecognitionButChangeNothing(String model) {
        Topology topology = Bench.star(3, "1 Gbit/s", Duration.ofMillis(1));
        Step step = Bench.synchronous(Bench.allReduce("gradients", 3, 100_000, "ring"));
        ComputeModel noisy =
                ComputeModels.withStragglers(unequal(3), StragglerModel.logNormal(new RandomStreams(3), 0.1));
        Run on = run(Bench.network(topology, model), 3, noisy, Bench.repeat(step, 560), true);
        Run off = run(Bench.network(topology, model), 3, noisy, Bench.repeat(step, 560), false);
        assertSame(on, off, topology.arcCount());
        assertThat(on.result().repeatedSteps()).isZero();
    }

    @ParameterizedTest
    @MethodSource("models")
    void randomProgramsUnderOccasionalStragglers(String model) {
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            int workers = 2 + random.nextInt(4);
            Topology topology = Bench.star(workers + 1, "1 Gbit/s", Duration.ofNanos(2L * random.nextInt(2_000_000)));
            Step[] steps = new Step[3];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = randomStep(random, workers);
            }
            int[] order = random.ints(100, 0, steps.length).toArray();
            // Long stretches of one step, as with local methods.
            WorkloadSource source = (index, needed) -> index >= 300 ? null : steps[order[(int) (index / 3)]];
            ComputeModel compute = ComputeModels.withStragglers(
                    unequal(workers), StragglerModel.occasional(new RandomStreams(seed), 0.05, 1.5));
            Run on = run(Bench.network(topology, model), workers, compute, source, true);
            Run off = run(Bench.network(topology, model), workers, compute, source, false);
            assertSame(on, off, topology.arcCount());
        }
    }

    @Test
    void packetByPacket() {
        Topology topology = Bench.star(3, "100 Mbit/s", Duration.ofMillis(1));
        Step local = Bench.synchronous();
        Step exchange = Bench.synchronous(Bench.allReduce("parameters", 3, 30_003, "ring"));
        WorkloadSource source = Bench.periodic(local, exchange, 5, 60);
        ComputeModel compute = Bench.stepTime(3, 40 * MILLI);
        Run on = run(Bench.network(topology, Bench.PACKET), 3, compute, source, true);
        Run off = run(Bench.network(topology, Bench.PACKET), 3, compute, source, false);
        assertSame(on, off, topology.arcCount());
    }

    private static Step randomStep(Random random, int workers) {
        String[] ids = {"ring", "all-to-all", "recursive-halving-doubling", "parameter-server", "auto"};
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<ReleasePoint> releases = new ArrayList<>();
        List<Operation> program = new ArrayList<>(List.of(new Compute(Phase.FORWARD, List.of())));
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            exchanges.add(
                    Bench.allReduce("e" + i, workers, random.nextInt(2_000_000), ids[random.nextInt(ids.length)]));
            releases.add(new ReleasePoint((i + 1.0) / count, i));
        }
        program.add(new Compute(Phase.BACKWARD, releases));
        boolean awaits = random.nextBoolean();
        for (int i = 0; i < count && awaits; i++) {
            program.add(new Await(i));
        }
        program.add(new Compute(Phase.UPDATE, List.of()));
        return new Step(exchanges, program);
    }

    /** A million equal steps, of which all but the first few are recognised. */
    @Test
    void aMillionSynchronousStepsTakeLessThanASecond() {
        Topology topology = Bench.star(4, "10 Gbit/s", Duration.ofMillis(10));
        Step step = Bench.synchronous(Bench.allReduce("gradients", 4, 100_000_000, "ring"));
        long steps = 1_000_000;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = Bench.cpuNanos();
            ExecutionResult result = Bench.run(
                    Bench.transferByTransfer(topology), 4, Bench.stepTime(4, 100 * MILLI), Bench.repeat(step, steps));
            best = Math.min(best, Bench.cpuNanos() - before);
            assertThat(result.steps()).isEqualTo(steps);
            assertThat(result.repeatedSteps()).isGreaterThan(steps - 10);
            long exchange = 6 * (10 * MILLI + 20 * MILLI);
            assertThat(result.elapsedNanos()).isEqualTo(steps * (100 * MILLI + exchange));
            assertThat(result.arcPayloadBytes(0) + result.arcPayloadBytes(1)).isEqualTo(steps * 300_000_000L);
        }
        assertThat(best).isLessThan(1_000_000_000L);
    }
}
