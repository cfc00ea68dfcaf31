package org.longhaul.wire.calibrate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/** Figures as a scenario writes them, to four digits, and medians. */
final class Figures {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private Figures() {}

    /** The median of one value or more. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    static String duration(double nanos) {
        return nanos >= 1e9
                ? number(nanos / 1e9) + " s"
                : nanos >= 1e6 ? number(nanos / 1e6) + " ms" : number(nanos / 1e3) + " us";
    }

    static String rate(double flopsPerSecond) {
        return flopsPerSecond >= 1e12
                ? number(flopsPerSecond / 1e12) + " TFLOP/s"
                : number(flopsPerSecond / 1e9) + " GFLOP/s";
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "–" : number(100 * share) + " %";
    }
}
