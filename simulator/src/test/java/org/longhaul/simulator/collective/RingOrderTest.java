package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

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

    @Test
    void findsTheBestOrderOfSmallGroups() {
        int optimal = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int n = 3 + random.nextInt(5);
            long[][] bps = new long[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    bps[i][j] = 1L + random.nextInt(1000);
                    bps[j][i] = bps[i][j];
                }
            }
            CollectiveCall call = new CollectiveCall(Pattern.ALL_REDUCE, 1000, Patterns.identity(n), new Pairs(bps));
            int[] order = RingOrder.maxBottleneck(call);
            assertThat(order).containsExactlyInAnyOrder(Patterns.identity(n));
            assertThat(slowest(bps, order)).isGreaterThanOrEqualTo(slowest(bps, Patterns.identity(n)));
            optimal += slowest(bps, order) == best(bps, Patterns.identity(n), 1) ? 1 : 0;
        }
        // The search is a heuristic: it may miss, but rarely at these sizes.
        assertThat(optimal).isGreaterThanOrEqualTo(55);
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
