package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.tensor.Tensor;

/** Who takes part in an exchange with a root, and with what. */
final class Rooted {
    private Rooted() {}

    static void requireOneEach(StateGroup group, List<Tensor> vectors) {
        if (vectors.size() != group.workers()) {
            throw new IllegalArgumentException(vectors.size() + " vectors of the root cannot be one for each of the "
                    + group.workers() + " holders of " + group.name() + ".");
        }
    }

    /** The one rank that holds a root's vector. */
    static int only(StateGroup root) {
        if (root.workers() != 1) {
            throw new IllegalArgumentException(
                    "the root of an exchange of " + root.name() + " must be one rank, found " + root.ranks() + ".");
        }
        return root.ranks().get(0);
    }

    /** The holders of a group and the root, ascending. */
    static List<Integer> members(StateGroup group, int root) {
        if (group.ranks().contains(root)) {
            return group.ranks();
        }
        List<Integer> members = new ArrayList<>(group.ranks());
        members.add(root);
        members.sort(null);
        return members;
    }
}
