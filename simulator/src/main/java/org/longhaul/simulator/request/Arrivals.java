package org.longhaul.simulator.request;

import org.jspecify.annotations.Nullable;

/** When requests arrive, one after the other. */
public interface Arrivals {

    /**
     * The next arrival; null when there are no more.
     *
     * @param sinceNanos when the one before arrived, or was answered where {@link #waitForAnswers}; 0 before the first
     */
    @Nullable
    Arrival next(long sinceNanos);

    /** Whether each waits until the one before is answered or abandoned, so that requests never meet. */
    default boolean waitForAnswers() {
        return false;
    }

    /** Requests a second on average; not a number where that depends on the answers. */
    double ratePerSecond();

    /** Mean tokens of what is asked, where each arrival states them; null otherwise. */
    default @Nullable Double meanPromptTokens() {
        return null;
    }

    /** Mean tokens of what is answered, where each arrival states them; null otherwise. */
    default @Nullable Double meanOutputTokens() {
        return null;
    }

    /**
     * One arrival, with what is stated of that request.
     *
     * @param nanos when, since the start of the run
     * @param client id of the host that asks; null for any
     * @param promptTokens tokens of what is asked; null for what holds for all
     * @param outputTokens tokens of what is answered; null for what holds for all
     */
    record Arrival(long nanos, @Nullable String client, @Nullable Long promptTokens, @Nullable Long outputTokens) {

        /** An arrival of which nothing but the time is stated. */
        public static Arrival at(long nanos) {
            return new Arrival(nanos, null, null, null);
        }
    }
}
