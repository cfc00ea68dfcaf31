package org.longhaul.topology.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import org.longhaul.extension.PlainNumber;

/**
 * A rate of floating-point operations. Written {@code 989 TFLOP/s}.
 *
 * @param flopsPerSecond operations per second; positive and finite
 */
public record FlopRate(double flopsPerSecond) implements Comparable<FlopRate> {
    private static final Units UNITS =
            new Units("rate of floating-point operations", "989 TFLOP/s").withDecimal("FLOP/s", 1);

    /** Refuses zero, negative, infinite and NaN rates. */
    public FlopRate {
        if (!(flopsPerSecond > 0) || Double.isInfinite(flopsPerSecond)) {
            throw new QuantityException("rate of floating-point operations is " + PlainNumber.of(flopsPerSecond)
                    + " FLOP/s; allowed: positive and finite");
        }
    }

    /**
     * Returns the rate that {@code text} states.
     *
     * @throws QuantityException if it has no unit, an unknown one, or is not positive
     */
    @JsonCreator
    public static FlopRate parse(String text) {
        double value = UNITS.parse(text).doubleValue();
        if (value == 0) {
            throw UNITS.refuse(text, "it is zero", "");
        }
        return new FlopRate(value);
    }

    @Override
    public int compareTo(FlopRate other) {
        return Double.compare(flopsPerSecond, other.flopsPerSecond);
    }

    /** Returns the value in the largest unit that it reaches; {@link #parse} reads it back to the same double. */
    @Override
    @JsonValue
    public String toString() {
        return UNITS.write(new BigDecimal(Double.toString(flopsPerSecond)), Prefix.decimal(flopsPerSecond) + "FLOP/s");
    }
}
