package org.longhaul.wire.calibrate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Figures as a scenario writes them, to four digits. */
final class Figures {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

    private Figures() {}

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
