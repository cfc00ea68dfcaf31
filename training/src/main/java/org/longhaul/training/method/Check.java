package org.longhaul.training.method;

/** Checks that the methods' settings share. */
final class Check {
    private Check() {}

    static void period(String name, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(name + " (" + steps + ") must be at least 1 step.");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " (" + value + ") must be finite and above 0.");
        }
    }

    /** A coefficient of a running mean or a momentum: [0, 1). */
    static void decay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " (" + value + ") must lie in [0, 1).");
        }
    }
}
