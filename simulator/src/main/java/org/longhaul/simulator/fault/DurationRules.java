package org.longhaul.simulator.fault;

import java.time.Duration;
import org.longhaul.topology.unit.Durations;

/** Rules that several settings share; messages begin with the setting's name. */
public final class DurationRules {

    private DurationRules() {}

    public static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " (" + Durations.shown(duration) + ") must not be negative.");
        }
    }

    public static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " (" + Durations.shown(duration) + ") must be above 0.");
        }
    }

    /** A sampling period: short enough that a thousand of them fit into any run's time. */
    public static void period(String name, Duration duration) {
        positive(name, duration);
        if (duration.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(name + " (" + Durations.shown(duration) + ") must be at most 365 days.");
        }
    }
}
