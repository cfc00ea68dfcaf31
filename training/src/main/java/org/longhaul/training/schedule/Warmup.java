package org.longhaul.training.schedule;

import org.longhaul.extension.PlainNumber;

/** The linear warm-up and the checks that all schedules share. */
final class Warmup {
    private Warmup() {}

    static void requireFraction(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must lie in [0, 1].");
        }
    }

    static void require(long warmupSteps) {
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warmupSteps (" + warmupSteps + ") must not be negative.");
        }
    }

    static void requireWithin(long warmupSteps, long steps) {
        if (warmupSteps > steps) {
            throw new IllegalArgumentException(
                    "warmupSteps (" + warmupSteps + ") must not exceed the schedule's " + steps + " steps.");
        }
    }

    /** Linear warm-up that reaches 1 at its last step and never gives a step of size zero. */
    static double factor(long step, long warmupSteps) {
        return (step + 1.0) / warmupSteps;
    }
}
