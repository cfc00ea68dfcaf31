package org.longhaul.topology.build;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** Checks of single settings; each message has the setting's name, its value and the rule. */
final class BuilderLimits {
    /** Nodes that one builder makes at most: far beyond any real cluster, well within memory. */
    static final int MOST_NODES = 2_000_000;

    private BuilderLimits() {}

    static void range(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new TopologyException(name + " is " + value + "; allowed: " + least + " to " + most);
        }
    }

    static void positive(String name, @Nullable Bandwidth value) {
        if (value != null && value.bitsPerSecond() <= 0) {
            throw new TopologyException(name + " is " + value + "; allowed: more than 0 bit/s");
        }
    }

    static void latency(String name, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
            String found = value.isNegative() ? value.toString() : Durations.format(value);
            throw new TopologyException(name + " is " + found + "; allowed: 0 s to 1 d");
        }
    }

    /** Checks a latency that may be stated as a round trip instead: exactly one of the two, each in its range. */
    static void latency(String name, @Nullable Duration value, String roundTripName, @Nullable Duration roundTrip) {
        latency(name, value == null ? Duration.ZERO : value);
        latency(roundTripName, roundTrip == null ? Duration.ZERO : roundTrip);
        if ((value == null) == (roundTrip == null)) {
            throw new TopologyException((value == null
                            ? name + " is missing, and " + roundTripName + " as well"
                            : name + " and " + roundTripName + " are both stated")
                    + "; allowed: one of them");
        }
    }

    /** Returns the one-way latency of a line of which either that or the round trip is stated. */
    static Duration oneWay(@Nullable Duration latency, @Nullable Duration roundTrip) {
        if (latency != null) {
            return latency;
        }
        return roundTrip == null ? Duration.ZERO : roundTrip.dividedBy(2);
    }

    static void lossRate(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new TopologyException(name + " is " + PlainNumber.of(value) + "; allowed: 0 <= " + name + " < 1");
        }
    }

    static void price(String name, @Nullable Double value) {
        if (value != null && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new TopologyException(name + " is " + PlainNumber.of(value) + "; allowed: finite and not negative");
        }
    }

    static void nodes(String what, long count) {
        if (count > MOST_NODES) {
            throw new TopologyException(what + " make " + count + " nodes; allowed: at most " + MOST_NODES);
        }
    }
}
