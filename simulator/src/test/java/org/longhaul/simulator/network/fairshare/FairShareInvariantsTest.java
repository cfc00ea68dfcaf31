package org.longhaul.simulator.network.fairshare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.event.RandomStreams;

/** What max-min fair rates are by definition, over random networks. */
class FairShareInvariantsTest {

    private static final FairShare.Listener DEAF = new FairShare.Listener() {
        @Override
        public void levelChanges(int link, double newLevel) {}

        @Override
        public void moved(int flow) {}
    };

    /** 1,000 networks under traffic that starts in bursts, comes and goes, and whose weights change. */
    @Test
    void noLinkIsOverfullAndEachFlowHasABottleneckWhereItsShareIsTheLargest() {
        holdsOverRandomNetworks(Tolerance.EXACT, 1e-9);
    }

    /** The same with a tolerance from the tenth flow on: a share may lag by it at the flow's link and at another one. */
    @Test
    void manyFlowsAreThatFarFromItAtMost() {
        holdsOverRandomNetworks(new Tolerance(10, 0.01), 0.0202);
    }

    /** Links that nothing has changed since there were many are exact too once half of those few are left. */
    @Test
    void whenTheManyHaveGoneAllIsExactAgain() {
        for (int seed = 0; seed < Draws.of(300, 1000); seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("dispersal", 0);
            int links = random.nextInt(2, 60);
            double[] capacity = random.doubles(links, 1, 100).toArray();
            FairShare shares = new FairShare(capacity, new Tolerance(10, 0.01));
            List<Integer> live = new ArrayList<>();
            for (int i = random.nextInt(11, 60); i > 0; i--) {
                live.add(shares.add(path(random, links), Math.exp(random.nextDouble()), Double.POSITIVE_INFINITY));
                shares.solve(DEAF);
            }
            while (live.size() > 5) {
                shares.remove(live.remove(random.nextInt(live.size())));
                shares.solve(DEAF);
            }
            assertOptimal(seed, shares.graph, live, capacity, 1e-9, 1e-9);
        }
    }

    private static void holdsOverRandomNetworks(Tolerance tolerance, double slack) {
        for (int seed = 0; seed < Draws.of(300, 1000); seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("optimality", 0);
            int links = random.nextInt(2, 60);
            double[] capacity = new double[links];
            Arrays.setAll(capacity, link -> random.nextBoolean() ? 100 : Math.exp(random.nextDouble() * 9));
            FairShare shares = new FairShare(capacity, tolerance);
            List<Integer> live = new ArrayList<>();
            for (int change = 0; change < 12; change++) {
                for (int i = random.nextInt(change % 4 == 0 ? 60 : 3); i >= 0; i--) {
                    int[] path = path(random, links);
                    double cap = random.nextInt(4) == 0 ? 20 * random.nextDouble() : Double.POSITIVE_INFINITY;
                    live.add(shares.add(path, seed % 2 == 0 ? 1 : Math.exp(random.nextDouble()), cap));
                }
                for (int i = random.nextInt(4); i > 0 && live.size() > 1; i--) {
                    shares.remove(live.remove(random.nextInt(live.size())));
                }
                for (int i = seed % 3 == 0 ? random.nextInt(6) : 0; i > 0; i--) {
                    int flow = live.get(random.nextInt(live.size()));
                    shares.setWeight(flow, shares.graph.weight[flow] * Math.exp(random.nextDouble() - 0.5));
                }
                shares.solve(DEAF);
                assertOptimal(seed, shares.graph, live, capacity, 1.01 * tolerance.relative() + 1e-9, slack);
            }
        }
    }

    private static int[] path(RandomGenerator random, int links) {
        return random.ints(0, links)
                .distinct()
                .limit(random.nextInt(1, Math.min(links, 8) + 1))
                .toArray();
    }

    private static void assertOptimal(
            int seed, FlowGraph graph, List<Integer> live, double[] capacity, double over, double slack) {
        double[] load = new double[capacity.length];
        double[] highest = new double[capacity.length];
        for (int flow : live) {
            for (int link : graph.path[flow]) {
                load[link] += graph.rate(flow);
                highest[link] = Math.max(highest[link], graph.rate(flow) / graph.weight[flow]);
            }
        }
        for (int link = 0; link < capacity.length; link++) {
            assertThat(load[link]).as("seed %d, link %d", seed, link).isLessThanOrEqualTo(capacity[link] * (1 + over));
        }
        for (int flow : live) {
            double level = graph.rate(flow) / graph.weight[flow];
            boolean held = level >= graph.capLevel[flow] * (1 - slack);
            for (int link : graph.path[flow]) {
                held |= load[link] >= capacity[link] * (1 - slack) && level >= highest[link] * (1 - slack);
            }
            assertThat(held).as("seed %d, flow %d", seed, flow).isTrue();
        }
    }

    /** Two flows that are alone in a network never lose in sum when one link gets more capacity. */
    @Test
    void moreCapacityNeverSlowsTheSumOfAnIsolatedPair() {
        for (int seed = 0; seed < Draws.of(600, 2000); seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("pair", 0);
            int links = random.nextInt(1, 8);
            double[] capacity = random.doubles(links, 1, 100).toArray();
            FairShare shares = new FairShare(capacity);
            int[] pair = new int[2];
            for (int f = 0; f < 2; f++) {
                int[] path = random.ints(0, links)
                        .distinct()
                        .limit(random.nextInt(1, links + 1))
                        .toArray();
                double cap = random.nextInt(4) == 0 ? 60 * random.nextDouble() : Double.POSITIVE_INFINITY;
                pair[f] = shares.add(path, Math.exp(2 * random.nextDouble()), cap);
            }
            shares.solve(DEAF);
            double sum = shares.graph.rate(pair[0]) + shares.graph.rate(pair[1]);
            for (int change = 0; change < 10; change++) {
                int link = random.nextInt(links);
                shares.setCapacity(link, shares.graph.capacity[link] * (1 + random.nextDouble()));
                shares.solve(DEAF);
                double more = shares.graph.rate(pair[0]) + shares.graph.rate(pair[1]);
                assertThat(more).as("seed %d, change %d", seed, change).isGreaterThanOrEqualTo(sum * (1 - 1e-12));
                sum = more;
            }
        }
    }
}
