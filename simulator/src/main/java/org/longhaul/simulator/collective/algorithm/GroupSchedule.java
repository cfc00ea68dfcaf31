package org.longhaul.simulator.collective.algorithm;

import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.collective.Patterns;

/**
 * The rounds of an exchange over a tree of groups: sums are formed group by group from the innermost out, and results are
 * spread the same way back.
 *
 * <p>After its sums are formed, a group's vector is spread over its ranks ({@link Holdings}). The group around it takes the
 * coarsest ranges that have one holder in each member; the holders of each range form the sum of that range among themselves,
 * all ranges at once. So groups of different sizes and depths need no common number of parts.
 */
final class GroupSchedule {

    /** How the holders of one range, one in each member, form its sum. */
    enum Algorithm {
        /** Reduce-scatter on a ring: the holders end with equal parts of the range. */
        RING,
        /** Every holder sends each other one its part at once. */
        DIRECT,
        /** Up a binomial tree to the holder in the first member, who ends with the whole range. */
        BINOMIAL_TREE
    }

    /** Beyond this many chunks ranges are cut at the nearest chunk instead of in equal parts. */
    private static final int MAX_CHUNKS = 1 << 16;

    /** What a group does: from which round on, and its ranges. */
    record Level(GroupTree group, Algorithm algorithm, int start, int rounds, List<Holdings.Shared> ranges) {}

    /** Where a group's sum is, and the round from which on it is there. */
    private record Sum(Holdings held, int end) {}

    private final GroupTree root;
    private final List<Algorithm> algorithms;
    private final int chunks;
    private final List<Level> levels = new ArrayList<>();
    private final int rounds;

    /**
     * A schedule.
     *
     * @param root the groups
     * @param algorithms by level, innermost first; the last one holds for all groups further out
     */
    GroupSchedule(GroupTree root, List<Algorithm> algorithms) {
        this.root = root;
        this.algorithms = algorithms;
        this.chunks = (int) Math.min(MAX_CHUNKS, grain(root));
        this.rounds = sum(root).end;
    }

    /** Chunks of one segment. */
    int chunks() {
        return chunks;
    }

    /** Rounds in which sums are formed; as many spread them. */
    int rounds() {
        return rounds;
    }

    /** Groups, each after its members. */
    List<Level> levels() {
        return levels;
    }

    /** Rounds after which the next segment may follow: those of the slowest group. */
    int stride() {
        int longest = 1;
        for (Level level : levels) {
            longest = Math.max(longest, level.rounds);
        }
        return longest;
    }

    /** Whether all ranges are cut into equal parts. */
    boolean isEven() {
        return grain(root) <= MAX_CHUNKS;
    }

    private Algorithm algorithm(GroupTree group) {
        return algorithms.get(Math.min(group.height(), algorithms.size()) - 1);
    }

    // Parts of equal size into which a group's vector falls, or more than the limit.
    private long grain(GroupTree tree) {
        long grain = 1;
        for (GroupTree member : tree.members()) {
            long other = grain(member);
            grain = grain > MAX_CHUNKS || other > MAX_CHUNKS ? MAX_CHUNKS + 1L : lowestCommonMultiple(grain, other);
        }
        boolean scatters = !tree.isRank() && algorithm(tree) != Algorithm.BINOMIAL_TREE;
        return Math.min(MAX_CHUNKS + 1L, grain * (scatters ? tree.members().size() : 1));
    }

    private static long lowestCommonMultiple(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return a / x * b;
    }

    private Sum sum(GroupTree tree) {
        if (tree.isRank()) {
            return new Sum(Holdings.of(tree.rank(), chunks), 0);
        }
        List<Holdings> members = new ArrayList<>();
        int start = 0;
        for (GroupTree member : tree.members()) {
            Sum sum = sum(member);
            members.add(sum.held);
            start = Math.max(start, sum.end);
        }
        List<Holdings.Shared> ranges = Holdings.common(members);
        Algorithm algorithm = algorithm(tree);
        int size = members.size();
        int count =
                switch (algorithm) {
                    case RING -> size - 1;
                    case DIRECT -> 1;
                    case BINOMIAL_TREE -> Patterns.ceilLog2(size);
                };
        levels.add(new Level(tree, algorithm, start, count, ranges));
        return new Sum(held(algorithm, ranges), start + count);
    }

