package org.longhaul.training.method;

import org.longhaul.training.ExactNumber;

/** Checks that the methods' settings share. */
final class Check {
    private static final double LARGEST = 1e9;

    private Check() {}

    static void period(String name, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(name + " (" + steps + ") must be at least 1 step.");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0 && value <= LARGEST)) {
            throw new IllegalArgumentException(
                    name + " (" + ExactNumber.of(value) + ") must be above 0 and at most 1e9.");
        }
    }

    /** A coefficient of a running mean or a momentum: [0, 1). */
    static void decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " (" + ExactNumber.of(value) + ") must lie in [0, 1).");
        }
    }
}
