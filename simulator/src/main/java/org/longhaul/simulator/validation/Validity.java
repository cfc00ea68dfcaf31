package org.longhaul.simulator.validation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer lies within what was measured, and what its network model is known to represent badly.
 *
 * @param kinds different paths and sizes of transfers that it rests on
 * @param outside how many of them lie outside the ranges of the measured rows
 * @param excesses the quantities in which they do; none where none does
 * @param weaknesses what the model is known to represent badly here, a sentence each
 */
public record Validity(int kinds, int outside, List<Excess> excesses, List<String> weaknesses) {

    private static final MathContext PRINTED = new MathContext(4);
    private static final int NAMED = 4;

    /** Copies the lists. */
    public Validity {
        excesses = List.copyOf(excesses);
        weaknesses = List.copyOf(weaknesses);
    }

    /**
     * A quantity that leaves the range of the rows that are nearest otherwise.
     *
     * @param quantity what, such as {@code rate}
     * @param unit of all four figures
     * @param least the least that leaves the range; null for what has no figure
     * @param most the most that leaves it; null for what has no figure
     * @param measuredLeast the least that was measured; null where the rows know nothing of it
     * @param measuredMost the most that was measured; null where the rows know nothing of it
     */
    public record Excess(
            String quantity,
            String unit,
            @Nullable Double least,
            @Nullable Double most,
            @Nullable Double measuredLeast,
            @Nullable Double measuredMost) {

        /** For people: {@code rate 1 Gbit/s, measured 25 to 100 Mbit/s}. */
        public String text() {
            String measured = measuredLeast == null || measuredMost == null
                    ? "not known of the cases"
                    : "measured " + range(measuredLeast, measuredMost);
            return least == null || most == null ? quantity : quantity + " " + range(least, most) + ", " + measured;
        }

        private String range(double from, double to) {
            String first = amount(from);
            String last = amount(to);
            if (first.equals(last)) {
                return first;
            }
            String lastUnit = last.substring(last.indexOf(' '));
            return (first.endsWith(lastUnit) ? first.substring(0, first.indexOf(' ')) : first) + " to " + last;
        }

        /** A value in the unit in which people read it. */
        private String amount(double value) {
            boolean isRate = unit.equals("Mbit/s");
            boolean isSize = unit.equals("kB");
            if ((isRate || isSize) && value >= 1e3) {
                boolean isHuge = isSize && value >= 1e6;
                return figure(value / (isHuge ? 1e6 : 1e3)) + (isRate ? " Gbit/s" : isHuge ? " GB" : " MB");
            }
            return figure(value) + " " + unit;
        }

        /** The same quantity and range, with the values of both. */
        public Excess and(Excess other) {
            return least == null || most == null || other.least == null || other.most == null
                    ? this
                    : new Excess(
                            quantity,
                            unit,
                            Math.min(least, other.least),
                            Math.max(most, other.most),
                            measuredLeast,
                            measuredMost);
        }

        /** What two must have in common to be told as one. */
        public record Kind(String quantity, @Nullable Double measuredLeast, @Nullable Double measuredMost) {}

        /** What it must have in common with another to be told as one with it. */
        public Kind kind() {
            return new Kind(quantity, measuredLeast, measuredMost);
        }
    }

    /** A value rounded to four digits, without an exponent. */
    static String figure(double value) {
        return new BigDecimal(value, PRINTED).stripTrailingZeros().toPlainString();
    }

    /** Whether everything lies inside. */
    public boolean isInside() {
        return outside == 0;
    }

    /** In one line: inside the measured ranges, or the quantities that leave them. */
    public String line() {
        if (isInside()) {
            return "inside the ranges of the measured rows";
        }
        String more = excesses.size() > NAMED ? "; and " + (excesses.size() - NAMED) + " more" : "";
        return "outside the ranges of the measured rows"
                + (kinds == 1 ? "" : " with " + outside + " of " + kinds + " kinds of transfers") + ": "
                + excesses.stream().limit(NAMED).map(Excess::text).collect(Collectors.joining("; ")) + more;
    }
}
