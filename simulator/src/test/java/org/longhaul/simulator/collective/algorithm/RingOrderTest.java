package org.longhaul.simulator.collective.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.HostView;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.Patterns;
import org.longhaul.simulator.collective.PlanInterpreter;
import org.longhaul.simulator.collective.TransferPlan;

class RingOrderTest {

    /** Hosts with a rate for each pair. */
    private static final class Pairs implements HostView {

        private final long[][] bps;

        Pairs(long[][] bps) {
            this.bps = bps;
        }

        @Override
        public int node(String hostId) {
            return Integer.parseInt(hostId);
        }

        @Override
        public int[] spareHosts() {
            return new int[0];
        }

        @Override
        public int site(int node) {
            return node;
        }

        @Override
        public int region(int node) {
            return node;
        }

        @Override
        public List<String> regionPath(int node) {
            return List.of();
        }

        @Override
        public long latencyNanos(int sourceNode, int targetNode) {
            return 0;
        }

        @Override
        public long bottleneckBps(int sourceNode, int targetNode) {
            return bps[sourceNode][targetNode];
        }
    }

    private static long slowest(long[][] bps, int[] order) {
        long slowest = Long.MAX_VALUE;
        for (int p = 0; p < order.length; p++) {
            slowest = Math.min(slowest, bps[order[p]][order[(p + 1) % order.length]]);
        }
        return slowest;
    }

    private static long best(long[][] bps, int[] order, int fixed) {
        if (fixed == order.length) {
            return slowest(bps, order);
        }
        long best = 0;
        for (int i = fixed; i < order.length; i++) {
            swap(order, fixed, i);
            best = Math.max(best, best(bps, order, fixed + 1));
            swap(order, fixed, i);
        }
        return best;
    }

    private static void swap(int[] order, int i, int j) {
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }

    private static long[][] rates(Random random, int n, boolean symmetric, int values) {
        long[][] bps = new long[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                bps[i][j] = symmetric && j < i ? bps[j][i] : i == j ? 0 : 1L + random.nextInt(values);
            }
        }
        return bps;
    }

    private static int[] order(long[][] bps) {
        int[] ranks = Patterns.identity(bps.length);
        int[] order = RingOrder.maxBottleneck(new CollectiveCall(Pattern.ALL_REDUCE, 1000, ranks, new Pairs(bps)));
        assertThat(order).containsExactlyInAnyOrder(ranks);
        return order;
    }

    /** Rates that differ by direction or not, many of them equal or none: no order has a faster slowest connection. */
    @Test
    void findsTheBestOrderOfSmallGroups() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(7);
            long[][] bps = rates(random, n, seed % 4 == 0, seed % 3 == 0 ? 4 : 1000);
            long best = best(bps, Patterns.identity(n), 1);
            assertThat(slowest(bps, order(bps))).as("seed %d", seed).isEqualTo(best);
        }
    }

    /** A ring of fast connections, hidden by renumbering among slow ones, is found for certain up to the limit. */
    @Test
    void findsAHiddenRing() {
        for (int n : new int[] {3, 8, RingOrder.MAX_EXACT}) {
            Random random = new Random(n);
            long[][] bps = rates(random, n, false, 100);
            int[] hidden = Patterns.identity(n);
            for (int i = n - 1; i > 0; i--) {
                swap(hidden, i, random.nextInt(i + 1));
            }
            for (int p = 0; p < n; p++) {
                bps[hidden[p]][hidden[(p + 1) % n]] = 1000;
            }
            assertThat(slowest(bps, order(bps))).isEqualTo(1000);
        }
    }

    /**
     * Beyond the exact limit: never worse than the order given, and close to the bound that every rank needs a fast way in
     * and a fast way out.
     */
    @Test
    void largeGroupsComeCloseToTheBound() {
        double share = 0;
        int trials = 12;
        for (int seed = 0; seed < trials; seed++) {
            int n = 20 + 4 * seed;
            long[][] bps = rates(new Random(seed), n, seed % 2 == 0, 1_000_000);
            long found = slowest(bps, order(bps));
            assertThat(found).isGreaterThanOrEqualTo(slowest(bps, Patterns.identity(n)));
            long bound = Long.MAX_VALUE;
            for (int i = 0; i < n; i++) {
                long out = 0;
                long in = 0;
                for (int j = 0; j < n; j++) {
                    out = Math.max(out, bps[i][j]);
                    in = Math.max(in, bps[j][i]);
                }
                bound = Math.min(bound, Math.min(out, in));
            }
            share += (double) found / bound / trials;
        }
        assertThat(share).isGreaterThan(0.8);
    }

    @Test
    void anOrderedRingStillReducesExactly() {
        long[][] bps = new long[7][7];
        Random random = new Random(5);
        for (long[] row : bps) {
            for (int j = 0; j < row.length; j++) {
                row[j] = 1L + random.nextInt(1000);
            }
        }
        Ring ring = new Ring(new Ring.Settings(Ring.Order.MAX_BOTTLENECK));
        for (Pattern pattern : new Pattern[] {Pattern.ALL_REDUCE, Pattern.REDUCE_SCATTER, Pattern.ALL_GATHER}) {
            TransferPlan plan = ring.plan(new CollectiveCall(pattern, 7003, Patterns.identity(7), new Pairs(bps)));
            long[][] initial = PlanInterpreter.vectors(7, 7);
            PlanInterpreter result = new PlanInterpreter(plan, initial).run();
            for (int rank = 0; rank < 7; rank++) {
                for (int chunk = 0; chunk < 7; chunk++) {
                    long sum = 0;
                    for (long[] vector : initial) {
                        sum += vector[chunk];
                    }
                    if (pattern == Pattern.ALL_REDUCE || (pattern == Pattern.REDUCE_SCATTER && chunk == rank)) {
                        assertThat(result.held(rank)[chunk]).isEqualTo(sum);
                    } else if (pattern == Pattern.ALL_GATHER) {
                        assertThat(result.held(rank)[chunk]).isEqualTo(initial[chunk][chunk]);
                    }
                }
            }
        }
    }
}
