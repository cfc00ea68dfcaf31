package org.longhaul.scenario.claim;

import java.util.Locale;

/** What became of a claim, from the best to the worst. */
public enum ClaimVerdict {
    /** Every number is met within the stated tolerance. */
    REPRODUCED,
    /** The numbers are not met, and yet it goes the way that the paper says. */
    DIRECTION_ONLY,
    /** Trained under several seeds, which settle neither that it holds nor that it does not. */
    NOT_SETTLED,
    /** Neither. */
    NOT_REPRODUCED,
    /** This program has not what it would take. */
    NOT_TESTABLE;

    /** In words. */
    public String words() {
        return this == NOT_TESTABLE
                ? "not testable here"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether this is worse than another. */
    public boolean isWorseThan(ClaimVerdict other) {
        return compareTo(other) > 0;
    }
}
