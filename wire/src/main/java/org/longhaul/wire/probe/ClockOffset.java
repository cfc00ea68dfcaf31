package org.longhaul.wire.probe;

import java.io.IOException;

/**
 * What another clock is ahead of the own by, at one moment.
 *
 * @param offsetNanos the other clock minus the own
 * @param errorNanos the offset is off by no more than this, however unlike the two ways are
 * @param atNanos when it held, by the own clock
 */
public record ClockOffset(long offsetNanos, long errorNanos, long atNanos) {
    /** The exchanges of which the quickest is taken. */
    public static final int EXCHANGES = 16;

    /** Exchanges stamps with another clock, once. */
    @FunctionalInterface
    public interface Ping {
        /**
         * Asks the other clock.
         *
         * @throws IOException if it does not answer
         */
        ClockStamps exchange() throws IOException;
    }

    /**
     * Estimates the offset from the quickest of several exchanges: what waited least on its ways knows most. Its error is at
     * most half its round trip.
     *
     * <p>Differs from the source in that the filter chooses among exchanges made one after the other, not among the last eight
     * polls, so that nothing is added for the age of a sample.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5905#section-10">RFC 5905, section 10: Clock Filter Algorithm</a>
     */
    public static ClockOffset measure(Ping ping, int exchanges) throws IOException {
        if (exchanges < 1) {
            throw new IllegalArgumentException("exchanges is " + exchanges + "; allowed: at least 1");
        }
        ClockStamps quickest = ping.exchange();
        for (int i = 1; i < exchanges; i++) {
            ClockStamps next = ping.exchange();
            quickest = next.roundTripNanos() < quickest.roundTripNanos() ? next : quickest;
        }
        return of(quickest);
    }

    /** The offset that one exchange tells. */
    static ClockOffset of(ClockStamps stamps) {
        return new ClockOffset(
                stamps.offsetNanos(),
                (stamps.roundTripNanos() + 1) / 2,
                stamps.sent() + (stamps.arrived() - stamps.sent()) / 2);
    }
}
