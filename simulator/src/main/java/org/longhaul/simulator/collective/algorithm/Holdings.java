package org.longhaul.simulator.collective.algorithm;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntImmutableList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.ArrayList;
import java.util.List;

/**
 * Who holds which part of a vector: consecutive ranges of chunks from 0 on, each with the rank that holds it. Immutable once
 * complete.
 */
final class Holdings {

    /** A range of chunks that has one holder in each member of a group. */
    record Shared(int first, int count, IntList holders) {}

    private final IntArrayList ends = new IntArrayList();
    private final IntArrayList holders = new IntArrayList();

    /** One rank holds all. */
    static Holdings of(int rank, int chunks) {
        Holdings all = new Holdings();
        all.add(chunks, rank);
        return all;
    }

    /** Adds chunks after those held so far; none if the count is 0. */
    void add(int count, int rank) {
        if (count == 0) {
            return;
        }
        int last = ends.size() - 1;
        int end = chunks() + count;
        if (last >= 0 && holders.getInt(last) == rank) {
            ends.set(last, end);
        } else {
            ends.add(end);
            holders.add(rank);
        }
    }

    private int chunks() {
        return ends.isEmpty() ? 0 : ends.getInt(ends.size() - 1);
    }

    /** The coarsest ranges that have one holder in each of these. */
    static List<Shared> common(List<Holdings> members) {
        List<Shared> ranges = new ArrayList<>();
        int[] at = new int[members.size()];
        int chunks = members.get(0).chunks();
        int first = 0;
        while (first < chunks) {
            int end = chunks;
            int[] holders = new int[at.length];
            for (int m = 0; m < at.length; m++) {
                Holdings member = members.get(m);
                end = Math.min(end, member.ends.getInt(at[m]));
                holders[m] = member.holders.getInt(at[m]);
            }
            for (int m = 0; m < at.length; m++) {
                at[m] += members.get(m).ends.getInt(at[m]) == end ? 1 : 0;
            }
            ranges.add(new Shared(first, end - first, IntImmutableList.of(holders)));
            first = end;
        }
        return ranges;
    }
}
