package org.longhaul.wire.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * Which flows go at once in which test. First what tells most of the shape, then pairs, nearest ranks first, so that a limit
 * that ends early has left out what can be inferred best.
 */
final class RatePlan {
    private RatePlan() {}

    /**
     * A test to be made.
     *
     * @param flows pairs of ranks, from and to
     */
    record Test(MeasuredNetwork.Kind kind, List<int[]> flows) {}

    /**
     * Plans the tests.
     *
     * @param members how many
     * @param groups members that are near each other, by rank; all members are in one
     */
    static List<Test> of(int members, List<List<Integer>> groups) {
        List<Test> all = new ArrayList<>();
        List<Integer> everybody = new ArrayList<>();
        for (int rank = 0; rank < members; rank++) {
            everybody.add(rank);
        }
        if (members > 2) {
            for (int rank = 0; rank < members; rank++) {
                all.add(new Test(MeasuredNetwork.Kind.SENDS_TO_ALL, between(List.of(rank), everybody)));
                all.add(new Test(MeasuredNetwork.Kind.TAKES_FROM_ALL, between(everybody, List.of(rank))));
            }
        }
        groups(groups, everybody, all);
        if (members > 2) {
            // Not last: on one machine nothing else counts.
            List<int[]> ring = new ArrayList<>();
            for (int rank = 0; rank < members; rank++) {
                ring.add(new int[] {rank, (rank + 1) % members});
            }
            all.add(new Test(MeasuredNetwork.Kind.EVERYONE, ring));
        }
        for (int apart = 1; apart < members; apart++) {
            for (int rank = 0; rank < members; rank++) {
                all.add(new Test(MeasuredNetwork.Kind.ALONE, List.of(new int[] {rank, (rank + apart) % members})));
            }
        }
        for (int rank = 0; rank < (members == 2 ? 1 : members); rank++) {
            int next = (rank + 1) % members;
            all.add(new Test(MeasuredNetwork.Kind.BOTH_WAYS, List.of(new int[] {rank, next}, new int[] {next, rank})));
        }
        return all;
    }

    private static void groups(List<List<Integer>> groups, List<Integer> everybody, List<Test> all) {
        for (List<Integer> from : groups) {
            for (List<Integer> to : groups) {
                // Of two single hosts this is the test of the pair; of one host and all others that of the host.
                boolean isOfHost =
                        Math.min(from.size(), to.size()) == 1 && (from.size() + to.size() == 2 || groups.size() == 2);
                if (from != to && !isOfHost) {
                    all.add(new Test(MeasuredNetwork.Kind.GROUP_TO_GROUP, between(from, to)));
                }
            }
            // Of two groups, and of a single host, this has been tested.
            if (groups.size() > 2 && from.size() > 1) {
                List<Integer> others = new ArrayList<>(everybody);
                others.removeAll(from);
                all.add(new Test(MeasuredNetwork.Kind.GROUP_TO_ALL, between(from, others)));
                all.add(new Test(MeasuredNetwork.Kind.ALL_TO_GROUP, between(others, from)));
            }
        }
    }

    private static List<int[]> between(List<Integer> from, List<Integer> to) {
        List<int[]> flows = new ArrayList<>();
        for (int sender : from) {
            for (int receiver : to) {
                if (sender != receiver) {
                    flows.add(new int[] {sender, receiver});
                }
            }
        }
        return flows;
    }
}
