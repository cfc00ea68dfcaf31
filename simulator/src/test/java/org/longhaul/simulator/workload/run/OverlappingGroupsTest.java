package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.GossipPairs;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Topology;

/** Exchanges of groups that share workers, at once and up to a limit for each worker. */
class OverlappingGroupsTest {

    private static final double EXACT = 1e-7; // per cent: 1e-9 relative
    private static final double ALPHA = 0.01;
    private static final double SECONDS = 1; // of 125 MB at 1 Gbit/s
    private static final long BYTES = 125_000_000;

    private static final class Timings implements ExecutionListener {

        private final List<ExchangeTiming> all = new ArrayList<>();

        @Override
        public void exchangeCompleted(ExchangeTiming timing) {
            all.add(timing);
        }

        long sentBytes() {
            return all.stream().mapToLong(ExchangeTiming::sentBytes).sum();
        }

        /** Most exchanges that the worker takes part in at one time. */
        int mostAtOnce(int worker) {
            List<ExchangeTiming> own = all.stream()
                    .filter(timing -> timing.spec().workers().contains(worker))
                    .toList();
            int most = 0;
            for (ExchangeTiming at : own) {
                long running = own.stream()
                        .filter(other -> other.startNanos() <= at.startNanos() && at.startNanos() < other.endNanos())
                        .count();
                most = Math.max(most, (int) running);
            }
            return most;
        }
    }

    private static ExecutionResult run(
            String model, int workers, ComputeModel compute, Step step, long steps, int limit, Timings timings) {
        return run(
                model, workers, compute, step, steps, ExecutionSettings.DEFAULT.withExchangesPerWorker(limit), timings);
    }

    private static ExecutionResult run(
            String model,
            int workers,
            ComputeModel compute,
            Step step,
            long steps,
            ExecutionSettings settings,
            ExecutionListener listener) {
        Topology star = Bench.star(workers, "1 Gbit/s", Duration.ofMillis(10));
        return Bench.run(Bench.network(star, model), workers, compute, Bench.repeat(step, steps), settings, listener);
    }

    private static double seconds(int workers, Step step, int limit) {
        return run(Bench.FLUID, workers, Bench.stepTime(workers, 0), step, 1, limit, new Timings())
                        .elapsedNanos()
                * 1e-9;
    }

    /** All pairs of 8, begun in the order of a tournament: one at a time, seven rounds of pairs; at once, seven share a line. */
    @Test
    void allPairsOfGossip() {
        List<ExchangeSpec> pairs = new ArrayList<>();
        for (int round = 0; round < 7; round++) {
            pairs.addAll(GossipPairs.exchanges("gossip", GossipPairs.roundRobin(8, round), BYTES, BYTES, "ring"));
        }
        assertThat(pairs).hasSize(28);
        Step step = Bench.synchronous(pairs.toArray(ExchangeSpec[]::new));
        assertThat(seconds(8, step, 1)).isCloseTo(7 * 2 * (ALPHA + SECONDS / 2), withPercentage(EXACT));
        assertThat(seconds(8, step, 0)).isCloseTo(2 * (ALPHA + 7 * SECONDS / 2), withPercentage(EXACT));
        assertThat(seconds(8, step, 7)).isEqualTo(seconds(8, step, 0));
    }

