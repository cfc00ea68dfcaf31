package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Expands a hierarchical all-reduce over a tree of groups, from the innermost level out.
 *
 * <p>At every level the ranks at hand fall into groups; each group cuts its range of chunks into as many parts as the
 * smallest group has ranks, reduces each part at one owner, hands the owners of equal parts to the next level, and gathers
 * the results back. The last level is one group of all that are left.
 */
final class GroupTree {

    private final CollectiveCall call;
    private final boolean regions;
    private final List<int[]> sizes = new ArrayList<>();

    GroupTree(CollectiveCall call, boolean regions) {
        this.call = call;
        this.regions = regions;
        int[] ranks = Patterns.identity(call.ranks());
        for (int level = 0; ; level++) {
            List<int[]> groups = groups(ranks, level);
            sizes.add(groups.stream().mapToInt(group -> group.length).toArray());
            if (groups.size() == 1) {
                break;
            }
            ranks = owners(groups, 0);
        }
    }

    int levels() {
        return sizes.size();
    }

    /** Parts into which a group of that level cuts its range: the size of the smallest group. */
    int parts(int level) {
        int parts = Integer.MAX_VALUE;
        for (int size : sizes.get(level)) {
            parts = Math.min(parts, size);
        }
        return parts;
    }

    /** Size of the largest group of that level. */
    int largest(int level) {
        int largest = 0;
        for (int size : sizes.get(level)) {
            largest = Math.max(largest, size);
        }
        return largest;
    }

    /** Whether all groups of each level have one size. */
    boolean isRegular() {
        for (int level = 0; level < levels(); level++) {
            if (largest(level) != parts(level)) {
                return false;
            }
        }
        return true;
    }

    TransferPlan plan() {
        int chunks = 1;
        for (int level = 0; level < levels(); level++) {
            chunks *= parts(level);
        }
        PlanBuilder builder = new PlanBuilder(call, chunks);
        expand(builder, Patterns.identity(call.ranks()), 0, 0, chunks, 0);
        return builder.build();
    }

    // Adds the rounds from firstRound on for these ranks and chunks; returns the round after.
    private int expand(PlanBuilder builder, int[] ranks, int level, int firstChunk, int chunkCount, int firstRound) {
        List<int[]> groups = groups(ranks, level);
        int parts = parts(level);
        int size = chunkCount / parts;
        boolean ring = largest(level) == parts;
        int rounds = largest(level) == 1 ? 0 : ring ? parts - 1 : 1;
        for (int[] group : groups) {
            if (ring) {
                ring(builder, group, firstChunk, size, firstRound, true);
            } else {
                direct(builder, group, parts, firstChunk, size, firstRound, true);
            }
        }
        int round = firstRound + rounds;
        int next = round;
        for (int part = 0; groups.size() > 1 && part < parts; part++) {
            next = expand(builder, owners(groups, part), level + 1, firstChunk + part * size, size, round);
        }
        for (int[] group : groups) {
            if (ring) {
                ring(builder, group, firstChunk, size, next, false);
            } else {
                direct(builder, group, parts, firstChunk, size, next, false);
            }
        }
        return next + rounds;
    }

    // Position p ends the reducing half as the owner of part p.
    private static void ring(PlanBuilder builder, int[] group, int firstChunk, int size, int round, boolean reduce) {
        int n = group.length;
        for (int t = 0; t < n - 1; t++) {
            for (int p = 0; p < n; p++) {
                int part = Math.floorMod(reduce ? p - 1 - t : p - t, n);
                int source = group[p];
                int target = group[(p + 1) % n];
                if (reduce) {
                    builder.reduce(round + t, source, target, firstChunk + part * size, size);
                } else {
                    builder.copy(round + t, source, target, firstChunk + part * size, size);
                }
            }
        }
    }

    private static void direct(
            PlanBuilder builder, int[] group, int parts, int firstChunk, int size, int round, boolean reduce) {
        for (int p = 0; p < group.length; p++) {
            for (int part = 0; part < parts; part++) {
                if (p == part) {
                    continue;
                }
                if (reduce) {
                    builder.reduce(round, group[p], group[part], firstChunk + part * size, size);
                } else {
                    builder.copy(round, group[part], group[p], firstChunk + part * size, size);
                }
            }
        }
    }

    private static int[] owners(List<int[]> groups, int part) {
        int[] owners = new int[groups.size()];
        for (int g = 0; g < owners.length; g++) {
            owners[g] = groups.get(g)[part];
        }
        return owners;
    }

    // Groups in order of their numbers, ranks in order within.
    private List<int[]> groups(int[] ranks, int level) {
        TreeMap<Integer, IntArrayList> byNumber = new TreeMap<>();
        for (int rank : ranks) {
            byNumber.computeIfAbsent(number(rank, level), key -> new IntArrayList())
                    .add(rank);
        }
        List<int[]> groups = new ArrayList<>();
        for (IntArrayList group : byNumber.values()) {
            groups.add(group.toIntArray());
        }
        return groups;
    }

    private int number(int rank, int level) {
        if (level == 0) {
            return call.hosts().site(call.node(rank));
        }
        return regions && level == 1 ? call.hosts().region(call.node(rank)) : 0;
    }
}
