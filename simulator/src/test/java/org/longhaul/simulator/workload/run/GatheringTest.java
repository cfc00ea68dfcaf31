package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.PendingExchange;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.topology.Topology;

/** Steps that end when enough has arrived or a deadline is over. */
class GatheringTest {
    private static final long MILLI = 1_000_000;
    private static final long BYTES = 1_000_000;
    private static final int SERVER = 2;

    /** 8 Mbit/s and 10 ms from host to host: a vector takes 1010 ms. */
    private final Topology topology = Bench.star(3, "8 Mbit/s", Duration.ofMillis(10));

    /** Worker 1 computes twice as long as worker 0. */
    private final ComputeModel compute = new ComputeModel() {
        @Override
        public long forwardNanos(int worker, long step) {
            return 0;
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return worker == SERVER ? 0 : (worker + 1) * 300 * MILLI;
        }

        @Override
        public long updateNanos(int worker, long step) {
            return 0;
        }

        @Override
        public boolean isSteady() {
            return true;
        }
    };

    /** Remembers what it was told, and has the next step made of it. */
    private static final class Asking implements WorkloadSource {
        private final long steps;
        private final BiFunction<Long, Gathered, Step> next;
        private final List<Gathered> told = new ArrayList<>();

        Asking(long steps, BiFunction<Long, Gathered, Step> next) {
            this.steps = steps;
            this.next = next;
        }

        @Override
        public @Nullable Step step(long index, long neededNanos) {
            return index == steps ? null : next.apply(index, told.get(told.size() - 1));
        }

        @Override
        public boolean gathers() {
            return true;
        }

        @Override
        public void gathered(Gathered gathered) {
            told.add(gathered);
        }

        List<String> words() {
            return told.stream()
                    .map(each -> each.nanos() / MILLI + ": " + each.arrived() + " of " + each.present())
                    .toList();
        }
    }

    private ExecutionResult run(WorkloadSource source, Fault... faults) {
        return new WorkloadExecutor(
                        Bench.network(topology, Bench.FLUID),
                        Bench.firstHosts(topology, 3),
                        compute,
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE,
                        faults.length == 0
                                ? RunConditions.NONE
                                : new RunConditions(
                                        List.of(faults), Recovery.DEFAULT, List.of(), List.of(), new RandomStreams(1)))
                .run(source, ExecutionListener.NONE);
    }

    /** Some compute, and each sends to the server, which waits until the deadline. */
    private static Step round(List<Integer> cohort, long deadlineNanos) {
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<Operation> program = new ArrayList<>();
        List<PendingExchange> pending = new ArrayList<>();
        program.add(new Compute(Phase.BACKWARD, List.of(), cohort));
        for (int worker : cohort) {
            program.add(new Begin(exchanges.size()));
            pending.add(new PendingExchange(0, exchanges.size()));
            exchanges.add(send(worker, SERVER));
        }
        return new Step(exchanges, program, new Gathering(pending, cohort.size(), 1, deadlineNanos, 0));
    }

    private static ExchangeSpec send(int from, int to) {
        return new ExchangeSpec("update", Pattern.BROADCAST, List.of(from, to), BYTES, BYTES, "star");
    }

    @Test
    void whoIsTwiceAsSlowIsHeardSecond() {
        Asking source = new Asking(2, (index, told) -> round(List.of(0, 1), Gathering.NONE));
        ExecutionResult result = run(source);
        // 300 ms, then 0 alone until 600 ms, when it has sent 0.3 MB of its 1 MB. Then both get half of the
        // server's link: 0 is done after another 1.4 s, and the remaining 0.3 MB of 1 take 0.3 s more.
        assertThat(source.words())
                .containsExactly("0: [] of [0, 1, 2]", "2310: [0, 1] of [0, 1, 2]", "4620: [0, 1] of [0, 1, 2]");
        assertThat(result.elapsedNanos()).isEqualTo(4620 * MILLI);
        TimeSpent fast = result.workers().get(0);
        assertThat(fast.computeNanos()).isEqualTo(600 * MILLI);
        assertThat(fast.waitingForOthersNanos()).isEqualTo((4620 - 600) * MILLI);
    }

    /** The first worker that has come is heard of, and what has arrived by then; who still computes is not waited for. */
    @Test
    void theFirstWorkerThatHasNothingLeftToDoIsWaitedFor() {
        Asking source = new Asking(4, (index, told) -> {
            List<PendingExchange> letter = List.of(new PendingExchange((int) (long) index, 0));
            List<Integer> next = told.ready().isEmpty()
                    ? List.of(0, 1)
                    : List.of(told.ready().get(0));
            List<Operation> program = new ArrayList<>(List.of(new Compute(Phase.BACKWARD, List.of(), next)));
            if (index == 0) {
                program.add(new Begin(0));
                return new Step(List.of(send(0, SERVER)), program, Gathering.ofFirst(List.of(1, 0), letter));
            }
            return new Step(List.of(), program, Gathering.ofFirst(List.of(1, 0), letter));
        });
        run(source);
        // Worker 0 computes for 300 ms, worker 1 for 600 ms; where both have come the list says who is first. What
        // worker 0 sent after 300 ms is there after 1310 ms.
        assertThat(source.told.stream()
                        .map(each -> each.nanos() / MILLI + ": " + each.ready() + " " + each.arrived())
                        .toList())
                .containsExactly("0: [] []", "300: [0] []", "600: [1, 0] []", "600: [0] []", "900: [0] []");
    }

