package org.longhaul.training.model;

import org.longhaul.extension.PlainNumber;

/** Range checks of settings with messages that name the setting, its value and the rule. */
public final class ModelLimits {
    /** Layers of a model at most: ten times those of the deepest published transformers. */
    public static final int MOST_LAYERS = 10_000;

    /** Channels at most: four times those of the widest published transformers. */
    public static final int WIDEST = 65_536;

    private static final double SMALLEST = 1e-30;
    private static final double LARGEST = 1e12;

    private ModelLimits() {}

    /** Checks that a number lies in [1, {@code most}]. */
    public static void count(String name, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " (" + value + ") must lie in [1, " + most + "]");
        }
    }

    /** Checks that a number is at least 1. */
    public static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
        }
    }

    /** Checks that a number is above 0, and that 32-bit numbers can square it. */
    public static void positive(String name, double value) {
        if (!(value >= SMALLEST && value <= LARGEST)) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value)
                    + ") must lie in [1e-30, 1e12], where 32-bit numbers can square it");
        }
    }

    /** Checks that a number is not below 0, and not too large. */
    public static void notNegative(String name, double value) {
        if (!(value >= 0 && value <= LARGEST)) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must lie in [0, 1e12]");
        }
    }
}
