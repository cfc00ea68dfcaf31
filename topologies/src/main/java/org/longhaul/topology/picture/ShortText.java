package org.longhaul.topology.picture;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** Quantities rounded to three significant digits, for labels. */
final class ShortText {
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private ShortText() {}

    static String bandwidth(long bitsPerSecond) {
        return new Bandwidth(rounded(bitsPerSecond)).toString();
    }

    static String duration(long nanos) {
        return Durations.formatNanos(rounded(nanos)).replace("us", "µs");
    }

    static String percent(double share) {
        double percent = share * 100;
        return new BigDecimal(Double.toString(percent))
                        .round(new MathContext(percent < 10 ? 2 : 3))
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
    }

    private static long rounded(long value) {
        return BigDecimal.valueOf(value).round(THREE_DIGITS).longValue();
    }
}
