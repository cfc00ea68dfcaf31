package org.longhaul.simulator.network.fairshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.Draws;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ProgressiveFilling;

class FairShareTest {

    private static final FairShare.Listener DEAF = new FairShare.Listener() {
        @Override
        public void levelChanges(int link, double newLevel) {}

        @Override
        public void moved(int flow) {}
    };

    @Test
    void flowsBehindOneLinkShareItByWeight() {
        FairShare shares = new FairShare(new double[] {100});
        int light = shares.add(new int[] {0}, 1, Double.POSITIVE_INFINITY);
        int heavy = shares.add(new int[] {0}, 3, Double.POSITIVE_INFINITY);
        shares.solve(DEAF);
        assertThat(shares.graph.rate(light)).isEqualTo(25);
        assertThat(shares.graph.rate(heavy)).isEqualTo(75);
        shares.setCap(heavy, 10);
        shares.solve(DEAF);
        assertThat(shares.graph.rate(light)).isEqualTo(90);
        shares.remove(heavy);
        shares.solve(DEAF);
        assertThat(shares.graph.rate(light)).isEqualTo(100);
    }

    /** The example in the package's description. */
    @Test
    void threeLinksAndFourFlows() {
        double none = Double.POSITIVE_INFINITY;
        FairShare shares = new FairShare(new double[] {10, 6, 8});
        int x1 = shares.add(new int[] {0, 1}, 1, none);
        int x2 = shares.add(new int[] {0}, 1, none);
        int x3 = shares.add(new int[] {1, 2}, 1, none);
        int x4 = shares.add(new int[] {2}, 1, none);
        int[] flows = {x1, x2, x3, x4};
        shares.solve(DEAF);
        assertThat(Arrays.stream(flows).mapToDouble(shares::rate)).containsExactly(3.0, 7.0, 3.0, 5.0);
        assertThat(List.of(shares.level(0), shares.level(1), shares.level(2))).containsExactly(7.0, 3.0, 5.0);
        shares.setCapacity(1, 12);
        shares.solve(DEAF);
        assertThat(Arrays.stream(flows).mapToDouble(shares::rate)).containsExactly(5.0, 5.0, 4.0, 4.0);
        assertThat(shares.boundCount(1)).isZero();
        shares.setCap(x4, 1);
        shares.solve(DEAF);
        assertThat(Arrays.stream(flows).mapToDouble(shares::rate)).containsExactly(5.0, 5.0, 7.0, 1.0);
    }

    @Test
    void unevenParkingLotGivesTheCrossFlowsWhatTheLongOneLeaves() {
        FairShare shares = new FairShare(new double[] {1000, 100, 1000});
        int longFlow = shares.add(new int[] {0, 1, 2}, 1, Double.POSITIVE_INFINITY);
        int[] cross = new int[3];
        for (int hop = 0; hop < 3; hop++) {
            cross[hop] = shares.add(new int[] {hop}, 1, Double.POSITIVE_INFINITY);
        }
        shares.solve(DEAF);
        assertThat(shares.graph.rate(longFlow)).isEqualTo(50);
        assertThat(shares.graph.rate(cross[0])).isEqualTo(950);
        assertThat(shares.graph.rate(cross[1])).isEqualTo(50);
        assertThat(shares.graph.rate(cross[2])).isEqualTo(950);
    }

