package org.longhaul.topology.unit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.extension.Spelling;

/** The units of one kind of quantity, and the one grammar of all: a decimal number, optional blanks, a unit. */
final class Units {
    private static final int LONGEST = 64;
    private static final int LARGEST_EXPONENT = 40;
    private static final Pattern GRAMMAR =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?)\\s*(.*)");

    private final String kind;
    private final String example;
    private final Map<String, BigDecimal> factors = new LinkedHashMap<>();

    /** Units of a {@code kind} such as "bandwidth", with a correct {@code example} for the messages. */
    Units(String kind, String example) {
        this.kind = kind;
        this.example = example;
    }

    /** Adds {@code symbol} with its size in the base unit. */
    Units with(String symbol, String factor) {
        factors.put(symbol, new BigDecimal(factor));
        return this;
    }

    /** Adds {@code symbol} without prefix and with k, M, G, T, P, E in powers of 1000, each times {@code factor}. */
    Units withDecimal(String symbol, long factor) {
        String prefixes = " kMGTPE";
        BigDecimal size = BigDecimal.valueOf(factor);
        for (int i = 0; i < prefixes.length(); i++) {
            factors.put((prefixes.charAt(i) + symbol).trim(), size);
            size = size.scaleByPowerOfTen(3);
        }
        return this;
    }

    /** Adds {@code symbol} with Ki, Mi, Gi, Ti, Pi, Ei in powers of 1024, each times {@code factor}. */
    Units withBinary(String symbol, long factor) {
        String prefixes = "KMGTPE";
        BigDecimal size = BigDecimal.valueOf(factor);
        for (int i = 0; i < prefixes.length(); i++) {
            size = size.multiply(BigDecimal.valueOf(1024));
            factors.put(prefixes.charAt(i) + "i" + symbol, size);
        }
        return this;
    }

    /** Returns the exact value of {@code text} in the base unit; negative values are refused. */
    BigDecimal parse(String text) {
        String trimmed = text.trim();
        Matcher matcher = GRAMMAR.matcher(trimmed);
        if (trimmed.length() > LONGEST || !matcher.matches()) {
            throw refuse(text, "expected a number and a unit", "");
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        if (unit.isEmpty()) {
            throw refuse(text, "a bare number has no unit", "");
        }
        BigDecimal factor = factors.get(unit);
        if (factor == null) {
            throw refuse(text, "unknown unit \"" + Spelling.excerpt(unit) + "\"", hint(number, unit));
        }
        BigDecimal value = new BigDecimal(number);
        if (value.signum() < 0) {
            throw refuse(text, "it is negative", "");
        }
        if (value.signum() != 0 && Math.abs(value.precision() - value.scale()) > LARGEST_EXPONENT) {
            throw refuse(text, "it is out of range", "");
        }
        return value.multiply(factor);
    }

    /** Returns the value of {@code text} as a whole number of base units, called {@code base} in messages. */
    long parseLong(String text, String base) {
        BigDecimal value = parse(text);
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            boolean tooLarge = value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0;
            String rule = tooLarge
                    ? "it is larger than the largest value, " + Long.MAX_VALUE + " " + base
                    : "it is not a whole number of " + base;
            throw refuse(text, rule, "");
        }
    }

    /** Returns the value of {@code text} rounded to base units, half up; as measured values want it. */
    long parseRounded(String text, String base) {
        BigDecimal value = parse(text).setScale(0, RoundingMode.HALF_UP);
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw refuse(text, "it is larger than the largest value, " + Long.MAX_VALUE + " " + base, "");
        }
    }

    /** Returns {@code value}, counted in the base unit, written exactly in {@code symbol}. */
    String write(BigDecimal value, String symbol) {
        BigDecimal factor = factors.get(symbol);
        if (factor == null) {
            throw new IllegalStateException("no unit " + symbol + " of " + kind);
        }
        // Every factor is a product of 2, 3 and 5; callers pick symbols whose quotient is finite.
        BigDecimal quotient = value.divide(factor).stripTrailingZeros();
        return quotient.toPlainString() + " " + symbol;
    }

    QuantityException refuse(String text, String rule, String hint) {
        String maybe = hint.isEmpty() ? "" : "\nMaybe " + hint + ".";
        return new QuantityException("\"" + Spelling.excerpt(text) + "\" is not a " + kind + ": " + rule
                + "; allowed is "
                + "a number with a unit of " + String.join(", ", factors.keySet()) + ", such as \"" + example + "\"."
                + maybe);
    }

    private String hint(String number, String unit) {
        StringBuilder sb = new StringBuilder();
        for (String guess : UnitGuess.of(unit)) {
            if (factors.containsKey(guess)) {
                sb.append(sb.isEmpty() ? "" : " or ")
                        .append('"')
                        .append(number)
                        .append(' ')
                        .append(guess)
                        .append('"');
            }
        }
        if (sb.isEmpty()) {
            Spelling.nearest(unit, factors.keySet())
                    .ifPresent(n ->
                            sb.append('"').append(number).append(' ').append(n).append('"'));
        }
        return sb.toString();
    }
}
