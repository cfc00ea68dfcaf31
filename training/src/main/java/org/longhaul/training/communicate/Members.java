package org.longhaul.training.communicate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in something.
 *
 * @param ranks ranks, ascending; null for every worker
 */
public record Members(@Nullable List<Integer> ranks) {
    /** Every worker. */
    public static final Members EVERYONE = new Members(null);

    public Members {
        if (ranks != null) {
            ranks = List.copyOf(ranks);
            for (int i = 1; i < ranks.size(); i++) {
                if (ranks.get(i) <= ranks.get(i - 1)) {
                    throw new IllegalArgumentException("ranks of members must ascend, found " + ranks + ".");
                }
            }
        }
    }

    /** How many they are. */
    public int count(int everyone) {
        return ranks == null ? everyone : ranks.size();
    }
}
