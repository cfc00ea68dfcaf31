package org.longhaul.topology.unit;

import java.math.BigDecimal;

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
}
