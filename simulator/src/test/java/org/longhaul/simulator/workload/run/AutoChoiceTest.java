package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import it.unimi.dsi.fastutil.doubles.DoubleList;
import it.unimi.dsi.fastutil.ints.IntImmutableList;
import it.unimi.dsi.fastutil.ints.IntList;
import it.unimi.dsi.fastutil.objects.Object2DoubleOpenHashMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.collective.CollectiveChooser;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.HostView;
import org.longhaul.simulator.collective.LockstepEstimate;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.topology.Link;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.build.Waxman;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.unit.Bandwidth;

/** What {@code auto} picks against every algorithm simulated, on seeded networks, groups and sizes. */
class AutoChoiceTest {

    private static final int DRAWS = 30;

    private record Draw(Topology topology, IntList nodes, long bytes) {}

    private static double logUniform(Random random, double low, double high) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    private static Bandwidth rate(Random random, double lowGigabits, double highGigabits) {
        return new Bandwidth((long) (1e9 * logUniform(random, lowGigabits, highGigabits)));
    }

    private static Duration millis(Random random, double low, double high) {
        return Duration.ofNanos((long) (1e6 * logUniform(random, low, high)));
    }

    private static Draw draw(int seed) {
        Random random = new Random(seed);
        Topology topology =
                switch (seed % 6) {
                    case 0 -> Topologies.star(12, rate(random, 0.1, 100), millis(random, 0.005, 50));
                    case 1 ->
                        Topologies.twoSites(
                                6,
                                rate(random, 10, 100),
                                millis(random, 0.005, 0.1),
                                rate(random, 0.5, 10),
                                millis(random, 1, 60));
                    case 2 ->
                        new Waxman()
                                .create(new Waxman.Settings(
                                        10, 0.4, 0.5, 3000, rate(random, 0.5, 20), random.nextInt(1000)));
                    case 3 -> Topologies.leafSpine(3, 2, 4, rate(random, 10, 100), millis(random, 0.002, 0.05));
                    case 4 -> Catalogue.named(random.nextBoolean() ? "photon-five-regions" : "geant");
                    default ->
                        Topologies.ringOfSites(
                                4,
                                3,
                                rate(random, 10, 100),
                                millis(random, 0.005, 0.1),
                                rate(random, 0.5, 10),
                                millis(random, 1, 40));
                };
        double loss = random.nextInt(3) == 0 ? logUniform(random, 1e-6, 1e-3) : 0;
        topology = withLoss(topology, loss);
        int[] hosts = topology.hosts();
        int workers = Math.min(hosts.length, 2 + random.nextInt(9));
        int[] nodes = new int[workers];
        for (int w = 0; w < workers; w++) {
            int other = w + random.nextInt(hosts.length - w);
            nodes[w] = hosts[other];
            hosts[other] = hosts[w];
        }
        Arrays.sort(nodes);
        return new Draw(topology, IntImmutableList.of(nodes), (long) logUniform(random, 1e3, 2e8));
    }

    private static Topology withLoss(Topology topology, double loss) {
        Topology.Builder builder = Topology.builder(topology.name()).relayingHosts(topology.relayingHosts());
        topology.nodes().forEach(builder::node);
        for (Link l : topology.links()) {
            builder.link(
                    new Link(l.id(), l.from(), l.to(), l.forward(), l.backward(), l.latency(), loss, l.queue(), null));
        }
        return builder.build();
    }

    /** Mean seconds of the exchange in the second and third of three steps, with a pause before. */
    private static double simulate(Draw draw, String model, String collective, long pauseNanos) {
        int workers = draw.nodes().size();
        ExchangeSpec spec =
                new ExchangeSpec("x", Pattern.ALL_REDUCE, Bench.workers(workers), draw.bytes(), 0, collective);
        double[] seconds = {0};
        new WorkloadExecutor(
                        Bench.network(draw.topology(), model),
                        draw.nodes().toIntArray(),
                        Bench.stepTime(workers, pauseNanos),
                        Collectives.withDefaults(),
                        ExecutionSettings.DEFAULT,
                        TimelineSink.NONE)
                .run(Bench.repeat(Bench.synchronous(spec), 3), new ExecutionListener() {
                    @Override
                    public void exchangeCompleted(ExchangeTiming timing) {
                        seconds[0] += timing.step() == 0 ? 0 : (timing.endNanos() - timing.startNanos()) * 0.5e-9;
                    }
                });
        return seconds[0];
    }

