package org.longhaul.simulator.collective;

/**
 * Orders ranks on a ring so that its slowest connection is as fast as possible: the bottleneck travelling-salesman
 * problem, solved by the nearest (fastest) neighbour from each start for small groups and then 2-opt exchanges.
 *
 * <p>Used by INTELLECT-1 to place ring all-reduce on the public internet (Jaghouar et al., arXiv 2412.01152, section
 * 2.3).
 */
final class RingOrder {

    private static final int MAX_STARTS = 16;
    private static final int MAX_PASSES = 8;

    private final long[][] bps;

    private RingOrder(long[][] bps) {
        this.bps = bps;
    }

    static int[] maxBottleneck(CollectiveCall call) {
        int n = call.ranks();
        long[][] bps = new long[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                bps[i][j] = i == j ? 0 : call.hosts().bottleneckBps(call.node(i), call.node(j));
            }
        }
        return new RingOrder(bps).best();
    }

    private int[] best() {
        int n = bps.length;
        int[] best = Patterns.identity(n);
        improve(best);
        for (int start = 0; start < Math.min(n, MAX_STARTS); start++) {
            int[] order = greedy(start);
            improve(order);
            if (compare(order, best) > 0) {
                best = order;
            }
        }
        return best;
    }

    private int[] greedy(int start) {
        int n = bps.length;
        boolean[] used = new boolean[n];
        int[] order = new int[n];
        order[0] = start;
        used[start] = true;
        for (int p = 1; p < n; p++) {
            int next = -1;
            for (int j = 0; j < n; j++) {
                if (!used[j] && (next < 0 || bps[order[p - 1]][j] > bps[order[p - 1]][next])) {
                    next = j;
                }
            }
            order[p] = next;
            used[next] = true;
        }
        return order;
    }

    private void improve(int[] order) {
        int n = order.length;
        boolean better = n > 3;
        for (int pass = 0; better && pass < MAX_PASSES; pass++) {
            better = false;
            for (int i = 0; i < n - 1; i++) {
                for (int j = i + 1; j < n; j++) {
                    better |= reverseIfBetter(order, i, j);
                }
            }
        }
    }

    // Reversing order[i..j] exchanges two edges of the ring, and the direction of those between.
    private boolean reverseIfBetter(int[] order, int i, int j) {
        int[] candidate = order.clone();
        for (int a = i, b = j; a < b; a++, b--) {
            candidate[a] = order[b];
            candidate[b] = order[a];
        }
        if (compare(candidate, order) <= 0) {
            return false;
        }
        System.arraycopy(candidate, 0, order, 0, order.length);
        return true;
    }

    // By the slowest connection, then by how many are that slow (fewer is better).
    private int compare(int[] a, int[] b) {
        long slowestA = slowest(a);
        long slowestB = slowest(b);
        return slowestA != slowestB
                ? Long.compare(slowestA, slowestB)
                : Integer.compare(count(b, slowestA), count(a, slowestA));
    }

    private long slowest(int[] order) {
        long slowest = Long.MAX_VALUE;
        for (int p = 0; p < order.length; p++) {
            slowest = Math.min(slowest, edge(order, p));
        }
        return slowest;
    }

    private int count(int[] order, long value) {
        int count = 0;
        for (int p = 0; p < order.length; p++) {
            if (edge(order, p) == value) {
                count++;
            }
        }
        return count;
    }

    private long edge(int[] order, int p) {
        return bps[order[p]][order[p + 1 == order.length ? 0 : p + 1]];
    }
}
