package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
import org.longhaul.simulator.workload.Muster;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.Absence;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Topology;

/** Rounds of two steps of 500 ms, at whose end those are waited for who are not lost; then an all-reduce among those who came. */
class MusterTest {
    private static final long MILLI = 1_000_000;
    private static final int LOCAL_STEPS = 2;

    private final Topology topology = Bench.star(4, "8 Mbit/s", Duration.ofMillis(10));

    /** The worker that takes twice as long as the others; none by default. */
    private int slow = -1;

    private final ComputeModel compute = new ComputeModel() {
        @Override
        public long forwardNanos(int worker, long step) {
            return 0;
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return (worker == slow ? 1000 : 500) * MILLI;
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

    /** What a method in rounds does: members compute; those who came exchange; those who are there get the state and go on. */
    private static final class Rounds implements WorkloadSource {
        private final int rounds;
        private final int quorum;
        private final long deadlineNanos;
        private final long bytes;
        private final List<Gathered> told = new ArrayList<>();
        private final List<List<Integer>> members = new ArrayList<>();
        private List<Integer> heard = List.of();

        Rounds(int rounds, int quorum, long deadlineNanos, long bytes) {
            this.rounds = rounds;
            this.quorum = quorum;
            this.deadlineNanos = deadlineNanos;
            this.bytes = bytes;
        }

        @Override
        public @Nullable Step step(long index, long neededNanos) {
            if (index == (long) rounds * LOCAL_STEPS) {
                return null;
            }
            List<Integer> present = members.get(members.size() - 1);
            List<ExchangeSpec> exchanges = new ArrayList<>();
            List<Operation> program = new ArrayList<>();
            if (index % LOCAL_STEPS == 0 && heard.size() > 1) {
                program.add(new Begin(0));
                program.add(new Await(0));
                exchanges.add(new ExchangeSpec("mean", Pattern.ALL_REDUCE, heard, bytes, bytes, "ring"));
            }
            if (index % LOCAL_STEPS == 0 && !heard.isEmpty()) {
                for (int joiner : present) {
                    if (!heard.contains(joiner)) {
                        int place = exchanges.size();
                        exchanges.add(new ExchangeSpec(
                                "state", Pattern.BROADCAST, List.of(heard.get(0), joiner), bytes, bytes, "star"));
                        program.add(new Begin(place));
                        program.add(new Await(place, 0, List.of(joiner)));
                    }
                }
            }
            program.add(new Compute(Phase.BACKWARD, List.of(), present));
            Muster muster = index % LOCAL_STEPS == LOCAL_STEPS - 1
                    ? new Muster(present, quorum, 200 * MILLI, 300 * MILLI, deadlineNanos, LOCAL_STEPS - 1)
                    : null;
            return new Step(exchanges, program, null, muster);
        }

        @Override
        public boolean gathers() {
            return true;
        }

        @Override
        public boolean musters() {
            return true;
        }

        @Override
        public void gathered(Gathered gathered) {
            if (!members.isEmpty()) {
                List<Integer> waited = members.get(members.size() - 1);
                heard = gathered.arrived().stream().map(waited::get).toList();
            }
            told.add(gathered);
            members.add(gathered.present());
        }

        /** When each round was over, who came, and who goes on. */
        List<String> words() {
            List<String> words = new ArrayList<>();
            for (int i = 1; i < told.size(); i++) {
                List<Integer> waited = members.get(i - 1);
                words.add(told.get(i).nanos() / MILLI + ": "
                        + told.get(i).arrived().stream().map(waited::get).toList() + " then " + members.get(i));
            }
            return words;
        }
    }

    private final List<Absence> absences = new ArrayList<>();

    private ExecutionResult run(Rounds source, Fault... faults) {
        return run(source, Recovery.DEFAULT, faults);
    }

    private ExecutionResult run(Rounds source, Recovery recovery, Fault... faults) {
        return new WorkloadExecutor(
                        Bench.network(topology, Bench.FLUID),
                        Bench.firstHosts(topology, 4),
                        compute,
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE,
                        new RunConditions(List.of(faults), recovery, List.of(), List.of(), new RandomStreams(1)))
                .run(source, new ExecutionListener() {
                    @Override
                    public void absent(Absence absence) {
                        absences.add(absence);
                    }
                });
    }

    /** A node that is down from one time to another. */
    private Fault down(int node, long fromMillis, long forMillis) {
        return window("down-" + node + "-" + fromMillis, List.of("host" + node), List.of(), fromMillis, forMillis);
    }

    private static Fault window(String name, List<String> nodes, List<String> links, long fromMillis, long forMillis) {
        return new Fault(
                name,
                new Maintenance(),
                new Maintenance.Settings(
                        Duration.ofMillis(fromMillis),
                        Duration.ofMillis(forMillis),
                        null,
                        links,
                        nodes,
                        List.of(),
                        Duration.ofMillis(0)));
    }

    private static final long NO_BYTES = 1;

    @Test
    void withoutFaultsEverybodyComes() {
        Rounds source = new Rounds(3, 1, Gathering.NONE, NO_BYTES);
        run(source);
        assertThat(source.words().get(0)).isEqualTo("1000: [0, 1, 2, 3] then [0, 1, 2, 3]");
        assertThat(source.words()).hasSize(3).allSatisfy(each -> assertThat(each)
                .endsWith("[0, 1, 2, 3] then [0, 1, 2, 3]"));
        assertThat(absences).isEmpty();
    }

    /** It crashes at 850 ms: its last heartbeat was at 800 ms, so it is known to be lost at 1100 ms; it is back at 2850 ms. */
    @Test
    void aCrashIsKnownByItsSilence() {
        Rounds source = new Rounds(4, 1, Gathering.NONE, NO_BYTES);
        run(source, down(2, 850, 2000));
        assertThat(source.words().get(0)).isEqualTo("1100: [0, 1, 3] then [0, 1, 3]");
        // The second round takes an exchange of one byte (60 ms) and two steps, the third as long: then worker 2 is
        // there.
        assertThat(source.words().get(1)).endsWith(": [0, 1, 3] then [0, 1, 3]");
        assertThat(source.words().get(2)).endsWith(": [0, 1, 3] then [0, 1, 2, 3]");
        assertThat(source.words().get(3)).endsWith(": [0, 1, 2, 3] then [0, 1, 2, 3]");
        Absence absence = absences.get(0);
        assertThat(absences).hasSize(1);
        assertThat(absence.worker()).isEqualTo(2);
        assertThat(absence.cause()).isEqualTo(Absence.Cause.CRASH);
        assertThat(absence.lostWorkNanos()).isEqualTo(850 * MILLI);
        assertThat(absence.detectionNanos()).isEqualTo(250 * MILLI);
        assertThat(absence.admittedNanos()).isEqualTo(source.told.get(3).nanos());
        assertThat(absence.stateTransferNanos()).isPositive();
        assertThat(absence.lostWorkNanos()
                        + absence.detectionNanos()
                        + absence.replacementNanos()
                        + absence.stateTransferNanos())
                .isEqualTo(absence.totalNanos());
        assertThat(absence.isOver()).isTrue();
    }

    /** The same id is back within the round, before its silence was noticed: what it held is gone all the same. */
    @Test
    void whoIsBackWithinTheRoundHasLostItsWork() {
        Rounds source = new Rounds(2, 1, Gathering.NONE, NO_BYTES);
        run(source, down(1, 300, 50));
        assertThat(source.words().get(0)).isEqualTo("1000: [0, 2, 3] then [0, 1, 2, 3]");
        Absence absence = absences.get(0);
        assertThat(absence.detectionNanos()).isEqualTo(50 * MILLI);
        assertThat(absence.lostWorkNanos()).isEqualTo(300 * MILLI);
        assertThat(absence.replacementNanos()).isEqualTo(650 * MILLI);
    }

    /** All leave, and one returns: it goes on alone, and the others join it. */
    @Test
    void allLeaveAndOneReturns() {
        Rounds source = new Rounds(3, 1, Gathering.NONE, NO_BYTES);
        run(source, down(0, 400, 9000), down(1, 400, 1600), down(2, 400, 2100), down(3, 400, 2100));
        assertThat(source.words())
                .containsExactly("2000: [] then [1]", "3000: [1] then [1, 2, 3]", "4010: [1, 2, 3] then [1, 2, 3]");
        assertThat(absences).hasSize(4);
        assertThat(absences).filteredOn(absence -> !absence.isOver()).hasSize(1);
    }

    @Test
    void aQuorumIsWaitedFor() {
        Rounds source = new Rounds(2, 3, Gathering.NONE, NO_BYTES);
        run(source, down(0, 400, 2600), down(1, 500, 4000));
        // Two are left at 1000 ms; worker 0 makes them three at 3000 ms.
        assertThat(source.words().get(0)).isEqualTo("3000: [2, 3] then [0, 2, 3]");
    }

    /** A node that was never there joins at the end of the round in which it comes. */
    @Test
    void whoComesLateJoins() {
        Rounds source = new Rounds(3, 1, Gathering.NONE, NO_BYTES);
        run(source, down(3, 0, 1500));
        assertThat(source.words().get(0)).isEqualTo("1000: [0, 1, 2] then [0, 1, 2]");
        assertThat(source.words().get(1)).endsWith("[0, 1, 2] then [0, 1, 2, 3]");
        assertThat(absences).singleElement().satisfies(absence -> {
            assertThat(absence.cause()).isEqualTo(Absence.Cause.NOT_THERE);
            assertThat(absence.lostWorkNanos()).isZero();
        });
    }

    /** A worker that is cut off computes on in vain; it is known at 300 ms after its last heartbeat, and back when the line is. */
    @Test
    void whoIsCutOffIsLeftOutUntilTheLineIsBack() {
        Rounds source = new Rounds(4, 1, Gathering.NONE, NO_BYTES);
        run(source, window("cut", List.of(), List.of(topology.links().get(3).id()), 850, 1500));
        assertThat(source.words().get(0)).isEqualTo("1100: [0, 1, 2] then [0, 1, 2]");
        assertThat(source.words().get(2)).endsWith("then [0, 1, 2, 3]");
        assertThat(absences).singleElement().satisfies(absence -> {
            assertThat(absence.cause()).isEqualTo(Absence.Cause.CUT_OFF);
            assertThat(absence.detectionNanos()).isEqualTo(250 * MILLI);
        });
    }

    /** It needs 2 s for its round, of which 1.5 s are waited for; then it gets the state of the others and is late again. */
    @Test
    void nobodyIsWaitedForAfterTheDeadline() {
        slow = 1;
        Rounds source = new Rounds(2, 1, 1500 * MILLI, NO_BYTES);
        run(source);
        assertThat(source.words())
                .containsExactly("1500: [0, 2, 3] then [0, 1, 2, 3]", "3000: [0, 2, 3] then [0, 1, 2, 3]");
        assertThat(absences).hasSize(2).allSatisfy(absence -> {
            assertThat(absence.worker()).isEqualTo(1);
            assertThat(absence.cause()).isEqualTo(Absence.Cause.LATE);
            assertThat(absence.detectionNanos()).isZero();
            assertThat(absence.replacementNanos()).isZero();
        });
        assertThat(absences.get(0).lostWorkNanos()).isEqualTo(1500 * MILLI);
        assertThat(absences.get(0).stateTransferNanos()).isPositive();
        assertThat(absences).extracting(Absence::isOver).containsExactly(true, false);
    }

    /** Two crash within the exchange of the second round, which begins anew without them and is over before the deadline. */
    @Test
    void whoIsLostWithinAnExchangeIsNotWaitedForUpToTheDeadline() {
        Rounds source = new Rounds(2, 1, 1500 * MILLI, NO_BYTES);
        run(source, down(1, 1020, 20_000), down(2, 1020, 20_000));
        assertThat(source.words().get(0)).isEqualTo("1000: [0, 1, 2, 3] then [0, 1, 2, 3]");
        assertThat(source.words().get(1)).endsWith("[0, 3] then [0, 3]");
        assertThat(source.told.get(2).nanos()).isLessThan((1000 + 1500) * MILLI);
    }

    /** A megabyte takes seconds: worker 2 is lost while it travels, and the exchange begins anew among the others. */
    @Test
    void anExchangeBeginsAnewWithoutTheLost() {
        Rounds source = new Rounds(2, 1, Gathering.NONE, 1_000_000);
        ExecutionResult result = run(source, down(2, 1500, 1_000_000));
        assertThat(source.words().get(0)).isEqualTo("1000: [0, 1, 2, 3] then [0, 1, 2, 3]");
        assertThat(source.words().get(1)).endsWith("[0, 1, 3] then [0, 1, 3]");
        // Known at 1400 + 300 ms; three exchange 4/3 MB each at 1 MB/s, and compute a second.
        assertThat(source.told.get(2).nanos() / MILLI).isBetween(1700L + 1333 + 1000, 1700L + 1333 + 1000 + 900);
        assertThat(result.elapsedNanos()).isEqualTo(source.told.get(2).nanos());
        assertThat(result.steps()).isEqualTo(4);
        assertThat(result.workers())
                .allSatisfy(worker -> assertThat(worker.elapsedNanos()).isEqualTo(result.elapsedNanos()));
    }

    /** Random crashes, late comers and cuts: the run ends, whoever came was there all the round, and whoever is there goes on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anyScheduleEndsWithTheRightMembers(int part) {
        for (int seed = part * 100; seed < (part + 1) * 100; seed++) {
            Random random = new Random(seed);
            List<Fault> faults = new ArrayList<>();
            List<long[]> downs = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                int node = random.nextInt(4);
                long from = random.nextInt(4) == 0 ? 0 : random.nextInt(9000);
                long duration = 20 + random.nextInt(4000);
                boolean isCut = random.nextInt(4) == 0;
                String name = "fault" + i;
                faults.add(
                        isCut
                                ? window(
                                        name,
                                        List.of(),
                                        List.of(topology.links().get(node).id()),
                                        from,
                                        duration)
                                : window(name, List.of("host" + node), List.of(), from, duration));
                if (!isCut) {
                    downs.add(new long[] {node, from * MILLI, (from + duration) * MILLI});
                }
            }
            long deadline = random.nextBoolean() ? Gathering.NONE : 2500 * MILLI;
            Rounds source = new Rounds(8, 1 + random.nextInt(3), deadline, random.nextBoolean() ? NO_BYTES : 200_000);
            absences.clear();
            ExecutionResult result = run(source, faults.toArray(new Fault[0]));
            assertThat(source.told).as("seed %d", seed).hasSize(9);
            for (int i = 1; i < source.told.size(); i++) {
                long from = source.told.get(i - 1).nanos();
                long to = source.told.get(i).nanos();
                List<Integer> waited = source.members.get(i - 1);
                List<Integer> came =
                        source.told.get(i).arrived().stream().map(waited::get).toList();
                List<Integer> next = source.members.get(i);
                assertThat(next).as("seed %d", seed).containsAll(came).hasSizeGreaterThanOrEqualTo(source.quorum);
                for (long[] down : downs) {
                    int worker = (int) down[0];
                    // Instants that meet exactly may count either way.
                    if (down[1] > from && down[1] < to) {
                        assertThat(came).as("seed %d, round %d", seed, i).doesNotContain(worker);
                    }
                    if (down[1] < to && down[2] > to) {
                        assertThat(next).as("seed %d, round %d", seed, i).doesNotContain(worker);
                    }
                }
            }
            for (Absence absence : absences) {
                assertThat(absence.lostWorkNanos()
                                + absence.detectionNanos()
                                + absence.replacementNanos()
                                + absence.stateTransferNanos())
                        .isEqualTo(absence.totalNanos());
            }
            assertThat(new TreeSet<>(source.members.get(8))).as("seed %d", seed).isNotEmpty();
            List<String> words = List.copyOf(source.words());
            Rounds again = new Rounds(8, source.quorum, deadline, source.bytes);
            assertThat(run(again, faults.toArray(new Fault[0])).fingerprint()).isEqualTo(result.fingerprint());
            assertThat(again.words()).isEqualTo(words);
        }
    }
}
