package org.longhaul.simulator.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import org.longhaul.extension.Defaults;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.unit.Durations;

/**
 * What networks and jobs do about failures.
 *
 * @param rerouting whether routes avoid links that are down
 * @param convergence from a link's going down or coming up to the new routes' being in use
 * @param transfers what becomes of a transfer that makes no progress
 * @param timeout without progress after which a transfer is tried anew
 * @param initialBackoff before the first new attempt
 * @param backoffFactor on the back-off, from attempt to attempt
 * @param maximumBackoff longest back-off
 * @param retries new attempts without any progress after which the run is given up
 * @param giveUpAfter simulated time without any progress of the job after which the run ends with a diagnosis
 */
public record Recovery(
        @JsonProperty(defaultValue = "none")
                @JsonPropertyDescription("whether routes avoid links that are down: none or shortest-path")
                Rerouting rerouting,
        @JsonProperty(defaultValue = "5 s")
                @JsonPropertyDescription("from a link's going down or coming up to new routes")
                Duration convergence,
        @JsonProperty(defaultValue = "stall")
                @JsonPropertyDescription("a transfer without progress waits (stall) or is tried anew (retry)")
                Transfers transfers,
        @JsonProperty(defaultValue = "1 min")
                @JsonPropertyDescription("retry: time without progress after which a transfer is tried anew")
                Duration timeout,
        @JsonProperty(defaultValue = "1 s") @JsonPropertyDescription("retry: pause before the first new attempt")
                Duration initialBackoff,
        @JsonProperty(defaultValue = "2") @JsonPropertyDescription("retry: factor on the pause from attempt to attempt")
                double backoffFactor,
        @JsonProperty(defaultValue = "5 min") @JsonPropertyDescription("retry: longest pause") Duration maximumBackoff,
        @JsonProperty(defaultValue = "10")
                @JsonPropertyDescription("retry: attempts without any progress after which the run is given up")
                int retries,
        @JsonProperty(defaultValue = "1 d")
                @JsonPropertyDescription("time without any progress after which the run ends with a diagnosis")
                Duration giveUpAfter) {

    /** Whether routes follow failures. */
    public enum Rerouting {
        /** Routes stay as they were at the start: transfers over a link that is down wait. */
        NONE,
        /** Routes are those of the run's routing over the links that are up. */
        SHORTEST_PATH
    }

    /** What becomes of a transfer that makes no progress. */
    public enum Transfers {
        /** It waits until the network lets it go on. */
        STALL,
        /** Its connection is closed after a timeout, and it begins anew on another after a pause. */
        RETRY
    }

    /** Everything waits; a run is given up after a day without progress. */
    public static final Recovery DEFAULT = Defaults.of(Recovery.class);

    public Recovery {
        DurationRules.notNegative("convergence", convergence);
        DurationRules.positive("timeout", timeout);
        DurationRules.notNegative("initialBackoff", initialBackoff);
        DurationRules.notNegative("maximumBackoff", maximumBackoff);
        DurationRules.positive("giveUpAfter", giveUpAfter);
        if (!(backoffFactor >= 1) || Double.isInfinite(backoffFactor)) {
            throw new IllegalArgumentException(
                    "backoffFactor (" + PlainNumber.of(backoffFactor) + ") must be at least 1 and finite.");
        }
        if (maximumBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException("maximumBackoff (" + Durations.shown(maximumBackoff)
                    + ") must not be shorter than initialBackoff (" + Durations.shown(initialBackoff) + ").");
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries (" + retries + ") must not be negative.");
        }
    }

    /** These rules with routes that follow failures after a delay. */
    public Recovery withRerouting(Rerouting kind, Duration delay) {
        return new Recovery(
                kind, delay, transfers, timeout, initialBackoff, backoffFactor, maximumBackoff, retries, giveUpAfter);
    }

    /** These rules with transfers that are tried anew. */
    public Recovery withRetries(Duration after, Duration firstPause, double factor, Duration longest, int attempts) {
        return new Recovery(
                rerouting, convergence, Transfers.RETRY, after, firstPause, factor, longest, attempts, giveUpAfter);
    }

    /** These rules with another patience. */
    public Recovery withGiveUpAfter(Duration patience) {
        return new Recovery(
                rerouting,
                convergence,
                transfers,
                timeout,
                initialBackoff,
                backoffFactor,
                maximumBackoff,
                retries,
                patience);
    }

    /** Pause before an attempt, nanoseconds; attempt 1 is the first new one. */
    public long backoffNanos(int attempt) {
        double pause = initialBackoff.toNanos() * StrictMath.pow(backoffFactor, attempt - 1);
        return (long) Math.min((double) maximumBackoff.toNanos(), pause);
    }
}
