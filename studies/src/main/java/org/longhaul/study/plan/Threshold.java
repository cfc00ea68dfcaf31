package org.longhaul.study.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.study.plan.point.MethodFigures;

/**
 * What a point has to meet.
 *
 * @param utilisation least share of the time spent computing; null for none
 * @param deadline most time until the target; null for none
 */
record Threshold(@Nullable Double utilisation, @Nullable Duration deadline) {
    private static final double NANOS = 1e9;

    boolean isMetBy(MethodFigures figures) {
        Double seconds = figures.seconds();
        if (seconds == null) {
            return false;
        }
        Double least = utilisation;
        Duration most = deadline;
        return (least == null || figures.utilisation() >= least) && (most == null || seconds <= most.toNanos() / NANOS);
    }

    String words() {
        Double least = utilisation;
        Duration most = deadline;
        String share = least == null ? "" : Quantities.plain(100 * least) + " %";
        String time = most == null ? "" : "within " + Quantities.duration(most.toNanos() / NANOS);
        return share.isEmpty() || time.isEmpty() ? share + time : share + ", " + time;
    }
}
