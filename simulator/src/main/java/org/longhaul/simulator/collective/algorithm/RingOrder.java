package org.longhaul.simulator.collective.algorithm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Patterns;

/**
 * Orders ranks on a ring so that its slowest connection is as fast as possible: the bottleneck travelling-salesman problem
 * over rates that may differ by direction.
 *
 * <p>Up to {@value #MAX_EXACT} ranks the order is the best one: the highest rate at which the connections that reach it still
 * hold a Hamiltonian cycle, found by dynamic programming over subsets. Beyond, the fastest neighbour is followed from several
 * starts, and the slowest connections are then broken up by moving or reversing stretches of the ring.
 *
 * <p>Used by INTELLECT-1 to place ring all-reduce on the public internet (Jaghouar et al., arXiv 2412.01152, section
 * 2.3).
 *
 * @see <a href="https://doi.org/10.1137/0110015">Held, Karp, "A dynamic programming approach to sequencing problems",
 *     Journal of the SIAM 10(1), 1962 (Hamiltonian cycles by subsets)</a>
 */
final class RingOrder {

    /** Ranks up to which the best order is found for certain. */
    static final int MAX_EXACT = 16;

    private static final int MAX_STARTS = 16;
    private static final int MAX_STRETCH = 3;

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
        if (n <= 2) {
            return best;
        }
        if (n <= MAX_EXACT) {
            int[] exact = exact();
            if (slowest(exact) > slowest(best)) {
                best = exact;
            }
            improve(best);
            return best;
        }
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

    // ---- exact, for small groups ----

    private int[] exact() {
        long[] rates = Arrays.stream(bps)
                .flatMapToLong(Arrays::stream)
                .filter(rate -> rate > 0)
                .sorted()
                .distinct()
                .toArray();
        int low = 0;
        int high = rates.length - 1;
        int[] best = Patterns.identity(bps.length);
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int[] cycle = cycle(rates[middle]);
            if (cycle == null) {
                high = middle - 1;
            } else {
                best = cycle;
                low = middle + 1;
            }
        }
        return best;
    }

    // A ring through all ranks over connections of at least that rate; null if there is none.
    private int @Nullable [] cycle(long rate) {
        int n = bps.length;
        int[] from = new int[n];
        int[] to = new int[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i != j && bps[i][j] >= rate) {
                    to[i] |= 1 << j;
                    from[j] |= 1 << i;
                }
            }
        }
        // Ends of the paths that begin at rank 0 and visit just that set of ranks.
        int[] ends = new int[1 << n];
        ends[1] = 1;
        for (int visited = 1; visited < ends.length; visited += 2) {
            for (int last = ends[visited]; last != 0; last &= last - 1) {
                for (int next = to[Integer.numberOfTrailingZeros(last)] & ~visited; next != 0; next &= next - 1) {
                    int rank = Integer.lowestOneBit(next);
                    ends[visited | rank] |= rank;
                }
            }
        }
        int[] order = new int[n];
        int visited = ends.length - 1;
        int candidates = ends[visited] & from[0];
        for (int p = n - 1; p > 0; p--) {
            if (candidates == 0) {
                return null;
            }
            order[p] = Integer.numberOfTrailingZeros(candidates);
            visited &= ~(1 << order[p]);
            candidates = ends[visited] & from[order[p]];
        }
        return order;
    }

    // ---- by search, for large groups ----

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

    // Breaks up one of the slowest connections at a time, by the first change that makes the ring better.
    private void improve(int[] order) {
        boolean better = order.length > 3;
        while (better) {
            better = false;
            long slowest = slowest(order);
            for (int p = 0; p < order.length && !better; p++) {
                better = edge(order, p) == slowest && breakUp(order, p);
            }
        }
    }

    private boolean breakUp(int[] order, int p) {
        int n = order.length;
        int[] turned = new int[n];
        // The connection now leads from the last place to the first.
        for (int q = 0; q < n; q++) {
            turned[q] = order[(p + 1 + q) % n];
        }
        for (int length = 2; length < n; length++) {
            if (takeIfBetter(order, reversed(turned, 0, length))
                    || takeIfBetter(order, reversed(turned, n - length, n))) {
                return true;
            }
        }
        for (int length = 1; length <= Math.min(MAX_STRETCH, n - 2); length++) {
            for (int q = 1; q < n - length; q++) {
                // A stretch from the beginning or the end goes to between q and its successor; one from q to the break.
                if (takeIfBetter(order, moved(turned, 0, length, q))
                        || takeIfBetter(order, moved(turned, n - length, length, q))
                        || takeIfBetter(order, moved(turned, q, length, 0))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean takeIfBetter(int[] order, int[] candidate) {
        if (compare(candidate, order) <= 0) {
            return false;
        }
        System.arraycopy(candidate, 0, order, 0, order.length);
        return true;
    }

    private static int[] reversed(int[] order, int from, int until) {
        int[] changed = order.clone();
        for (int a = from, b = until - 1; a < b; a++, b--) {
            changed[a] = order[b];
            changed[b] = order[a];
        }
        return changed;
    }

    // The stretch is taken out and put back so that it begins at place "to".
    private static int[] moved(int[] order, int from, int length, int to) {
        int[] changed = new int[order.length];
        System.arraycopy(order, from, changed, to, length);
        int place = 0;
        for (int q = 0; q < order.length; q++) {
            if (q == from) {
                q += length - 1;
                continue;
            }
            if (place == to) {
                place += length;
            }
            changed[place++] = order[q];
        }
        return changed;
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
