package org.longhaul.wire.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a run as a whole, as who started it saw it.
 *
 * @param session 0, and one more each time that the run is taken up again
 * @param atNanos when, by the clock of who started the run; in a laboratory that is the clock of all members
 * @param time the same on the wall clock, ISO 8601: sessions may lie days and restarts of the machine apart
 * @param what it was
 * @param rank whom it is about; null where it is about nobody alone
 * @param link whose outage it is; null of what is no outage
 * @param sides of an outage: ranks that still reach each other while the link is down, by side; empty of what is none
 * @param message what else is to be said; null where there is nothing
 */
public record RunEvent(
        int session,
        long atNanos,
        String time,
        What what,
        @Nullable Integer rank,
        @Nullable String link,
        List<List<Integer>> sides,
        @Nullable String message) {

    /** Kinds of events. */
    public enum What {
        /** Members are waited for from now on. */
        @JsonProperty("waiting")
        WAITING,
        /** A member is there. */
        @JsonProperty("joined")
        JOINED,
        /** All members are there. */
        @JsonProperty("complete")
        COMPLETE,
        /** A link carries nothing from now on. */
        @JsonProperty("down")
        DOWN,
        /** It carries everything again. */
        @JsonProperty("up")
        UP,
        /** An outage that was asked for did not come about, or did not end as it should. */
        @JsonProperty("failed")
        FAILED,
        /** The session ended before the run was done. */
        @JsonProperty("broken")
        BROKEN,
        /** The run is done. */
        @JsonProperty("done")
        DONE
    }

    public RunEvent {
        sides = sides.stream().map(List::copyOf).toList();
    }
}
