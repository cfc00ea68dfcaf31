package org.longhaul.analysis.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Shares slices out so that those of one lane do not overlap. */
final class Lanes {

    private Lanes() {}

    /**
     * The slices by lane, each in the first lane that is free at its start, the longer first at equal starts.
     *
     * @param start start of a slice, nanoseconds
     * @param end its end
     */
    static <T> List<List<T>> of(List<T> slices, ToLongFunction<T> start, ToLongFunction<T> end) {
        List<T> inOrder = new ArrayList<>(slices);
        inOrder.sort(Comparator.comparingLong(start)
                .thenComparing(Comparator.comparingLong(end).reversed()));
        List<List<T>> lanes = new ArrayList<>();
        for (T slice : inOrder) {
            int free = 0;
            while (free < lanes.size() && end.applyAsLong(last(lanes.get(free))) > start.applyAsLong(slice)) {
                free++;
            }
            if (free == lanes.size()) {
                lanes.add(new ArrayList<>());
            }
            lanes.get(free).add(slice);
        }
        return lanes;
    }

    private static <T> T last(List<T> lane) {
        return lane.get(lane.size() - 1);
    }
}