    /** Rows and columns of a grid of 4 x 4: after each other, or sharing every line. */
    @Test
    void rowsAndColumnsOfAGrid() {
        List<ExchangeSpec> groups = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                members.add(k < 4 ? 4 * k + i : 4 * i + k - 4);
            }
            groups.add(new ExchangeSpec("group " + k, Pattern.ALL_REDUCE, members, BYTES, 0, "ring"));
        }
        Step step = Bench.synchronous(groups.toArray(ExchangeSpec[]::new));
        assertThat(seconds(16, step, 1)).isCloseTo(2 * 6 * (ALPHA + SECONDS / 4), withPercentage(EXACT));
        assertThat(seconds(16, step, 0)).isCloseTo(6 * (ALPHA + 2 * SECONDS / 4), withPercentage(EXACT));
    }

    /** {0,1}, {1,2}, {2,3}: the first and the last run at once, the middle one waits for both. */
    @Test
    void aWaitingExchangeLetsOthersPassThatShareNoWorker() {
        Timings timings = new Timings();
        Step step = Bench.synchronous(
                new ExchangeSpec("first", Pattern.ALL_REDUCE, List.of(0, 1), BYTES, 0, "ring"),
                new ExchangeSpec("middle", Pattern.ALL_REDUCE, List.of(1, 2), BYTES, 0, "ring"),
                new ExchangeSpec("last", Pattern.ALL_REDUCE, List.of(3, 4), BYTES, 0, "ring"),
                new ExchangeSpec("after", Pattern.ALL_REDUCE, List.of(2, 3), BYTES, 0, "ring"));
        run(Bench.FLUID, 5, Bench.stepTime(5, 0), step, 1, 1, timings);
        assertThat(timings.all.stream().filter(t -> t.startNanos() == 0).map(t -> t.spec()
                        .label()))
                .containsExactlyInAnyOrder("first", "last");
        // Worker 2 is free all the time, but it keeps its place for the middle exchange, which comes before.
        long middleEnd = timings.all.stream()
                .filter(t -> t.spec().label().equals("middle"))
                .findFirst()
                .orElseThrow()
                .endNanos();
        assertThat(timings.all.get(3).spec().label()).isEqualTo("after");
        assertThat(timings.all.get(3).startNanos()).isEqualTo(middleEnd);
    }

    /** Random groups, sizes, collectives, orders of arrival and awaiting: no deadlock, no byte lost, no limit broken. */
    @ParameterizedTest
    @ValueSource(strings = {Bench.ANALYTIC, Bench.FLUID, "flow"})
    void randomGroupsNeitherDeadlockNorLoseBytes(String model) {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int workers = 2 + random.nextInt(9);
            Step step = randomStep(random, workers);
            long[] nanos = random.longs(workers, 0, 3_000_000_000L).toArray();
            ComputeModel compute = ComputeModels.ofStepTime(nanos, PhaseShares.DEFAULT);
            int limit = random.nextInt(4);
            Timings timings = new Timings();
            ExecutionResult result = run(model, workers, compute, step, 2, limit, timings);
            assertThat(result.steps()).isEqualTo(2);
            assertThat(timings.all).hasSize(2 * step.exchanges().size());
            long carried = 0;
            for (int arc = 0; arc < 2 * workers; arc++) {
                carried += result.arcPayloadBytes(arc);
            }
            assertThat(carried).as("seed %d", seed).isEqualTo(2 * timings.sentBytes());
            for (int worker = 0; worker < workers && limit > 0; worker++) {
                assertThat(timings.mostAtOnce(worker)).as("seed %d", seed).isLessThanOrEqualTo(limit);
            }
        }
    }

    private static Step randomStep(Random random, int workers) {
        String[] collectives = {"ring", "chain", "binomial-tree", "reduce-scatter-all-gather", "auto"};
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<ReleasePoint> releases = new ArrayList<>();
        List<Operation> awaits = new ArrayList<>();
        double fraction = 0;
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<Integer> members = new ArrayList<>(Bench.workers(workers));
            Collections.shuffle(members, random);
            exchanges.add(new ExchangeSpec(
                    "exchange " + i,
                    Pattern.ALL_REDUCE,
                    members.subList(0, 1 + random.nextInt(workers)),
                    random.nextInt(50_000_000),
                    0,
                    collectives[random.nextInt(collectives.length)]));
            fraction += (1 - fraction) * random.nextDouble();
            releases.add(new ReleasePoint(fraction, i));
            awaits.add(new Await(i));
        }
        Collections.shuffle(awaits, random);
        List<Operation> program = new ArrayList<>();
        program.add(new Compute(Phase.FORWARD, List.of()));
        program.add(new Compute(Phase.BACKWARD, releases));
        program.addAll(awaits);
        program.add(new Compute(Phase.UPDATE, List.of()));
        return new Step(exchanges, program);
    }

    /** Steps that are recognised instead of simulated again end as the long way does, whatever the limit. */
    @Test
    void repetitionHoldsWithALimit() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int workers = 2 + random.nextInt(5);
            Step step = randomStep(random, workers);
            ComputeModel compute = ComputeModels.ofStepTime(
                    random.longs(workers, 0, 3_000_000_000L).toArray(), PhaseShares.DEFAULT);
            ExecutionSettings settings = ExecutionSettings.DEFAULT.withExchangesPerWorker(1 + seed % 3);
            ExecutionListener silent = new ExecutionListener() {};
            ExecutionResult known = run(Bench.FLUID, workers, compute, step, 40, settings, silent);
            ExecutionResult longWay =
                    run(Bench.FLUID, workers, compute, step, 40, settings.withRepetitionRecognised(false), silent);
            assertThat(known.fingerprint()).isEqualTo(longWay.fingerprint());
            assertThat(known.elapsedNanos()).isEqualTo(longWay.elapsedNanos());
            assertThat(longWay.repeatedSteps()).isZero();
        }
    }

    /** Disjoint pairs, random or of a tournament: 2(a + S/(2B)), whatever the number of workers and the limit. */
    @ParameterizedTest
    @CsvSource({"2", "5", "8", "13"})
    void gossipOfDisjointPairs(int workers) {
        for (int round = 0; round < 5; round++) {
            for (List<List<Integer>> pairs : List.of(
                    GossipPairs.roundRobin(workers, round), GossipPairs.random(new RandomStreams(3), workers, round))) {
                for (String collective : new String[] {"ring", "recursive-halving-doubling", "auto"}) {
                    Step step = Bench.synchronous(GossipPairs.exchanges("gossip", pairs, BYTES, BYTES, collective)
                            .toArray(ExchangeSpec[]::new));
                    double expected = collective.equals("auto") ? ALPHA + SECONDS : 2 * (ALPHA + SECONDS / 2);
                    for (String model : new String[] {Bench.ANALYTIC, Bench.FLUID}) {
                        ExecutionResult result =
                                run(model, workers, Bench.stepTime(workers, 0), step, 1, round % 3, new Timings());
                        assertThat(result.elapsedNanos() * 1e-9).isCloseTo(expected, withPercentage(EXACT));
                    }
                }
            }
        }
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatThrownBy(() -> ExecutionSettings.DEFAULT.withExchangesPerWorker(-1))
                .hasMessageContaining("exchangesPerWorker (-1) must be at least 1, or 0 for no limit");
    }
}
