package org.longhaul.wire.lab;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;

/**
 * A time for which a link carries nothing.
 *
 * @param link its id
 * @param at when it goes down, from the beginning of the exercise
 * @param lasts how long
 */
public record LabOutage(
        @JsonPropertyDescription("id of the link") String link,
        @JsonPropertyDescription("when it goes down, after the beginning") Duration at,
        @JsonPropertyDescription("how long it stays down") Duration lasts) {

    /** Checks the ranges. */
    public LabOutage {
        if (at.isNegative()) {
            throw new IllegalArgumentException("at must not be negative.");
        }
        if (lasts.isNegative() || lasts.isZero()) {
            throw new IllegalArgumentException("lasts must be more than 0 s.");
        }
    }

    /** Whether both are of one link, and one begins before the other has ended. */
    boolean overlaps(LabOutage other) {
        return link.equals(other.link)
                && at.compareTo(other.at.plus(other.lasts)) <= 0
                && other.at.compareTo(at.plus(lasts)) <= 0;
    }
}
