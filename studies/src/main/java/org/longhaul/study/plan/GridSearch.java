package org.longhaul.study.plan;

import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;

/** Searches where what holds at one point holds at all beyond it. */
final class GridSearch {
    private GridSearch() {}

    /** The first index below {@code count} for which it holds, or {@code count} if it holds for none. */
    static long first(long count, LongPredicate holds) {
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Where it turns between two values of which it holds at the second, within a share of the value, by logarithms. */
    static double turn(double fails, double holds, double within, DoublePredicate holdsAt) {
        double one = fails;
        double other = holds;
        while (Math.abs(Math.log(other / one)) > within) {
            double middle = Math.sqrt(one * other);
            if (holdsAt.test(middle)) {
                other = middle;
            } else {
                one = middle;
            }
        }
        return other;
    }
}
