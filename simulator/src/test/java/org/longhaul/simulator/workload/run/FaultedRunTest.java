package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.LinkOutages;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.fault.model.NodeCrashes;
import org.longhaul.simulator.fault.model.Partition;
import org.longhaul.simulator.fault.model.SlowNodes;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.simulator.traffic.GreedyFlows;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.BackgroundFlowsResult;
import org.longhaul.simulator.workload.result.BackgroundJobResult;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.Retry;
import org.longhaul.simulator.workload.result.Stall;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Failures whose outcome can be worked out by hand. */
class FaultedRunTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    /** 300 ms of computing, then 2 x 62.5 MB through a gigabit link each way: 1000 ms. */
    private static final Step STEP = Bench.synchronous(Bench.allReduce("gradients", 2, 125_000_000, "ring"));

    private static RunConditions with(Recovery recovery, Fault... faults) {
        return new RunConditions(List.of(faults), recovery, List.of(), List.of(), new RandomStreams(1));
    }

    private static Fault down(
            List<String> links, List<String> nodes, Duration from, Duration length, Duration restart) {
        return Fault.of(
                new Maintenance(), new Maintenance.Settings(from, length, null, links, nodes, List.of(), restart));
    }

    private static ExecutionResult run(
            NetworkSetup network, RunConditions conditions, WorkloadSource source, TimelineSink timeline) {
        return run(network, 2, 300 * MILLI, conditions, source, timeline);
    }

    private static ExecutionResult run(
            NetworkSetup network,
            int workers,
            long stepNanos,
            RunConditions conditions,
            WorkloadSource source,
            TimelineSink timeline) {
        return new WorkloadExecutor(
                        network,
                        Bench.firstHosts(network.topology(), workers),
                        Bench.stepTime(workers, stepNanos),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        timeline,
                        conditions)
                .run(source, new ExecutionListener() {});
    }

    private static ExecutionResult run(String model, RunConditions conditions, long steps) {
        Topology topology = Bench.star(3, "1 Gbit/s", Duration.ZERO);
        return run(Bench.network(topology, model), conditions, Bench.repeat(STEP, steps), TimelineSink.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {Bench.TRANSFERS, Bench.FLUID})
    void anExchangeStandsStillWhileItsLinkIsDown(String model) {
        Fault outage =
                down(List.of("host0--switch"), List.of(), Duration.ofMillis(500), Duration.ofSeconds(7), Duration.ZERO);
        ExecutionResult result = run(model, with(Recovery.DEFAULT, outage), 3);
        assertThat(result.elapsedNanos()).isEqualTo(3 * 1300 * MILLI + 7 * SECOND);
        assertThat(result.surroundings().occurrences()).hasSize(1);
        assertThat(result.arcPayloadBytes(0)).isEqualTo(3 * 125_000_000L);
        assertThat(result.lostNanos(0)).isZero();
    }

    @Test
    void anOutageDuringComputingCostsNothing() {
        Fault outage =
                down(List.of("host0--switch"), List.of(), Duration.ofMillis(10), Duration.ofMillis(200), Duration.ZERO);
        assertThat(run(Bench.FLUID, with(Recovery.DEFAULT, outage), 3).elapsedNanos())
                .isEqualTo(3 * 1300 * MILLI);
    }

    /** The forward pass (100 ms) is done; the backward pass is lost 50 ms after it began. */
    @Test
    void aCrashedWorkerBeginsItsComputationAnewAfterTheRestart() {
        Fault crash = down(
                List.of(), List.of("host0"), Duration.ofMillis(150), Duration.ofSeconds(2), Duration.ofMillis(400));
        BoundedTimeline timeline = BoundedTimeline.firstSpans(1000);
        Topology topology = Bench.star(3, "1 Gbit/s", Duration.ZERO);
        ExecutionResult plain = run(Bench.FLUID, RunConditions.NONE, 1);
        ExecutionResult result = run(
                Bench.network(topology, Bench.FLUID), with(Recovery.DEFAULT, crash), Bench.repeat(STEP, 1), timeline);
        long forward = computed(timeline, 0, "forward");
        long lost = 150 * MILLI - forward + 2400 * MILLI;
        assertThat(result.elapsedNanos()).isEqualTo(plain.elapsedNanos() + lost);
        assertThat(result.lostNanos(0)).isEqualTo(lost);
        assertThat(result.lostNanos(1)).isZero();
        assertThat(result.workers().get(0).idleNanos()).isEqualTo(lost);
        assertThat(result.workers().get(0).computeNanos()).isEqualTo(300 * MILLI);
        assertThat(result.workers().get(1).waitingForOthersNanos()).isEqualTo(lost);
        long at = 0;
        for (Span span : timeline.spans()) {
            if (span.worker() == 0 && span.category() != Category.EXCHANGE) {
                assertThat(span.startNanos()).isEqualTo(at);
                at = span.endNanos();
            }
        }
        assertThat(at).isEqualTo(result.elapsedNanos());
    }

    private static long computed(BoundedTimeline timeline, int worker, String label) {
        return timeline.spans().stream()
                .filter(span -> span.worker() == worker && span.label().equals(label))
                .mapToLong(Span::durationNanos)
                .sum();
    }

    /** The exchange is half done: what it moved to and from the host is moved again. */
    @Test
    void aCrashDuringAnExchangeBeginsItsTransfersAnew() {
        Fault crash = down(
                List.of(), List.of("host0"), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(200));
        ExecutionResult result = run(Bench.FLUID, with(Recovery.DEFAULT, crash), 1);
        // From 300 ms on; begun anew at 1700 ms, and then the whole round of 500 ms and the second one.
        assertThat(result.elapsedNanos()).isBetween(2690 * MILLI, 2710 * MILLI);
        assertThat(result.arcPayloadBytes(0)).isEqualTo(125_000_000L);
        assertThat(result.arcWireBytes(0)).isGreaterThan(125_000_000L);
    }

    /** Slow by 3 from 100 ms to 400 ms: 100 ms of work in these 300 ms. */
    @Test
    void aSlowNodeComputesWhatIsLeftAtTheNewPace() {
        Fault slow = Fault.of(
                new SlowNodes(),
                new SlowNodes.Settings(
                        3, List.of("host0"), List.of(), Duration.ofMillis(100), Duration.ofMillis(400), null, null));
        Step local = Bench.synchronous();
        ExecutionResult result = run(
                Bench.network(Bench.star(3, "1 Gbit/s", Duration.ZERO), Bench.FLUID),
                with(Recovery.DEFAULT, slow),
                Bench.repeat(local, 1),
                TimelineSink.NONE);
        assertThat(result.workers().get(0).computeNanos()).isEqualTo(500 * MILLI);
        assertThat(result.workers().get(1).computeNanos()).isEqualTo(300 * MILLI);
        assertThat(result.elapsedNanos()).isEqualTo(500 * MILLI);
    }

    @Test
    void aPartitionForEverEndsWithADiagnosisThatNamesTransferLinkAndIncident() {
        Fault partition = Fault.of(
                new Partition(), new Partition.Settings(List.of(List.of("host1")), Duration.ofMillis(400), null));
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class, () -> run(Bench.FLUID, with(Recovery.DEFAULT, partition), 3));
        assertThat(stalled).hasMessageContaining("cannot finish");
        assertThat(Bench.blockages(stalled))
                .anyMatch(line -> line.contains("worker 0 waits for exchange 'gradients' of step 1"))
                .anyMatch(line -> line.contains("transfer host0 -> host1") && line.contains("down"))
                .anyMatch(line ->
                        line.contains("incident in progress: partition: host1 | the rest since 0.400000 s, for ever"));
        assertThat(stalled.stall().reason()).isEqualTo(Stall.Reason.NOTHING_LEFT);
        assertThat(stalled.surroundings().occurrences()).hasSize(1);
    }

    /** Steps before the partition are recognised and passed over, which the network's own clock does not see. */
    @ParameterizedTest
    @ValueSource(strings = {Bench.TRANSFERS, Bench.FLUID})
    void aDiagnosisTellsTimesOfTheRun(String model) {
        Fault partition = Fault.of(
                new Partition(), new Partition.Settings(List.of(List.of("host1")), Duration.ofSeconds(1300), null));
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class, () -> run(model, with(Recovery.DEFAULT, partition), 2000));
        assertThat(Bench.blockages(stalled))
                .anyMatch(line -> line.contains("of step 1001 since 1300.300000 s"))
                .anyMatch(
                        line -> line.contains("since 1300.3 s, waits for link") && line.contains("down since 1300 s"));
    }

    /** Flapping elsewhere goes on for ever; the job makes no progress. */
    @Test
    void aJobThatGetsNoFurtherWhileOthersGoOnIsGivenUp() {
        Fault partition = Fault.of(
                new Partition(), new Partition.Settings(List.of(List.of("host1")), Duration.ofMillis(400), null));
        DurationDistribution minute = DurationDistribution.exponential(Duration.ofMinutes(1));
        Fault flapping =
                Fault.of(new LinkOutages(), new LinkOutages.Settings(minute, minute, List.of("host2*"), List.of()));
        Recovery recovery = Recovery.DEFAULT.withGiveUpAfter(Duration.ofHours(5));
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class, () -> run(Bench.FLUID, with(recovery, partition, flapping), 3));
        assertThat(stalled).hasMessageContaining("no progress for 5 h, since 0.400000 s");
        assertThat(stalled.stall().reason()).isEqualTo(Stall.Reason.NO_PROGRESS);
        assertThat(stalled.stall().progressNanos()).isEqualTo(400 * MILLI);
        assertThat(stalled.surroundings().occurrences()).hasSizeGreaterThan(1);
        assertThat(Bench.blockages(stalled)).noneMatch(line -> line.contains("step 2"));
    }

    @Test
    void patienceThatIsShorterThanAnOutageSaysSo() {
        Fault outage =
                down(List.of("host0--switch"), List.of(), Duration.ofMillis(500), Duration.ofDays(3), Duration.ZERO);
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class, () -> run(Bench.FLUID, with(Recovery.DEFAULT, outage), 3));
        assertThat(stalled).hasMessageContaining("no progress for 1 d");
        assertThat(Bench.blockages(stalled)).anyMatch(line -> line.contains("a longer giveUpAfter"));
        RunConditions patient = with(Recovery.DEFAULT.withGiveUpAfter(Duration.ofDays(4)), outage);
        assertThat(run(Bench.FLUID, patient, 3).elapsedNanos())
                .isEqualTo(3 * 1300 * MILLI + Duration.ofDays(3).toNanos());
    }

    /** No backward pass of 180 ms fits between crashes every 150 ms. */
    @Test
    void aComputationThatCrashesNeverLetFinishIsGivenUp() {
        Fault crashes = Fault.of(
                new NodeCrashes(),
                new NodeCrashes.Settings(
                        DurationDistribution.constant(Duration.ofMillis(150)),
                        DurationDistribution.constant(Duration.ofMillis(10)),
                        Duration.ZERO,
                        List.of("host0"),
                        List.of()));
        Recovery recovery = Recovery.DEFAULT.withGiveUpAfter(Duration.ofSeconds(30));
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class, () -> run(Bench.FLUID, with(recovery, crashes), 3));
        assertThat(Bench.blockages(stalled)).anyMatch(line -> line.contains("worker 0") && line.contains("crash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Bench.TRANSFERS, Bench.FLUID})
    void aLongTransferIsNotTakenForAStall(String model) {
        Step slow = Bench.synchronous(
                new ExchangeSpec("huge", Pattern.ALL_REDUCE, List.of(0, 1), 125_000_000_000_000L, 0, "ring"));
        // Something must be able to change, so that patience matters: a link that fails in a year.
        Fault late = down(List.of("host2--switch"), List.of(), Duration.ofDays(400), Duration.ofDays(1), Duration.ZERO);
        ExecutionResult result = run(
                Bench.network(Bench.star(3, "1 Gbit/s", Duration.ZERO), model),
                with(Recovery.DEFAULT.withGiveUpAfter(Duration.ofHours(1)), late),
                Bench.repeat(slow, 1),
                TimelineSink.NONE);
        assertThat(result.elapsedNanos()).isEqualTo(300 * MILLI + 1_000_000 * SECOND);
    }

    @Test
    void transfersAreTriedAnewWithBackOffUntilTheyAreGivenUp() {
        Fault partition = Fault.of(
                new Partition(), new Partition.Settings(List.of(List.of("host1")), Duration.ofMillis(400), null));
        Recovery recovery = Recovery.DEFAULT.withRetries(
                Duration.ofSeconds(10), Duration.ofSeconds(1), 2, Duration.ofSeconds(5), 4);
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class, () -> run(Bench.FLUID, with(recovery, partition), 3));
        assertThat(stalled)
                .hasMessageContaining(
                        "transfer host0 -> host1 was given up: 4 attempts after the first, without progress");
        assertThat(stalled.stall().reason()).isEqualTo(Stall.Reason.TRANSFER_GIVEN_UP);
        assertThat(stalled.surroundings().retries()).extracting(Retry::attempt).contains(1, 2, 3, 4);
    }

    /** Down from 0.4 s to 60.4 s; timeouts after 10 s, pauses of 1, 2, 4, 5 s: attempts at 11.4, 23.4, 37.4 and 52.4 s. */
    @Test
    void aRetriedTransferBeginsFromItsFirstByte() {
        Fault outage = down(
                List.of("host0--switch"), List.of(), Duration.ofMillis(400), Duration.ofSeconds(60), Duration.ZERO);
        Recovery recovery = Recovery.DEFAULT.withRetries(
                Duration.ofSeconds(10), Duration.ofSeconds(1), 2, Duration.ofSeconds(5), 10);
        ExecutionResult result = run(Bench.FLUID, with(recovery, outage), 1);
        List<Retry> retries = result.surroundings().retries();
        assertThat(retries).hasSize(2 * 4);
        assertThat(retries)
                .filteredOn(retry -> retry.sourceNode() == retries.get(0).sourceNode())
                .extracting(Retry::attempt, retry -> retry.resumeNanos() / MILLI)
                .containsExactly(tuple(1, 11_400L), tuple(2, 23_400L), tuple(3, 37_400L), tuple(4, 52_400L));
        assertThat(result.elapsedNanos()).isEqualTo((60_400 + 1000) * MILLI);
    }

    @Test
    void trafficGoesAroundALinkThatIsDownOnceRoutesHaveConverged() {
        Topology ring = Topologies.ringOfSites(
                3, 1, Bandwidth.parse("10 Gbit/s"), Duration.ZERO, Bandwidth.parse("1 Gbit/s"), Duration.ZERO);
        Fault outage =
                down(List.of("site0--site1"), List.of(), Duration.ofMillis(500), Duration.ofDays(1), Duration.ZERO);
        Recovery recovery = Recovery.DEFAULT.withRerouting(Recovery.Rerouting.SHORTEST_PATH, Duration.ofSeconds(3));
        ExecutionResult result =
                run(Bench.network(ring, Bench.FLUID), with(recovery, outage), Bench.repeat(STEP, 4), TimelineSink.NONE);
        assertThat(result.elapsedNanos()).isEqualTo(4 * 1300 * MILLI + 3 * SECOND);
    }

    /** Two jobs of one kind share the links: each exchange takes twice as long while both communicate. */
    @Test
    void jobsShareLinksAndTheOthersEndWithTheFirst() {
        Step exchange = new Step(
                List.of(Bench.allReduce("gradients", 2, 125_000_000, "ring")), List.of(new Begin(0), new Await(0)));
        BackgroundJob other = new BackgroundJob(
                "other",
                new int[] {0, 1},
                Bench.stepTime(2, 300 * MILLI),
                Collectives.withDefaults(),
                ExecutionSettings.DEFAULT,
                Bench.repeat(exchange, Long.MAX_VALUE));
        Topology topology = Bench.star(2, "1 Gbit/s", Duration.ZERO);
        BackgroundJob moved = new BackgroundJob(
                "other",
                Bench.firstHosts(topology, 2),
                other.compute(),
                other.collectives(),
                other.settings(),
                other.source());
        RunConditions conditions =
                new RunConditions(List.of(), Recovery.DEFAULT, List.of(moved), List.of(), new RandomStreams(1));
        ExecutionResult result =
                run(Bench.network(topology, Bench.FLUID), conditions, Bench.repeat(exchange, 10), TimelineSink.NONE);
        assertThat(result.elapsedNanos()).isEqualTo(10 * 2000 * MILLI);
        BackgroundJobResult background = result.surroundings().jobs().get(0);
        assertThat(background.name()).isEqualTo("other");
        assertThat(background.steps()).isBetween(9L, 10L);
        assertThat(background.stepNanos()).isEqualTo(2000 * MILLI);
        assertThat(background.hasFinished()).isFalse();
    }

    @Test
    void aGreedyFlowTakesItsShare() {
        Step exchange = new Step(
                List.of(Bench.allReduce("gradients", 2, 125_000_000, "ring")), List.of(new Begin(0), new Await(0)));
        BackgroundFlows flows = BackgroundFlows.of(
                new GreedyFlows(),
                new GreedyFlows.Settings(
                        List.of("host0"), List.of("host1"), 3, DataSize.parse("12.5 MB"), Duration.ZERO));
        RunConditions conditions =
                new RunConditions(List.of(), Recovery.DEFAULT, List.of(), List.of(flows), new RandomStreams(1));
        ExecutionResult result = run(
                Bench.network(Bench.star(2, "1 Gbit/s", Duration.ZERO), Bench.FLUID),
                conditions,
                Bench.repeat(exchange, 5),
                TimelineSink.NONE);
        // One of four on the forward way, alone on the other.
        assertThat(result.elapsedNanos()).isEqualTo(5 * 4000 * MILLI);
        BackgroundFlowsResult greedy = result.surroundings().flows().get(0);
        assertThat(greedy.bytes()).isBetween(20 * 93_750_000L - 3 * 12_500_000L, 20 * 93_750_000L);
    }

    @Test
    void greedyFlowsCostNothingWhileNothingChangesAndKeepTheirBytesOverACrash() {
        long year = Duration.ofDays(365).toNanos();
        Step step = Bench.synchronous();
        BackgroundFlows flows = BackgroundFlows.of(
                new GreedyFlows(),
                new GreedyFlows.Settings(
                        List.of("host2"), List.of("host3"), 1, DataSize.parse("12.5 MB"), Duration.ZERO));
        Fault crash = down(List.of(), List.of("host3"), Duration.ofDays(100), Duration.ofDays(1), Duration.ZERO);
        RunConditions conditions =
                new RunConditions(List.of(crash), Recovery.DEFAULT, List.of(), List.of(flows), new RandomStreams(1));
        NetworkSetup network = Bench.network(Bench.star(4, "1 Gbit/s", Duration.ZERO), Bench.FLUID);
        ExecutionResult result = run(network, 2, year, conditions, Bench.repeat(step, 1), TimelineSink.NONE);
        long bytes = result.surroundings().flows().get(0).bytes();
        // What had arrived of a chunk when the host crashed is sent again.
        assertThat(bytes).isBetween(364 * 86_400L * 125_000_000 - 12_500_000, 364 * 86_400L * 125_000_000);
        assertThat(network.loop().executedEvents()).isLessThan(1000);
    }

    /** A year of steps with a failure a week in seconds; a quarter of it with all tests. */
    @Test
    void aYearWithAFailureAWeek() {
        int quarters = Draws.of(1, 4);
        Topology topology = Topologies.twoSites(
                2,
                Bandwidth.parse("10 Gbit/s"),
                Duration.ofNanos(10_000),
                Bandwidth.parse("1 Gbit/s"),
                Duration.ofMillis(10));
        Fault outages = Fault.of(
                new LinkOutages(),
                new LinkOutages.Settings(
                        DurationDistribution.exponential(Duration.ofDays(7)),
                        DurationDistribution.logNormal(Duration.ofMinutes(30), 1),
                        List.of("wide"),
                        List.of()));
        Step step = Bench.synchronous(Bench.allReduce("gradients", 4, 50_000_000, "ring"));
        long nanos = quarters * 365L * 86_400 * SECOND / 4;
        long before = Bench.cpuNanos();
        ExecutionResult result = run(
                Bench.network(topology, "flow"),
                4,
                8 * SECOND,
                with(Recovery.DEFAULT, outages),
                Bench.repeat(step, nanos / (10 * SECOND)),
                TimelineSink.NONE);
        long cpu = Bench.cpuNanos() - before;
        assertThat(result.elapsedNanos()).isBetween(nanos * 8 / 10, nanos * 12 / 10);
        assertThat(result.surroundings().occurrences()).hasSizeBetween(25 * quarters / 4, 90 * quarters / 4);
        assertThat(result.repeatedSteps()).isGreaterThan(result.steps() * 99 / 100);
        // Less than a second a quarter; minutes if steps are not repeated.
        assertThat(cpu).isLessThan(quarters * 5 * SECOND);
    }
}
