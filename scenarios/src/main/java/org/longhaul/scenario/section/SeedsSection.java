package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.ListForm;

/** The master seeds of a run: a list of them, or how many from the first on. */
@ListForm("list")
public record SeedsSection(
        @Nullable @JsonPropertyDescription("how many seeds: 3 is the seeds 1, 2 and 3") Integer count,
        @Nullable @JsonPropertyDescription("first seed of the count, the others follow it; default: 1") Long first,
        @Nullable @JsonPropertyDescription("the seeds one by one; the same as a plain list, seeds: [1, 2, 3]")
                List<Long> list) {

    private static final int MOST = 10_000;

    public SeedsSection {
        if ((count == null) == (list == null)) {
            throw new IllegalArgumentException(
                    "seeds must be either a list, as in seeds: [1, 2, 3], or a count, as in seeds: {count: 3}.");
        }
        if (first != null && count == null) {
            throw new IllegalArgumentException("first (" + first + ") goes with count, not with list.");
        }
        if (count != null && (count < 1 || count > MOST)) {
            throw new IllegalArgumentException("count (" + count + ") must lie in [1, " + MOST + "].");
        }
        if (first != null && count != null && first > Long.MAX_VALUE - count) {
            throw new IllegalArgumentException(
                    "first (" + first + ") with count (" + count + ") goes beyond the range of a whole number.");
        }
        if (list != null) {
            if (list.isEmpty() || new HashSet<>(list).size() != list.size()) {
                throw new IllegalArgumentException("seeds (" + list + ") must be different numbers, at least one.");
            }
            if (list.size() > MOST) {
                throw new IllegalArgumentException("seeds are " + list.size() + ", more than " + MOST + ".");
            }
            list = List.copyOf(list);
        }
    }

    /** The seeds, at least one, each once. */
    public List<Long> values() {
        if (list != null) {
            return list;
        }
        long from = first == null ? 1 : first;
        List<Long> values = new ArrayList<>();
        for (int i = 0; count != null && i < count; i++) {
            values.add(from + i);
        }
        return values;
    }
}