    private static Holdings held(Algorithm algorithm, List<Holdings.Shared> ranges) {
        Holdings held = new Holdings();
        for (Holdings.Shared range : ranges) {
            for (int p = 0; p < range.holders().size(); p++) {
                if (algorithm == Algorithm.BINOMIAL_TREE) {
                    held.add(p == 0 ? range.count() : 0, range.holders().getInt(p));
                } else {
                    held.add(cut(range, p + 1) - cut(range, p), range.holders().getInt(p));
                }
            }
        }
        return held;
    }

    /** Most chunks that a rank sends, or receives, in one round of a level. */
    static long chunksPerRound(Level level) {
        Int2LongOpenHashMap byRank = new Int2LongOpenHashMap();
        long most = 0;
        for (Holdings.Shared range : level.ranges) {
            long n = range.holders().size();
            long part = (range.count() + n - 1) / n;
            long load =
                    switch (level.algorithm) {
                        case RING -> part;
                        case DIRECT -> Math.max(part * (n - 1), range.count() - range.count() / n);
                        case BINOMIAL_TREE -> range.count();
                    };
            for (int holder : range.holders()) {
                most = Math.max(most, byRank.addTo(holder, load) + load);
            }
        }
        return most;
    }

    /** Where the p-th part of a range begins. */
    static int cut(Holdings.Shared range, int p) {
        return range.first() + (int) ((long) range.count() * p / range.holders().size());
    }

    /**
     * Adds the transfers of one segment.
     *
     * @param builder takes them
     * @param firstRound round of the segment's first transfer
     * @param firstChunk the segment's first chunk
     * @param sums whether sums are formed
     * @param spreads whether results are spread
     */
    void addTo(PlanBuilder builder, int firstRound, int firstChunk, boolean sums, boolean spreads) {
        for (Level level : levels) {
            int back = firstRound + (sums ? 2 * rounds : rounds) - level.start - level.rounds;
            for (Holdings.Shared range : level.ranges) {
                if (sums) {
                    add(builder, level, range, firstRound + level.start, firstChunk, true);
                }
                if (spreads) {
                    add(builder, level, range, back, firstChunk, false);
                }
            }
        }
    }

    private static void add(
            PlanBuilder builder, Level level, Holdings.Shared range, int round, int firstChunk, boolean sums) {
        switch (level.algorithm) {
            case RING -> ring(builder, range, round, firstChunk, sums);
            case DIRECT -> direct(builder, range, round, firstChunk, sums);
            case BINOMIAL_TREE -> tree(builder, range, round, level.rounds, firstChunk, sums);
        }
    }

    // Position p ends the summing half as the holder of part p.
    private static void ring(PlanBuilder builder, Holdings.Shared range, int round, int firstChunk, boolean sums) {
        int n = range.holders().size();
        for (int t = 0; t < n - 1; t++) {
            for (int p = 0; p < n; p++) {
                int part = Math.floorMod(sums ? p - 1 - t : p - t, n);
                part(builder, range, round + t, p, (p + 1) % n, part, firstChunk, sums);
            }
        }
    }

    private static void direct(PlanBuilder builder, Holdings.Shared range, int round, int firstChunk, boolean sums) {
        int n = range.holders().size();
        for (int distance = 1; distance < n; distance++) {
            for (int p = 0; p < n; p++) {
                int q = (p + distance) % n;
                part(builder, range, round, p, q, sums ? q : p, firstChunk, sums);
            }
        }
    }

    private static void part(
            PlanBuilder builder,
            Holdings.Shared range,
            int round,
            int source,
            int target,
            int part,
            int firstChunk,
            boolean sums) {
        int first = cut(range, part);
        transfer(builder, range, round, source, target, firstChunk + first, cut(range, part + 1) - first, sums);
    }

    private static void tree(
            PlanBuilder builder, Holdings.Shared range, int round, int rounds, int firstChunk, boolean sums) {
        int n = range.holders().size();
        for (int t = 0; t < rounds; t++) {
            int distance = 1 << (sums ? rounds - 1 - t : t);
            for (int p = 0; p < distance && p + distance < n; p++) {
                int source = sums ? p + distance : p;
                int target = sums ? p : p + distance;
                transfer(builder, range, round + t, source, target, firstChunk + range.first(), range.count(), sums);
            }
        }
    }

    private static void transfer(
            PlanBuilder builder,
            Holdings.Shared range,
            int round,
            int source,
            int target,
            int firstChunk,
            int count,
            boolean sums) {
        if (count == 0) {
            return;
        }
        if (sums) {
            builder.reduce(
                    round, range.holders().getInt(source), range.holders().getInt(target), firstChunk, count);
        } else {
            builder.copy(round, range.holders().getInt(source), range.holders().getInt(target), firstChunk, count);
        }
    }
}
