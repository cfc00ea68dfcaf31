package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.longhaul.simulator.collective.HandOverRuns.FLUID;
import static org.longhaul.simulator.collective.HandOverRuns.TCP;
import static org.longhaul.simulator.collective.HandOverRuns.ends;
import static org.longhaul.simulator.collective.HandOverRuns.estimate;
import static org.longhaul.simulator.collective.HandOverRuns.last;
import static org.longhaul.simulator.collective.HandOverRuns.plan;
import static org.longhaul.simulator.collective.HandOverRuns.randomStar;
import static org.longhaul.simulator.collective.HandOverRuns.sockets;
import static org.longhaul.simulator.collective.HandOverRuns.twoSites;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.tcp.TcpEstimates;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/** Whatever buffers hold: no byte is lost, estimates follow the simulation, and {@code auto} chooses by them. */
class HandOverEstimateTest {
    /** On random stars of unequal links the estimate that choices rest on stays near the simulation. */
    @Test
    void estimatesFollowTheSimulation() {
        Random random = new Random(11);
        double[] ratios = new double[60];
        for (int draw = 0; draw < ratios.length; draw++) {
            Topology star = randomStar(random);
            LibraryProfile library = sockets(1L << (10 + random.nextInt(16)));
            String collective = new String[] {"ring", "chain", "binary-tree", "recursive-doubling"}[random.nextInt(4)];
            long bytes = 1 + random.nextInt(5_000_000);
            ratios[draw] =
                    estimate(star, library, collective, bytes) / last(ends(star, FLUID, library, collective, bytes));
        }
        Arrays.sort(ratios);
        assertThat(ratios[ratios.length / 2]).isCloseTo(1, within(0.02));
        assertThat(ratios[ratios.length / 10]).isGreaterThan(0.9);
        assertThat(ratios[ratios.length * 9 / 10]).isLessThan(1.1);
    }

    /** Every plan ends, and puts on each link the bytes that it has to, whatever the buffers hold. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20_000, 300_000, 1 << 26})
    void bytesAreConserved(long buffer) {
        Random random = new Random(buffer);
        for (Collective collective : Collectives.withDefaults().all()) {
            if (!collective.supports(Pattern.ALL_REDUCE)) {
                continue;
            }
            for (int draw = 0; draw < 4; draw++) {
                Topology star = randomStar(random);
                long bytes = random.nextInt(3_000_000);
                HandOverRuns.Run run = new HandOverRuns.Run(
                        star, random.nextBoolean() ? FLUID : TCP, sockets(buffer), 1 + random.nextInt(3));
                TransferPlan plan = plan(star, collective.id(), Pattern.ALL_REDUCE, bytes);
                run.start(plan);
                assertThat(run.planEnds).as(collective.id()).isEqualTo(1);
                assertThat(run.endNanos).as(collective.id()).doesNotContain(-1);
                assertThat(run.network.activeTransfers()).isEmpty();
                long[] expected = new long[star.arcCount()];
                Routing routing = Routings.shortestLatency(star);
                for (int round = 0; round < plan.rounds(); round++) {
                    for (int participant = 0; participant < plan.participants(); participant++) {
                        int source = plan.node(participant);
                        plan.sends(round, participant, (target, first, count, reduce) -> {
                            for (int arc : routing.route(source, plan.node(target), 0)) {
                                expected[arc] += plan.chunkBytes(first, count);
                            }
                        });
                    }
                }
                for (int arc = 0; arc < expected.length; arc++) {
                    assertThat(run.network.arcPayloadBytes(arc)).isEqualTo(expected[arc]);
                }
            }
        }
    }
    /** What {@code auto} goes by: the measured hierarchical exchange takes 0.90 of the ring by site. */
    @Test
    void hierarchicalStandsToTheRingAsMeasured() {
        Topology sites = twoSites();
        LockstepEstimate estimate = new LockstepEstimate(
                sites,
                Routings.shortestLatency(sites),
                TcpEstimates.of(TCP, ConnectionRules.NONE),
                1,
                sockets(1 << 26));
        double ring = estimate.seconds(plan(sites, "ring", Pattern.ALL_REDUCE, 10_000_000));
        double hierarchical = estimate.seconds(plan(sites, "hierarchical", Pattern.ALL_REDUCE, 10_000_000));
        assertThat(hierarchical / ring).isCloseTo(0.90, within(0.09));
        double simulated = last(ends(sites, TCP, sockets(1 << 26), "hierarchical", 10_000_000))
                / last(ends(sites, TCP, sockets(1 << 26), "ring", 10_000_000));
        assertThat(simulated).isCloseTo(0.90, within(0.09));
    }

    @Test
    void withoutABufferNothingDiffersFromRoundsOfWholeTransfers() {
        Random random = new Random(3);
        for (int draw = 0; draw < 15; draw++) {
            Topology star = randomStar(random);
            FlowSettings settings = random.nextBoolean() ? FLUID : TCP;
            long bytes = random.nextInt(3_000_000);
            for (String collective : new String[] {"ring", "all-to-all", "binary-tree", "parameter-server"}) {
                assertThat(ends(star, settings, sockets(0), collective, bytes))
                        .as("%s, draw %d", collective, draw)
                        .isEqualTo(ends(star, settings, LibraryProfile.LOCKSTEP, collective, bytes));
            }
        }
    }
    /** The algorithm that {@code auto} takes is the fastest, or nearly so, when it is carried out. */
    @Test
    void theChoiceIsNearlyTheFastest() {
        Random random = new Random(5);
        double[] regret = new double[20];
        for (int draw = 0; draw < regret.length; draw++) {
            Topology star = randomStar(random);
            LibraryProfile library = sockets(1L << (12 + random.nextInt(14)));
            long bytes = 1 + random.nextInt(3_000_000);
            Routing routing = Routings.shortestLatency(star);
            CollectiveChoice choice = new CollectiveChooser(
                            Collectives.withDefaults(),
                            new LockstepEstimate(star, routing, TransferEstimate.ALPHA_BETA, 1, library))
                    .choose(
                            new CollectiveCall(
                                    Pattern.ALL_REDUCE,
                                    bytes,
                                    star.hosts(),
                                    new TopologyHosts(star, routing, star.hosts())),
                            "auto");
            double fastest = Double.POSITIVE_INFINITY;
            for (CollectiveChoice.Estimate candidate : choice.estimates()) {
                fastest = Math.min(fastest, last(ends(star, FLUID, library, candidate.collective(), bytes)));
            }
            regret[draw] = last(ends(star, FLUID, library, choice.collective(), bytes)) / fastest;
        }
        Arrays.sort(regret);
        assertThat(regret[regret.length / 2]).isLessThan(1.01);
        assertThat(regret[regret.length * 9 / 10]).isLessThan(1.15);
    }
}