    @Test
    void whatCanNeverArriveIsRefused() {
        refused(
                "step 1 gathers from 2 steps ago on, before the first step",
                new Gathering(List.of(new PendingExchange(2, 0)), 1, 1, Gathering.NONE, 0));
        refused(
                "step 1 gathers from 2 steps ago on, before the first step",
                new Gathering(List.of(new PendingExchange(0, 0)), 1, 1, Gathering.NONE, 2));
        refused(
                "step 1 gathers exchange 5 of step 0, which never arrives",
                new Gathering(List.of(new PendingExchange(1, 5)), 1, 1, Gathering.NONE, 0));
        // Step 0 has gathered it already.
        refused(
                "step 1 gathers exchange 0 of step 0, which never arrives",
                new Gathering(List.of(new PendingExchange(1, 0)), 1, 1, Gathering.NONE, 0));
    }

    private void refused(String message, Gathering second) {
        Step first = round(List.of(0, 1), Gathering.NONE);
        Asking source = new Asking(
                2, (index, told) -> index == 0 ? first : new Step(first.exchanges(), first.program(), second));
        assertThatIllegalArgumentException().isThrownBy(() -> run(source)).withMessageContaining(message);
    }

    /** Its steps followed from other answers, as in a forecast. */
    @Test
    void aRecordingGoesOnWithThoseWhoCanCome() {
        Step first = round(List.of(0, 1), Gathering.NONE);
        RunLengthTrace.Recorder<Step> recorder = new RunLengthTrace.Recorder<>();
        recorder.add(first, 1);
        recorder.add(
                new Step(
                        first.exchanges(),
                        first.program(),
                        // One that step 0 has gathered already, and one that is under way.
                        new Gathering(
                                List.of(new PendingExchange(1, 0), new PendingExchange(0, 0)),
                                2,
                                2,
                                Gathering.NONE,
                                0)),
                1);
        assertThat(run(WorkloadSource.of(recorder.trace().player())).steps()).isEqualTo(2);
    }

    @Test
    void atADeadlineBetweenThemTheFastOneIsHeardAlone() {
        Asking source = new Asking(1, (index, told) -> round(List.of(0, 1), 2100 * MILLI));
        ExecutionResult result = run(source);
        assertThat(source.words()).containsExactly("0: [] of [0, 1, 2]", "2100: [0] of [0, 2]");
        assertThat(result.elapsedNanos()).isEqualTo(2100 * MILLI);
        for (TimeSpent worker : result.workers()) {
            assertThat(worker.elapsedNanos()).isEqualTo(result.elapsedNanos());
        }
    }

    /** The run ends while what the first round has not waited for is under way: that round still counts once. */
    @Test
    void aStepWhoseExchangeIsUnderWayAtTheEndCountsOnce() {
        Step first = round(List.of(0, 1), 2100 * MILLI);
        ExchangeSpec word = new ExchangeSpec("word", Pattern.BROADCAST, List.of(0, SERVER), 1, 1, "star");
        Step second = new Step(
                List.of(word),
                List.of(new Begin(0)),
                new Gathering(List.of(new PendingExchange(0, 0)), 1, 1, Gathering.NONE, 0));
        Asking source = new Asking(2, (index, told) -> index == 0 ? first : second);
        ExecutionResult result = run(source);
        assertThat(result.elapsedNanos()).isLessThan(2300 * MILLI);
        assertThat(result.steps()).isEqualTo(2);
        for (TimeSpent worker : result.workers()) {
            assertThat(worker.elapsedNanos()).isEqualTo(result.elapsedNanos());
        }
    }

    @Test
    void whatArrivesAtTheDeadlineItselfIsInTimeAndNobodyAtAllIsWaitedFor() {
        long first = 2010 * MILLI;
        Asking exact = new Asking(1, (index, told) -> round(List.of(0, 1), first));
        run(exact);
        assertThat(exact.words().get(1)).isEqualTo("2010: [0] of [0, 2]");
        Asking before = new Asking(1, (index, told) -> round(List.of(0, 1), first - 1));
        run(before);
        assertThat(before.words().get(1)).isEqualTo("2010: [0] of [0, 2]");
        Asking early = new Asking(1, (index, told) -> round(List.of(0, 1), 500 * MILLI));
        run(early);
        assertThat(early.words().get(1)).isEqualTo("2010: [0] of [0, 2]");
    }

