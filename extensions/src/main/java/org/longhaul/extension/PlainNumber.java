package org.longhaul.extension;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in messages and tables as people write them: {@code 0.0001} and not {@code 1.0E-4}. */
public final class PlainNumber {

    private static final double SMALLEST = 1e-15;
    private static final double LARGEST = 1e18;

    private PlainNumber() {}

    /**
     * Returns the number with every digit it has, without an exponent unless it would take more than 18 zeros.
     *
     * @param number any; one that is not finite is written as its name
     */
    public static String of(double number) {
        String text = Double.toString(number);
        double size = Math.abs(number);
        if (text.indexOf('E') < 0) {
            return text;
        }
        if (size < SMALLEST || size > LARGEST) {
            return text.replace(".0E", "E").replace('E', 'e');
        }
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }

    /** Returns the number with that many significant digits at most, no trailing zeros, otherwise as {@link #of} does. */
    public static String rounded(double number, int digits) {
        if (!Double.isFinite(number) || number == 0) {
            return number == 0 ? "0" : of(number);
        }
        double rounded = new BigDecimal(number).round(new MathContext(digits)).doubleValue();
        String text = of(rounded);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
