package org.longhaul.simulator.collective.algorithm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree of groups of ranks: leaves are ranks, inner nodes are groups of groups, of any depth, however uneven. A group of one
 * member is that member. Members come in the order of their first ranks, so that rank 0 is in the first member of every group
 * that holds it. Immutable.
 */
final class GroupTree {

    private final int rank;
    private final List<GroupTree> members;
    private final int height;

    private GroupTree(int rank, List<GroupTree> members) {
        this.rank = rank;
        this.members = List.copyOf(members);
        int below = -1;
        for (GroupTree member : members) {
            below = Math.max(below, member.height);
        }
        this.height = below + 1;
    }

    /**
     * The tree of ranks whose groups have these names.
     *
     * @param paths names of each rank's groups, outermost first; ranks with the same path share the innermost group
     */
    static GroupTree of(List<List<String>> paths) {
        Branch root = new Branch();
        for (int rank = 0; rank < paths.size(); rank++) {
            Branch branch = root;
            for (String name : paths.get(rank)) {
                branch = branch.into(name);
            }
            branch.members.add(new GroupTree(rank, List.of()));
        }
        return root.tree();
    }

    /** A group being collected: ranks as trees and groups as branches, in order of their first ranks. */
    private static final class Branch {

        private final List<Object> members = new ArrayList<>();
        private final Map<String, Branch> byName = new LinkedHashMap<>();

        Branch into(String name) {
            Branch known = byName.get(name);
            if (known == null) {
                known = new Branch();
                byName.put(name, known);
                members.add(known);
            }
            return known;
        }

        GroupTree tree() {
            List<GroupTree> trees = new ArrayList<>();
            for (Object member : members) {
                trees.add(member instanceof Branch branch ? branch.tree() : (GroupTree) member);
            }
            return trees.size() == 1 ? trees.get(0) : new GroupTree(-1, trees);
        }
    }

    boolean isRank() {
        return members.isEmpty();
    }

    int rank() {
        return rank;
    }

    List<GroupTree> members() {
        return members;
    }

    /** Groups on the longest way from here to a rank: 0 for a rank. */
    int height() {
        return height;
    }

    /** Whether in every group all members look alike. */
    boolean isRegular() {
        return shape() != null;
    }

    // Sizes of the groups on the way down; null if two members differ.
    private @Nullable List<Integer> shape() {
        if (isRank()) {
            return List.of();
        }
        List<Integer> first = members.get(0).shape();
        for (GroupTree member : members) {
            if (first == null || !first.equals(member.shape())) {
                return null;
            }
        }
        List<Integer> shape = new ArrayList<>(List.of(members.size()));
        shape.addAll(first);
        return shape;
    }
}
