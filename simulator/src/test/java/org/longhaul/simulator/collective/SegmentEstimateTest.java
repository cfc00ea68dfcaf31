package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.simulator.collective.HandOverRuns.FLUID;
import static org.longhaul.simulator.collective.HandOverRuns.ends;
import static org.longhaul.simulator.collective.HandOverRuns.estimate;
import static org.longhaul.simulator.collective.HandOverRuns.last;
import static org.longhaul.simulator.collective.HandOverRuns.randomStar;
import static org.longhaul.simulator.collective.HandOverRuns.star;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Where ways are unequal, estimates of libraries that cut transfers into segments follow the simulation, and {@code auto} them. */
class SegmentEstimateTest {

    private static final int DRAWS = 40;

    private static LibraryProfile library(String id) {
        return id.equals("nccl")
                ? new NcclLibrary().profile(new NcclLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer())
                : new GlooLibrary().profile(new GlooLibrary().defaults(), HostBuffers.LINUX_TUNED.sendBuffer());
    }

    /** Hosts of a star with links of their own, or sites far apart; a vector of few segments or of many. */
    private static Topology draw(Random random) {
        int kind = random.nextInt(3);
        if (kind == 0) {
            return randomStar(random);
        }
        Bandwidth access = new Bandwidth((long) (1e9 * (1 + 9 * random.nextDouble())));
        Bandwidth wide = new Bandwidth((long) (1e9 * (0.2 + 2 * random.nextDouble())));
        Duration near = Duration.ofNanos(10_000 + random.nextInt(200_000));
        Duration far = Duration.ofNanos(1_000_000 + random.nextInt(50_000_000));
        return kind == 1
                ? Topologies.twoSites(2 + random.nextInt(3), access, near, wide, far)
                : Topologies.ringOfSites(3, 1 + random.nextInt(2), access, near, wide, far);
    }

    private static long bytes(Random random) {
        return (long) (1e3 * Math.pow(5e4, random.nextDouble()));
    }

    @ParameterizedTest
    @CsvSource({"nccl, ring, 0.999, 1.001", "nccl, double-binary-tree, 0.95, 1.05", "gloo, ring, 0.99, 1.001"})
    void estimatesFollowTheSimulation(String id, String collective, double least, double most) {
        Random random = new Random(17);
        LibraryProfile library = library(id);
        double[] ratios = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            Topology topology = draw(random);
            long bytes = bytes(random);
            ratios[i] = estimate(topology, library, collective, bytes)
                    / last(ends(topology, FLUID, library, collective, bytes));
        }
        Arrays.sort(ratios);
        assertThat(ratios[DRAWS / 2]).isCloseTo(1, within(0.001));
        assertThat(ratios[DRAWS / 10]).isGreaterThan(least);
        assertThat(ratios[DRAWS * 9 / 10]).isLessThan(most);
        assertThat(ratios[0]).isGreaterThan(0.7);
        assertThat(ratios[DRAWS - 1]).isLessThan(1.1);
    }

    /** A segment that goes round pays each way once: not the longest one in each round. */
    @Test
    void aRingThatIsShortOfBytesPaysTheSumOfItsWays() {
        double[] gbit = {10, 10, 10, 10};
        double[] millis = {1, 1, 1, 30};
        Topology star = star(gbit, millis);
        // Of the four ways two take 31 ms and two 2 ms; in six rounds the slowest chain passes the long ones three
        // times.
        double estimated = estimate(star, library("nccl"), "ring", 4_000);
        double simulated = last(ends(star, FLUID, library("nccl"), "ring", 4_000));
        assertThat(estimated).isCloseTo(simulated, within(0.01 * simulated));
        assertThat(estimated).isLessThan(0.8 * 6 * 0.031);
    }

    /** What {@code auto} takes is the fastest of what the library has when it is carried out. */
    @ParameterizedTest
    @ValueSource(strings = {"nccl", "gloo"})
    void theChoiceIsTheFastest(String id) {
        Random random = new Random(23);
        LibraryProfile library = library(id);
        double[] regret = new double[DRAWS / 2];
        for (int i = 0; i < regret.length; i++) {
            Topology topology = draw(random);
            long bytes = bytes(random);
            Routing routing = Routings.shortestLatency(topology);
            CollectiveChoice choice = new CollectiveChooser(
                            Collectives.withDefaults(),
                            new LockstepEstimate(topology, routing, TransferEstimate.ALPHA_BETA, 1, library))
                    .choose(
                            new CollectiveCall(
                                    Pattern.ALL_REDUCE,
                                    bytes,
                                    topology.hosts(),
                                    new TopologyHosts(topology, routing, topology.hosts())),
                            "auto");
            double fastest = Double.POSITIVE_INFINITY;
            for (CollectiveChoice.Estimate candidate : choice.estimates()) {
                fastest = Math.min(fastest, last(ends(topology, FLUID, library, candidate.collective(), bytes)));
            }
            regret[i] = last(ends(topology, FLUID, library, choice.collective(), bytes)) / fastest;
        }
        Arrays.sort(regret);
        assertThat(regret[regret.length * 9 / 10]).isLessThan(1.001);
        assertThat(regret[regret.length - 1]).isLessThan(1.05);
    }
}
