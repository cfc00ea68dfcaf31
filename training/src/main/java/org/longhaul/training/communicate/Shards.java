package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;

/** Vectors of which each of N holders has a part of its own: the k-th has the elements from k P/N on, rounded down. */
public final class Shards {
    private Shards() {}

    /** Index of the first element of a part; of part N the length of the vector. */
    public static long from(StateGroup group, int part) {
        return group.layout().elements() * part / group.workers();
    }

    /** What a part has of each parameter group on average; all together it has P/N elements, rounded down. */
    static List<GroupElements> payload(StateGroup group) {
        List<GroupElements> payload = new ArrayList<>();
        long before = 0;
        for (GroupElements whole : group.payload()) {
            long after = before + whole.elements();
            long part = after / group.workers() - before / group.workers();
            if (part > 0) {
                payload.add(new GroupElements(whole.group(), part));
            }
            before = after;
        }
        return payload.isEmpty()
                ? List.of(new GroupElements(group.payload().get(0).group(), 1))
                : payload;
    }
}
