package org.longhaul.wire.probe;

/**
 * The four time stamps of one exchange between two clocks, nanoseconds: {@code sent} and {@code arrived} by the clock of who
 * asks, {@code received} and {@code answered} by the clock of who answers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5905#section-8">RFC 5905, section 8: On-Wire Protocol</a>
 */
public record ClockStamps(long sent, long received, long answered, long arrived) {
    /** Refuses an exchange that ends before it begins. */
    public ClockStamps {
        if (arrived - sent < answered - received) {
            throw new IllegalArgumentException("an exchange of stamps took " + (arrived - sent)
                    + " ns by the clock that asked, of which " + (answered - received)
                    + " ns by the clock that answered; allowed: no more there than in all");
        }
    }

    /** The time on the way there and back, without that between receiving and answering. */
    public long roundTripNanos() {
        return (arrived - sent) - (answered - received);
    }

    /**
     * What the other clock is ahead by if both ways took the same time; it lies within half of {@link #roundTripNanos} of the
     * truth, whatever the two ways took.
     */
    public long offsetNanos() {
        long there = received - sent;
        long back = answered - arrived;
        return back + (there - back) / 2;
    }
}
