package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Muster;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Topology;

/** A step of several exchanges during the first of which a member is lost, so that it comes to none of the others. */
class LostPartnerTest {
    private static final long MILLI = 1_000_000;
    private static final int EXCHANGES = 3;
    private static final int STEPS = 2;

    private final List<Gathered> told = new ArrayList<>();

    private WorkloadSource source(ExchangeSpec exchange, boolean together) {
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<Operation> program = new ArrayList<>();
        List<Operation> later = together ? new ArrayList<>() : program;
        for (int i = 0; i < EXCHANGES; i++) {
            exchanges.add(exchange);
            program.add(new Begin(i));
            later.add(new Await(i));
        }
        if (together) {
            program.addAll(later);
        }
        return new WorkloadSource() {
            @Override
            public @Nullable Step step(long index, long neededNanos) {
                List<Integer> present = told.get(told.size() - 1).present();
                Muster muster = new Muster(present, 1, 200 * MILLI, 300 * MILLI, Gathering.NONE, 0);
                return index == STEPS
                        ? null
                        : index == 0
                                ? new Step(exchanges, program, null, muster)
                                : new Step(List.of(), List.of(), null, muster);
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
                told.add(gathered);
            }
        };
    }

    private ExecutionResult run(int workers, WorkloadSource source, int lost) {
        Topology topology = Bench.star(workers, "8 Mbit/s", Duration.ofMillis(10));
        Fault fault = new Fault(
                "crash",
                new Maintenance(),
                new Maintenance.Settings(
                        Duration.ofMillis(450),
                        Duration.ofHours(1),
                        null,
                        List.of(),
                        List.of("host" + lost),
                        List.of(),
                        Duration.ZERO));
        return new WorkloadExecutor(
                        Bench.network(topology, Bench.FLUID),
                        Bench.firstHosts(topology, workers),
                        Bench.stepTime(workers, 0),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE,
                        new RunConditions(List.of(fault), Recovery.DEFAULT, List.of(), List.of(), new RandomStreams(1)))
                .run(source, ExecutionListener.NONE);
    }

    private void endsWithout(List<Integer> others, ExecutionResult result) {
        // Its last heartbeat was at 400 ms.
        assertThat(told.get(1).nanos()).isEqualTo(700 * MILLI);
        assertThat(told.get(1).present()).isEqualTo(others);
        assertThat(result.steps()).isEqualTo(STEPS);
        assertThat(result.workers())
                .allSatisfy(worker -> assertThat(worker.elapsedNanos()).isEqualTo(result.elapsedNanos()));
    }

    /** Moments and parameters of two workers, one after the other or at once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsLeftAloneWaitsForNoneOfThem(boolean together) {
        ExchangeSpec mean = new ExchangeSpec("mean", Pattern.ALL_REDUCE, List.of(0, 1), 1_000_000, 1_000_000, "ring");
        endsWithout(List.of(0), run(2, source(mean, together), 1));
    }

    @Test
    void nobodyWaitsForWhatALostRootWasToSend() {
        ExchangeSpec state =
                new ExchangeSpec("state", Pattern.BROADCAST, List.of(0, 1, 2), 1_000_000, 1_000_000, "star");
        endsWithout(List.of(1, 2), run(3, source(state, false), 0));
    }
}
