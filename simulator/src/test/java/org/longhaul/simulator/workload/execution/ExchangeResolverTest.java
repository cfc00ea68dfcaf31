package org.longhaul.simulator.workload.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.clock.Changes;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.run.Bench;
import org.longhaul.topology.Topology;

class ExchangeResolverTest {
    private final Topology topology = Bench.star(3, "1 Gbit/s", Duration.ofMillis(1));
    private final NetworkSetup network = Bench.network(topology, "analytic");
    private final ExecutionSettings settings = ExecutionSettings.DEFAULT;
    private final SimulatedClock clock = new SimulatedClock(network.loop(), topology.arcCount(), Changes.NONE, false);
    private final ExchangeResolver resolver = resolver(Bench.firstHosts(topology, 3));

    private ExchangeResolver resolver(int[] workerNodes) {
        return resolver(workerNodes, settings.library());
    }

    private ExchangeResolver resolver(int[] workerNodes, LibraryProfile library) {
        return new ExchangeResolver(
                network,
                workerNodes,
                Collectives.withDefaults(),
                new PlanExecutor(
                        network.topology(),
                        network.routing(),
                        network.loop(),
                        network.network(),
                        clock,
                        settings.channels(),
                        settings.lockstepFrom(),
                        settings.recognisesRepetition(),
                        library),
                ExecutionListener.NONE);
    }

    private static Step step(List<Integer> workers, long bytes) {
        return new Step(
                List.of(new ExchangeSpec("sent", Pattern.BROADCAST, workers, bytes, bytes, "star")),
                List.of(new Begin(0), new Await(0)));
    }

    /** Groups and sizes that never come again, as of a sparse method among random pairs. */
    @Test
    void whatNeverComesAgainIsForgotten() {
        for (int i = 0; i < 2 * ExchangeResolver.MAX_EXCHANGES + 10; i++) {
            resolver.resolve(step(i % 2 == 0 ? List.of(0, 1) : List.of(1, 2), 1000 + i));
            assertThat(resolver.remembered()).isLessThanOrEqualTo(ExchangeResolver.MAX_EXCHANGES);
        }
        assertThat(resolver.remembered()).isEqualTo(10);
    }

    /** A number for each worker of each exchange that is remembered would be 12 GB. */
    @Test
    void whatIsRememberedIsAsLargeAsTheExchangeHoweverManyWorkersThereAre() {
        int[] hosts = Bench.firstHosts(topology, 3);
        int[] nodes = new int[500_000];
        Arrays.setAll(nodes, worker -> hosts[worker % 3]);
        ExchangeResolver ofMany = resolver(nodes);
        for (int i = 0; i < 6000; i++) {
            ResolvedExchange pair = ofMany.resolve(step(List.of(i, 3 * i + 1), 1000))[0];
            assertThat(pair.rank(3 * i + 1)).isEqualTo(1);
            assertThat(pair.rank(3 * i + 2)).isEqualTo(-1);
        }
        assertThat(ofMany.remembered()).isEqualTo(6000);
    }

    @Test
    void whatComesAgainIsTheSameAndQueuesInTheSameGroupAfterItWasForgotten() {
        ResolvedExchange first = resolver.resolve(step(List.of(0, 1), 7))[0];
        assertThat(resolver.resolve(step(List.of(0, 1), 7))[0]).isSameAs(first);
        for (int i = 0; i < ExchangeResolver.MAX_EXCHANGES; i++) {
            resolver.resolve(step(List.of(1, 2), 1000 + i));
        }
        ResolvedExchange again = resolver.resolve(step(List.of(0, 1), 7))[0];
        assertThat(again).isNotSameAs(first);
        assertThat(again.group).isEqualTo(first.group).hasSameHashCodeAs(first.group);
        assertThat(again.closedFormNanos).isEqualTo(first.closedFormNanos);
        assertThat(resolver.resolve(step(List.of(1, 0), 7))[0].group).isNotEqualTo(first.group);
    }

    /** Who is last behind a slow uplink depends on it: of Gloo the worker before the slow one, not the one after it. */
    @Test
    void gloosSumsGoToTheWorkerBeforeAndQueueAsAllExchangesOfTheirGroup() {
        LibraryProfile gloo =
                new GlooLibrary().profile(new GlooLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer());
        ExchangeResolver ofGloo = resolver(Bench.firstHosts(topology, 3), gloo);
        List<Integer> workers = List.of(0, 1, 2);

        ResolvedExchange sum = ofGloo.resolve(ring(Pattern.ALL_REDUCE, workers));
        ResolvedExchange gathered = ofGloo.resolve(ring(Pattern.ALL_GATHER, workers));

        assertThat(successors(sum)).containsExactly(2, 0, 1);
        assertThat(successors(gathered)).containsExactly(1, 2, 0);
        assertThat(successors(resolver.resolve(ring(Pattern.ALL_REDUCE, workers))))
                .containsExactly(1, 2, 0);
        assertThat(sum.group).isEqualTo(gathered.group);
    }

    private static ExchangeSpec ring(Pattern pattern, List<Integer> workers) {
        return new ExchangeSpec("sent", pattern, workers, 300, 300, "ring");
    }

    /** To whom each worker sends in the first round. */
    private static int[] successors(ResolvedExchange exchange) {
        int[] successors = new int[exchange.workers.length];
        for (int rank = 0; rank < successors.length; rank++) {
            int worker = exchange.workers[rank];
            exchange.plan.sends(
                    0, rank, (target, first, count, reduce) -> successors[worker] = exchange.workers[target]);
        }
        return successors;
    }
}