    /** Worker 1 still computes when the first round is over, and is not there for the second. */
    @Test
    void whoStillComputesAtTheDeadlineIsNotPresent() {
        List<List<Integer>> cohorts = new ArrayList<>();
        ComputeModel usual = compute;
        Asking source = new Asking(3, (index, told) -> {
            List<Integer> cohort =
                    told.present().stream().filter(worker -> worker != SERVER).toList();
            cohorts.add(cohort);
            return round(cohort, index == 0 ? 1400 * MILLI : Gathering.NONE);
        });
        ComputeModel slow = new ComputeModel() {
            @Override
            public long forwardNanos(int worker, long step) {
                return worker == 1 ? 3000 * MILLI : 0;
            }

            @Override
            public long backwardNanos(int worker, long step) {
                return forwardNanos(worker, step) + usual.backwardNanos(worker, step);
            }

            @Override
            public long updateNanos(int worker, long step) {
                return 0;
            }

            @Override
            public boolean isSteady() {
                return true;
            }
        };
        new WorkloadExecutor(
                        Bench.network(topology, Bench.FLUID),
                        Bench.firstHosts(topology, 3),
                        slow,
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE)
                .run(source, ExecutionListener.NONE);
        assertThat(source.words().subList(0, 3))
                .containsExactly("0: [] of [0, 1, 2]", "1400: [0] of [0, 2]", "2710: [0] of [0, 2]");
        assertThat(cohorts).containsExactly(List.of(0, 1), List.of(0), List.of(0));
    }

    /** The link of worker 0 is down from 400 ms to 3 s: now it is the late one. */
    @Test
    void anOutageOfItsLinkMakesTheFastOneLate() {
        Fault outage = Fault.of(
                new Maintenance(),
                new Maintenance.Settings(
                        Duration.ofMillis(400),
                        Duration.ofMillis(2600),
                        null,
                        List.of(topology.links().get(0).id()),
                        List.of(),
                        List.of(),
                        Duration.ZERO));
        Asking source = new Asking(1, (index, told) -> round(List.of(0, 1), 2100 * MILLI));
        run(source, outage);
        assertThat(source.words().get(1)).isEqualTo("2100: [1] of [1, 2]");
    }

    /** Whoever has arrived is sent a new model and goes on; the slow one finds its place in between. */
    @Test
    void arrivalsAreActedOnOneByOne() {
        int[] begun = {0, 0};
        List<Integer> order = new ArrayList<>();
        Asking source = new Asking(6, (index, told) -> {
            List<Integer> cohort =
                    index == 0 ? List.of(0, 1) : List.of(told.arrived().get(0));
            if (index > 0) {
                order.add(cohort.get(0));
            }
            List<ExchangeSpec> exchanges = new ArrayList<>();
            List<Operation> program = new ArrayList<>();
            for (int worker : cohort) {
                exchanges.add(send(worker, SERVER));
            }
            for (int worker : cohort) {
                program.add(new Begin(exchanges.size()));
                program.add(new Await(exchanges.size(), 0, List.of(worker)));
                exchanges.add(send(SERVER, worker));
            }
            program.add(new Compute(Phase.BACKWARD, List.of(), cohort));
            for (int worker : cohort) {
                program.add(new Begin(cohort.indexOf(worker)));
                begun[worker] = index.intValue();
            }
            List<PendingExchange> pending = new ArrayList<>();
            for (int worker : List.of(0, 1)) {
                pending.add(new PendingExchange(index.intValue() - begun[worker], begun[worker] == 0 ? worker : 0));
            }
            return new Step(exchanges, program, new Gathering(pending, 1, 1, Gathering.NONE, 0));
        });
        ExecutionResult once = run(source);
        assertThat(order).startsWith(0, 1, 0).contains(1);
        assertThat(source.told).hasSize(7);
        List<Gathered> told = List.copyOf(source.told);
        assertThat(told).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
        assertThat(once.elapsedNanos()).isEqualTo(told.get(6).nanos());
    }

    @Test
    void aRunIsTheSameTwice() {
        long[] fingerprints = new long[2];
        for (int i = 0; i < 2; i++) {
            Asking source = new Asking(5, (index, told) -> round(List.of(0, 1), 2100 * MILLI));
            fingerprints[i] = run(source).fingerprint();
        }
        assertThat(fingerprints[1]).isEqualTo(fingerprints[0]);
    }

    @Test
    void aGatheringWaitsForWhatThereIs() {
        List<PendingExchange> one = List.of(new PendingExchange(0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gathering(one, 2, 1, 0, 0))
                .withMessageContaining("of 1 exchanges");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step(List.of(), List.of(), new Gathering(one, 1, 1, 0, 0)))
                .withMessageContaining("below the number of exchanges");
    }
}
