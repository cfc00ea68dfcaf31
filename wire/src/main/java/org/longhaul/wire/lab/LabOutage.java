package org.longhaul.wire.lab;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A time for which a link carries nothing.
 *
 * @param link its id
 * @param method from whose beginning the time is counted; null for that of the whole exercise
 * @param at when it goes down, after that
 * @param lasts how long
 */
public record LabOutage(
        @JsonPropertyDescription("id of the link") String link,
        @Nullable
                @JsonPropertyDescription(
                        "method after whose first step the time is counted; without it, after the run's first step")
                String method,
        @JsonPropertyDescription("when it goes down, after that step") Duration at,
        @JsonPropertyDescription("how long it stays down") Duration lasts) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** Checks the ranges. */
    public LabOutage {
        if (at.isNegative()) {
            throw new IllegalArgumentException("at must not be negative.");
        }
        if (lasts.isNegative() || lasts.isZero()) {
            throw new IllegalArgumentException("lasts must be more than 0 s.");
        }
        if (at.compareTo(LONGEST) > 0 || lasts.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("at and lasts must be at most " + LONGEST.toDays() + " days.");
        }
    }

    /** Whether both are of one link and counted from one beginning, and one begins before the other has ended. */
    boolean overlaps(LabOutage other) {
        return link.equals(other.link)
                && Objects.equals(method, other.method)
                && at.compareTo(other.at.plus(other.lasts)) <= 0
                && other.at.compareTo(at.plus(lasts)) <= 0;
    }
}