    /** Times the best over what auto picks, in order, and over what it would pick without anything of TCP. */
    private record Outcome(DoubleList ratios, DoubleList ratiosWithoutTcp) {

        static double share(DoubleList sorted, double share) {
            return sorted.getDouble((int) (share * (sorted.size() - 1)));
        }
    }

    private static Outcome outcome(String model, long pauseNanos) {
        double[] ratios = new double[DRAWS];
        double[] ratiosWithoutTcp = new double[DRAWS];
        for (int seed = 0; seed < DRAWS; seed++) {
            Draw draw = draw(seed);
            CollectiveChoice choice =
                    choose(draw, Bench.network(draw.topology(), model).network().estimate());
            CollectiveChoice plain = choose(draw, TransferEstimate.ALPHA_BETA);
            Object2DoubleOpenHashMap<String> seconds = new Object2DoubleOpenHashMap<>();
            for (CollectiveChoice.Estimate candidate : choice.estimates()) {
                seconds.put(candidate.collective(), simulate(draw, model, candidate.collective(), pauseNanos));
            }
            double best = Collections.min(seconds.values());
            ratios[seed] = seconds.getDouble(choice.collective()) / best;
            ratiosWithoutTcp[seed] = seconds.getDouble(plain.collective()) / best;
        }
        Arrays.sort(ratios);
        Arrays.sort(ratiosWithoutTcp);
        return new Outcome(DoubleList.of(ratios), DoubleList.of(ratiosWithoutTcp));
    }

    private static CollectiveChoice choose(Draw draw, TransferEstimate transfers) {
        return choose(draw, transfers, true);
    }

    private static CollectiveChoice choose(Draw draw, TransferEstimate transfers, boolean everyCandidate) {
        Routing routing = Routings.shortestLatency(draw.topology());
        int[] nodes = draw.nodes().toIntArray();
        HostView hosts = new TopologyHosts(draw.topology(), routing, nodes);
        return new CollectiveChooser(
                        Collectives.withDefaults(), new LockstepEstimate(draw.topology(), routing, transfers, 1))
                .choose(
                        new CollectiveCall(Pattern.ALL_REDUCE, draw.bytes(), nodes, hosts),
                        ExchangeSpec.AUTO,
                        everyCandidate);
    }

    /** Candidates that latency and bandwidth alone rule out need no estimate: the choice is the same without. */
    @ParameterizedTest
    @ValueSource(strings = {"analytic", "fluid", "flow", "packet"})
    void thePickIsTheSameWithoutTheEstimatesOfThoseRuledOut(String model) {
        int spared = 0;
        for (int seed = 0; seed < 4 * DRAWS; seed++) {
            Draw draw = draw(seed);
            TransferEstimate transfers =
                    Bench.network(draw.topology(), model).network().estimate();
            CollectiveChoice all = choose(draw, transfers, true);
            CollectiveChoice some = choose(draw, transfers, false);
            assertThat(some.collective()).isEqualTo(all.collective());
            spared += all.estimates().size() - some.estimates().size();
        }
        assertThat(spared).isPositive();
    }

    /** Where the closed form is what is charged, the estimate is exact; in the fluid it misses what rounds overlap. */
    @ParameterizedTest
    @CsvSource({"analytic, 1.000001, 1.000001", "fluid, 1.000001, 1.1"})
    void withoutTcpThePickIsTheBest(String model, double ninety, double most) {
        Outcome outcome = outcome(model, 1_000_000_000L);
        assertThat(Outcome.share(outcome.ratios(), 0.9)).isLessThanOrEqualTo(ninety);
        assertThat(Outcome.share(outcome.ratios(), 1)).isLessThanOrEqualTo(most);
    }

    /** With windows that idling has shrunk a little, or all the way; random losses are not foreseen. */
    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000L, 60_000_000_000L})
    void withTcpThePickIsCloseToTheBest(long pauseNanos) {
        Outcome outcome = outcome("flow", pauseNanos);
        assertThat(Outcome.share(outcome.ratios(), 0.5)).isLessThanOrEqualTo(1.05);
        assertThat(Outcome.share(outcome.ratios(), 0.9)).isLessThanOrEqualTo(1.25);
        assertThat(outcome.ratios().doubleStream().sum())
                .isLessThan(outcome.ratiosWithoutTcp().doubleStream().sum());
    }
}
