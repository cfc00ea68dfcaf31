package org.longhaul.scenario.section;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Durations;

/**
 * What ends a run before its number of steps is done.
 *
 * @param time projected time that is to be used up; null when it is the main target that is to be reached
 */
public record Until(@Nullable Duration time) {
    /** How a file asks for the main target. */
    public static final String TARGET = "target";

    public Until {
        if (time != null && (time.isZero() || time.isNegative())) {
            throw new IllegalArgumentException("until (" + Durations.shown(time) + ") must be longer than no time.");
        }
    }

    /** Parses {@code target} or a duration. @throws org.longhaul.topology.unit.QuantityException saying what is wrong */
    public static Until parse(String text) {
        return new Until(text.strip().equals(TARGET) ? null : Durations.parse(text));
    }

    @Override
    public String toString() {
        return time == null ? TARGET : Durations.shown(time);
    }
}
