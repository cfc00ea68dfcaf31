package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.TimeSpent;
import org.longhaul.topology.Topology;

/** Workers that share a host compute one after another. */
class HostTurnsTest {
    private static final long MILLI = 1_000_000;

    private final Topology topology = Bench.star(3, "1 Gbit/s", Duration.ZERO);

    /** Workers 0 and 1 share a host, worker 2 has one of its own; each step computes for 300 ms. */
    private ExecutionResult run(int atOnce, WorkloadSource source, TimelineSink timeline, Fault... faults) {
        ComputeModel each = Bench.stepTime(3, 300 * MILLI);
        ComputeModel compute = new ComputeModel() {
            @Override
            public long forwardNanos(int worker, long step) {
                return each.forwardNanos(worker, step);
            }

            @Override
            public long backwardNanos(int worker, long step) {
                return each.backwardNanos(worker, step);
            }

            @Override
            public long updateNanos(int worker, long step) {
                return each.updateNanos(worker, step);
            }

            @Override
            public int workersAtOnce() {
                return atOnce;
            }
        };
        int[] hosts = Bench.firstHosts(topology, 3);
        return new WorkloadExecutor(
                        Bench.network(topology, Bench.ANALYTIC),
                        new int[] {hosts[0], hosts[0], hosts[1]},
                        compute,
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        timeline,
                        faults.length == 0
                                ? RunConditions.NONE
                                : new RunConditions(
                                        List.of(faults), Recovery.DEFAULT, List.of(), List.of(), new RandomStreams(1)))
                .run(source, ExecutionListener.NONE);
    }

    private static Step ended() {
        return Bench.synchronous(Bench.allReduce("parameters", 3, 0, "ring"));
    }

    @Test
    void timesOfOneHostAddUp() {
        ExecutionResult result = run(1, Bench.repeat(ended(), 4), TimelineSink.NONE);
        assertThat(result.elapsedNanos()).isEqualTo(4 * 600 * MILLI);
        // The one waits for its turn, the others for it.
        assertThat(result.workers()).containsOnly(new TimeSpent(4 * 300 * MILLI, 0, 4 * 300 * MILLI, 0));
    }

    @Test
    void asManyAsAHostHasSlotsComputeAtOnce() {
        ExecutionResult result = run(2, Bench.repeat(ended(), 4), TimelineSink.NONE);
        assertThat(result.elapsedNanos()).isEqualTo(4 * 300 * MILLI);
        assertThat(result.workers()).containsOnly(new TimeSpent(4 * 300 * MILLI, 0, 0, 0));
    }

    /** A worker does all its steps of a round before the next has its turn, so that its update can leave. */
    @Test
    void aWorkerKeepsItsTurnUntilItHasToWait() {
        BoundedTimeline timeline = new BoundedTimeline(0, Long.MAX_VALUE, 1000);
        ExecutionResult result = run(1, Bench.periodic(Bench.synchronous(), ended(), 3, 6), timeline);
        assertThat(result.elapsedNanos()).isEqualTo(2 * 1800 * MILLI);
        List<Long> turns = timeline.spans().stream()
                .filter(span -> span.worker() == 1 && span.category() == Category.COMPUTE)
                .map(Span::startNanos)
                .filter(start -> start < 1800 * MILLI)
                .toList();
        assertThat(turns).isNotEmpty().allMatch(start -> start >= 900 * MILLI);
        assertThat(result.workers().get(1).waitingForOthersNanos()).isEqualTo(2 * 900 * MILLI);
    }

    /** Worker 0 loses 100 ms and begins anew after 200 ms; worker 1 has its turn after it, and nothing is counted twice. */
    @Test
    void aCrashOfTheHostHitsBoth() {
        Fault crash = Fault.of(
                new Maintenance(),
                new Maintenance.Settings(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        null,
                        List.of(),
                        List.of(topology.node(topology.hosts()[0]).id()),
                        List.of(),
                        Duration.ZERO));
        ExecutionResult result = run(1, Bench.repeat(Bench.synchronous(), 1), TimelineSink.NONE, crash);
        for (TimeSpent spent : result.workers()) {
            assertThat(spent.computeNanos()
                            + spent.exposedCommunicationNanos()
                            + spent.waitingForOthersNanos()
                            + spent.idleNanos())
                    .isLessThanOrEqualTo(result.elapsedNanos());
        }
        assertThat(result.elapsedNanos()).isBetween(800 * MILLI, 900 * MILLI);
        assertThat(result.workers().get(1).computeNanos()).isEqualTo(300 * MILLI);
    }
}