    /** Flows added in another order over renumbered links get the same rates. */
    @Test
    void relabellingChangesNothing() {
        for (int seed = 0; seed < Draws.of(300, 1000); seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("relabel", 0);
            int links = random.nextInt(2, 20);
            double[] capacity = random.doubles(links, 1, 100).toArray();
            int[] renumbered = new int[links];
            double[] renamedCapacity = new double[links];
            int shift = random.nextInt(links);
            for (int link = 0; link < links; link++) {
                renumbered[link] = links - 1 - (link + shift) % links;
                renamedCapacity[renumbered[link]] = capacity[link];
            }
            FairShare shares = new FairShare(capacity);
            FairShare renamed = new FairShare(renamedCapacity);
            int flows = random.nextInt(1, 30);
            ProgressiveFilling.Flow[] drawn = new ProgressiveFilling.Flow[flows];
            int[] ids = new int[flows];
            int[] renamedIds = new int[flows];
            for (int f = 0; f < flows; f++) {
                drawn[f] = randomFlow(random, links, true, true);
                ids[f] = shares.add(drawn[f].path(), drawn[f].weight(), drawn[f].cap());
            }
            for (int f = flows - 1; f >= 0; f--) {
                int[] path = Arrays.stream(drawn[f].path())
                        .map(link -> renumbered[link])
                        .toArray();
                renamedIds[f] = renamed.add(path, drawn[f].weight(), drawn[f].cap());
                renamed.solve(DEAF);
            }
            shares.solve(DEAF);
            for (int f = 0; f < flows; f++) {
                double rate = shares.graph.rate(ids[f]);
                assertThat(renamed.graph.rate(renamedIds[f])).isCloseTo(rate, within(1e-9 * Math.max(rate, 1e-3)));
            }
        }
    }

    /** 1,500 random networks with churn: after every change the rates equal those of a solve from nothing. */
    @Test
    void anIncrementalSolveEqualsAFullOne() {
        for (int seed = 0; seed < Draws.of(400, 1500); seed++) {
            churn(seed, seed % 3 == 0 ? 60 : 25);
        }
    }

    @Test
    void aLinkWithoutCapacityStopsItsFlowsAndLetsThemGoAgain() {
        FairShare shares = new FairShare(new double[] {100, 30, 200});
        int across = shares.add(new int[] {0, 1}, 1, Double.POSITIVE_INFINITY);
        int beside = shares.add(new int[] {0, 2}, 1, Double.POSITIVE_INFINITY);
        shares.solve(DEAF);
        assertRates(shares, across, 30, beside, 70);
        shares.setCapacity(1, 0);
        shares.solve(DEAF);
        assertRates(shares, across, 0, beside, 100);
        int late = shares.add(new int[] {1}, 1, Double.POSITIVE_INFINITY);
        shares.solve(DEAF);
        assertRates(shares, across, 0, late, 0);
        shares.setCapacity(0, 0);
        shares.solve(DEAF);
        assertRates(shares, across, 0, beside, 0);
        shares.setCapacity(1, 30);
        shares.solve(DEAF);
        assertRates(shares, across, 0, late, 30);
        shares.setCapacity(0, 100);
        shares.solve(DEAF);
        assertRates(shares, across, 15, late, 15);
        assertRates(shares, beside, 85, late, 15);
    }

    private static void assertRates(FairShare shares, int a, double rateOfA, int b, double rateOfB) {
        assertThat(shares.graph.rate(a)).isEqualTo(rateOfA);
        assertThat(shares.graph.rate(b)).isEqualTo(rateOfB);
    }

    @Test
    void refusesACapacityThatIsNone() {
        FairShare shares = new FairShare(new double[] {100});
        for (double capacity : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> shares.setCapacity(0, capacity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("link 0")
                    .hasMessageContaining(Double.toString(capacity));
        }
    }

    /**
     * 1,000 random networks in which links lose their capacity, regain it and change it, several at once, while flows come
     * and go: after every change the rates equal those of a solve from nothing.
     */
    @Test
    void changingCapacitiesIncrementallyEqualsAFullSolve() {
        for (int seed = 0; seed < Draws.of(300, 1000); seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("capacities", 0);
            int links = random.nextInt(2, 20);
            double[] capacity = new double[links];
            Arrays.setAll(capacity, link -> random.nextBoolean() ? 100 : 20 * random.nextInt(1, 10));
            double[] stated = capacity.clone();
            FairShare shares = new FairShare(capacity);
            List<Integer> live = new ArrayList<>();
            List<ProgressiveFilling.Flow> flows = new ArrayList<>();
            for (int change = 0; change < 30; change++) {
                for (int i = random.nextInt(change == 0 ? 30 : 3); i > 0; i--) {
                    ProgressiveFilling.Flow flow = randomFlow(random, links, seed % 2 == 0, seed % 5 == 0);
                    flows.add(flow);
                    live.add(shares.add(flow.path(), flow.weight(), flow.cap()));
                }
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    int link = random.nextInt(links);
                    // Down, back, or a few per cent less, as acknowledgements take.
                    double[] choices = {0, stated[link], stated[link] / 1.02, 300 * random.nextDouble()};
                    capacity[link] = choices[random.nextInt(choices.length)];
                    shares.setCapacity(link, capacity[link]);
                }
                if (!flows.isEmpty() && random.nextInt(3) == 0) {
                    int victim = random.nextInt(flows.size());
                    flows.remove(victim);
                    shares.remove(live.remove(victim));
                }
                shares.solve(DEAF);
                compare(seed, change, capacity, flows, live, shares);
            }
        }
    }

