package org.longhaul.analysis.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The median time to a target where some seeds did not get there (Kaplan and Meier, 1958).
 *
 * <p>A seed that was not there at its last evaluation could still have come later: from then on it is not counted among those
 * that could come. A seed that diverged never comes. Where the share of seeds that are not there is one half between two
 * times, the median is the middle of them; without seeds that did not come it is the usual median.
 *
 * <p>Where the median is not known, the bound that it lies beyond is certain and no estimate: it is the median if every seed that
 * was not there had come right after its last evaluation.
 *
 * @param median the median, seconds; null where more than half, or just half, were still not there when nobody was left to watch
 * @param atLeast seconds that the median lies beyond, where it is not known; null where it is, and where no seed got there
 */
record KaplanMeier(@Nullable Double median, @Nullable Double atLeast) {

    private static final double HALF = 1e-12;

    /** Returns the median over seeds. */
    static KaplanMeier of(List<TimeToTarget> seeds) {
        TreeSet<Double> times = new TreeSet<>();
        for (TimeToTarget seed : seeds) {
            if (seed instanceof TimeToTarget.Reached reached) {
                times.add(reached.seconds());
            }
        }
        double notThere = 1;
        Double atHalf = null;
        for (double time : times) {
            if (atHalf != null) {
                return new KaplanMeier((atHalf + time) / 2, null);
            }
            int atRisk = 0;
            int coming = 0;
            for (TimeToTarget seed : seeds) {
                if (seed instanceof TimeToTarget.Reached reached) {
                    atRisk += reached.seconds() >= time ? 1 : 0;
                    coming += reached.seconds() == time ? 1 : 0;
                } else {
                    atRisk += ((TimeToTarget.NotReached) seed).watchedSeconds() >= time ? 1 : 0;
                }
            }
            notThere *= 1 - (double) coming / atRisk;
            if (notThere < 0.5 - HALF) {
                return new KaplanMeier(time, null);
            }
            atHalf = notThere <= 0.5 + HALF ? time : null;
        }
        if (times.isEmpty()) {
            return new KaplanMeier(null, null);
        }
        return new KaplanMeier(null, bound(seeds));
    }

    /** The median if every seed that did not get there had done so right after its last evaluation. */
    private static double bound(List<TimeToTarget> seeds) {
        double[] earliest = seeds.stream()
                .mapToDouble(seed -> seed instanceof TimeToTarget.Reached reached
                        ? reached.seconds()
                        : ((TimeToTarget.NotReached) seed).watchedSeconds())
                .sorted()
                .toArray();
        double median = (earliest[(earliest.length - 1) / 2] + earliest[earliest.length / 2]) / 2;
        // Most of them diverged: beyond all that is known.
        return Double.isFinite(median)
                ? median
                : Arrays.stream(earliest).filter(Double::isFinite).max().orElse(0);
    }
}
