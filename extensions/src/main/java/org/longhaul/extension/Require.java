package org.longhaul.extension;

import java.math.BigDecimal;

/** Checks of single settings; each message has the setting's name, the value found and the rule. */
public final class Require {
    private Require() {}

    /** A whole number of at least so much. */
    public static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least " + least + ".");
        }
    }

    /** A whole number in {@code [1, most]}. */
    public static void count(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " (" + value + ") must lie in [1, " + most + "].");
        }
    }

    /** A period in steps: at least 1. */
    public static void period(String name, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(name + " (" + steps + ") must be at least 1 step.");
        }
    }

    /** The number of a step: not negative. */
    public static void step(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " (" + value + ") must not be negative.");
        }
    }

    /** A number above 0 and at most so much. */
    public static void positive(String name, double value, double most) {
        if (!(value > 0 && value <= most)) {
            throw new IllegalArgumentException(
                    name + " (" + PlainNumber.of(value) + ") must be above 0 and at most " + power(most) + ".");
        }
    }

    /** A number in {@code [0, most]}. */
    public static void notNegative(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    name + " (" + PlainNumber.of(value) + ") must lie in [0, " + power(most) + "].");
        }
    }

    /** A coefficient of a running mean or a momentum: [0, 1). */
    public static void decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must lie in [0, 1).");
        }
    }

    /** A share: [0, 1]. */
    public static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must lie in [0, 1].");
        }
    }

    /** A large bound as {@code 1e9}. */
    private static String power(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toString().replace("E+", "e");
    }
}