    private static void churn(long seed, int changes) {
        RandomGenerator random = new RandomStreams(seed).stream("fair-share", 0);
        int links = random.nextInt(1, 24);
        double[] capacity = new double[links];
        for (int link = 0; link < links; link++) {
            capacity[link] = random.nextBoolean() ? 100 : Math.exp(random.nextDouble() * 6);
        }
        FairShare shares = new FairShare(capacity);
        List<Integer> live = new ArrayList<>();
        List<ProgressiveFilling.Flow> flows = new ArrayList<>();
        boolean weighted = random.nextBoolean();
        boolean capped = random.nextBoolean();
        for (int change = 0; change < changes; change++) {
            int batch = random.nextInt(4) == 0 ? random.nextInt(1, 12) : 1;
            for (int i = 0; i < batch; i++) {
                int kind = random.nextInt(10);
                if (flows.isEmpty() || kind < 5) {
                    ProgressiveFilling.Flow flow = randomFlow(random, links, weighted, capped);
                    flows.add(flow);
                    live.add(shares.add(flow.path(), flow.weight(), flow.cap()));
                } else if (kind < 8) {
                    int victim = random.nextInt(flows.size());
                    flows.remove(victim);
                    shares.remove(live.remove(victim));
                } else if (kind < 9 && capped) {
                    int at = random.nextInt(flows.size());
                    double cap = random.nextInt(3) == 0 ? Double.POSITIVE_INFINITY : random.nextDouble() * 60;
                    flows.set(
                            at,
                            new ProgressiveFilling.Flow(
                                    flows.get(at).path(), flows.get(at).weight(), cap));
                    shares.setCap(live.get(at), cap);
                } else if (random.nextInt(4) == 0) {
                    int link = random.nextInt(links);
                    capacity[link] = random.nextInt(5) == 0 ? 0 : random.nextDouble() * 200;
                    shares.setCapacity(link, capacity[link]);
                }
            }
            shares.solve(DEAF);
            compare(seed, change, capacity, flows, live, shares);
        }
    }

    private static void compare(
            long seed,
            int change,
            double[] capacity,
            List<ProgressiveFilling.Flow> flows,
            List<Integer> live,
            FairShare shares) {
        double[] expected = ProgressiveFilling.rates(capacity, flows);
        double[] load = new double[capacity.length];
        for (int f = 0; f < flows.size(); f++) {
            double rate = shares.graph.rate(live.get(f));
            assertThat(rate)
                    .as(
                            "seed %d, change %d, flow %d over %s",
                            seed, change, f, Arrays.toString(flows.get(f).path()))
                    .isCloseTo(expected[f], within(1e-9 * Math.max(expected[f], 1e-3)));
            for (int link : flows.get(f).path()) {
                load[link] += rate;
            }
        }
        for (int link = 0; link < capacity.length; link++) {
            assertThat(load[link]).isLessThanOrEqualTo(capacity[link] * (1 + 1e-9) + 1e-12);
        }
    }

    private static ProgressiveFilling.Flow randomFlow(
            RandomGenerator random, int links, boolean weighted, boolean capped) {
        int length = random.nextInt(1, Math.min(links, 6) + 1);
        int[] path = random.ints(0, links).distinct().limit(length).toArray();
        double weight = weighted ? Math.exp(4 * random.nextDouble() - 2) : 1;
        double cap = capped && random.nextBoolean() ? random.nextDouble() * 60 : Double.POSITIVE_INFINITY;
        return new ProgressiveFilling.Flow(path, weight, cap);
    }
}
