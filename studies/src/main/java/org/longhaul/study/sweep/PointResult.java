package org.longhaul.study.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one point: a row for each method and seed, or one that says why there is none.
 *
 * @param point its number, from 0
 * @param rows at least one
 */
record PointResult(long point, List<Row> rows) {
    /** The outcome of a point that could not be simulated. */
    static final String REFUSED = "refused";

    /**
     * A method under a seed.
     *
     * @param label the method's; null where the point as a whole failed
     * @param seed null as well then
     * @param outcome {@code completed}, {@code diverged}, {@code failed}, or {@code refused} where nothing was simulated
     * @param cause what stood against it, or ended it; null where nothing did
     * @param figures in the order of the sweep's figures; null for one that there is not
     */
    record Row(
            @Nullable String label,
            @Nullable Long seed,
            String outcome,
            @Nullable String cause,
            List<@Nullable Double> figures) {
        Row {
            figures = Collections.unmodifiableList(new ArrayList<>(figures));
        }
    }

    PointResult {
        rows = List.copyOf(rows);
    }

    /** A point that could not be simulated. */
    static PointResult refused(long point, String cause) {
        return new PointResult(point, List.of(new Row(null, null, REFUSED, cause, List.of())));
    }

    /** Whether a method did not come to its end. */
    boolean hasFailed() {
        return rows.stream().anyMatch(row -> !row.outcome().equals("completed"));
    }
}
