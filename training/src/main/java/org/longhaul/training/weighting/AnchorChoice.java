package org.longhaul.training.weighting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.RowPool;

/**
 * Which rows are anchors: as many of each named domain as can be, drawn by the seed.
 *
 * @param count how many in all
 * @param domains names of the domains; empty for all
 */
record AnchorChoice(int count, List<String> domains) {
    private static final String STREAM = "weighting.anchors";

    /**
     * The rows, in the order in which they are dealt to workers.
     *
     * @throws IllegalArgumentException if there are too few, or a domain is none of the data's
     */
    int[] rows(RowPool pool, long seed) {
        int[] domainOf = pool.domainsOfAnchors();
        Map<Integer, List<Integer>> byDomain = new TreeMap<>();
        int available = 0;
        for (int row : DataStreams.shuffled(domainOf.length, DataStreams.stream(seed, STREAM, 0))) {
            String name = pool.domains().get(domainOf[row]);
            if (domains.isEmpty() || domains.contains(name)) {
                byDomain.computeIfAbsent(domainOf[row], each -> new ArrayList<>())
                        .add(row);
                available++;
            }
        }
        if (available < count) {
            throw new IllegalArgumentException("anchors (" + count + ") are more than the " + available + " sequences"
                    + (domains.isEmpty() ? "" : " of " + String.join(", ", domains))
                    + " that are held out for them (the data's test split).");
        }
        int[] rows = new int[count];
        int taken = 0;
        for (int turn = 0; taken < count; turn++) {
            for (List<Integer> own : byDomain.values()) {
                if (turn < own.size() && taken < count) {
                    rows[taken++] = own.get(turn);
                }
            }
        }
        return rows;
    }

    /** Those that a worker holds where they are shared out: every n-th. */
    static int[] shard(int[] rows, int rank, int workers) {
        int[] own = new int[(rows.length - rank + workers - 1) / workers];
        Arrays.setAll(own, i -> rows[rank + i * workers]);
        return own;
    }
}
