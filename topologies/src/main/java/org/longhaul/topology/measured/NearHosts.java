package org.longhaul.topology.measured;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which hosts are near each other, by their round trips. */
public final class NearHosts {
    /** Round trips of which one is so many times the next lower one are of two kinds. */
    private static final double GAP = 3;

    private static final long LEAST_GAP_NANOS = 1_000_000;
    /** Hosts that are further apart are in no one place: the signal goes 500 km and back. */
    private static final long FARTHEST_NANOS = 5_000_000;

    private NearHosts() {}

    /**
     * Groups hosts.
     *
     * <p>Where some, but not all, are on one machine, groups are machines. Otherwise round trips below 5 ms are near if those
     * above begin at three times as much, and at 1 ms more; hosts that are near each other make a group. Where there is no such
     * gap, all hosts are one group if no round trip is above 5 ms, else each is by itself; so too where near is not mutual.
     *
     * @param roundTrip of each pair, nanoseconds; symmetric
     * @param machines what tells the hosts' machines apart; null where that is not known
     * @return groups in the order of their first hosts
     */
    public static List<List<Integer>> groups(long[][] roundTrip, List<@Nullable String> machines) {
        int n = roundTrip.length;
        Set<String> different = new HashSet<>();
        machines.stream().filter(Objects::nonNull).forEach(each -> different.add(Objects.requireNonNull(each)));
        boolean isKnown = machines.stream().noneMatch(Objects::isNull);
        if (isKnown && different.size() == 1) {
            return group(n, new boolean[n][n], true);
        }
        boolean[][] near = new boolean[n][n];
        if (isKnown && different.size() < n) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    near[i][j] = Objects.equals(machines.get(i), machines.get(j));
                }
            }
            return group(n, near, false);
        }
        long[] all = new long[n * (n - 1) / 2];
        int used = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                all[used++] = roundTrip[i][j];
            }
        }
        Arrays.sort(all);
        long threshold = threshold(all);
        if (threshold < 0) {
            return group(n, near, all.length == 0 || all[all.length - 1] <= FARTHEST_NANOS);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                near[i][j] = i == j || roundTrip[i][j] <= threshold;
            }
        }
        return isMutual(near) ? group(n, near, false) : group(n, new boolean[n][n], false);
    }

    /** The greatest round trip below the widest gap, or -1 where there is none. */
    private static long threshold(long[] sorted) {
        long below = -1;
        double widest = GAP;
        for (int k = 0; k + 1 < sorted.length && sorted[k] <= FARTHEST_NANOS; k++) {
            double ratio = (double) sorted[k + 1] / Math.max(1, sorted[k]);
            if (ratio >= widest && sorted[k + 1] - sorted[k] >= LEAST_GAP_NANOS) {
                widest = ratio;
                below = sorted[k];
            }
        }
        return below;
    }

    private static boolean isMutual(boolean[][] near) {
        for (boolean[] row : near) {
            for (int j = 0; j < row.length; j++) {
                if (row[j] && !Arrays.equals(row, near[j])) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<List<Integer>> group(int n, boolean[][] near, boolean isOne) {
        List<List<Integer>> groups = new ArrayList<>();
        boolean[] isPlaced = new boolean[n];
        for (int i = 0; i < n; i++) {
            List<Integer> group = new ArrayList<>();
            boolean isFirst = !isPlaced[i];
            for (int j = i; j < n && isFirst; j++) {
                if (j == i || isOne || near[i][j]) {
                    group.add(j);
                }
            }
            group.forEach(each -> isPlaced[each] = true);
            if (!group.isEmpty()) {
                groups.add(List.copyOf(group));
            }
        }
        return List.copyOf(groups);
    }
}
