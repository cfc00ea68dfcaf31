package org.longhaul.simulator.network.packet.control;

/**
 * Smoothed round-trip time, its deviation and the retransmission timeout.
 *
 * <p><b>Differs from the source.</b> As Linux: the deviation is the largest of a round trip, falls by a quarter a round
 * trip, and is at least the smallest timeout, so that the timeout is srtt + max(4 deviations, 200 ms).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6298">RFC 6298, Computing TCP's Retransmission Timer</a>
 */
public final class RoundTripEstimator {

    static final long INITIAL_TIMEOUT_NANOS = 1_000_000_000L;
    public static final long LARGEST_TIMEOUT_NANOS = 120_000_000_000L;

    private static final long MINIMUM_WINDOW_NANOS = 300_000_000_000L;

    private final long smallestTimeoutNanos;
    private final WindowedMaximum negatedMinimum = new WindowedMaximum();
    private boolean any;
    private double smoothed;
    private double deviation;
    private double largestDeviation;
    private double variation;
    private long roundEnd;
    private int backoff;

    public RoundTripEstimator(long smallestTimeoutNanos) {
        this.smallestTimeoutNanos = smallestTimeoutNanos;
    }

    /** Whether a round trip was measured. */
    public boolean hasSample() {
        return any;
    }

    public long smoothedNanos() {
        return (long) smoothed;
    }

    /** The smallest round trip of the last 300 s, or {@link Long#MAX_VALUE}. */
    public long minimumNanos() {
        return any ? -negatedMinimum.value() : Long.MAX_VALUE;
    }

    /** Notes a round trip for the minimum alone. */
    public void observe(long nowNanos, long roundTripNanos) {
        negatedMinimum.update(MINIMUM_WINDOW_NANOS, nowNanos, -roundTripNanos);
    }

    /** Takes a sample in; {@code unacknowledged} and {@code next} tell when a round of packets is over. */
    public void sample(long roundTripNanos, long unacknowledged, long next) {
        backoff = 0;
        if (!any) {
            any = true;
            smoothed = roundTripNanos;
            deviation = roundTripNanos * 2.0;
            variation = Math.max(deviation, (double) smallestTimeoutNanos);
            largestDeviation = variation;
            roundEnd = next;
            return;
        }
        double error = roundTripNanos - smoothed;
        smoothed += error / 8;
        // The deviation is kept times four. A fall of the round trip moves it by an eighth only.
        double change = Math.abs(error) - deviation / 4;
        if (error < 0 && change > 0) {
            change /= 8;
        }
        deviation += change;
        if (deviation > largestDeviation) {
            largestDeviation = deviation;
            variation = Math.max(variation, largestDeviation);
        }
        if (unacknowledged > roundEnd) {
            if (largestDeviation < variation) {
                variation -= (variation - largestDeviation) / 4;
            }
            roundEnd = next;
            largestDeviation = smallestTimeoutNanos;
        }
    }

    public void backOff() {
        backoff++;
    }

    /** The retransmission timeout with its back-off, nanoseconds. */
    public long timeoutNanos() {
        long base = any ? (long) (smoothed + variation) : INITIAL_TIMEOUT_NANOS;
        return Math.min(LARGEST_TIMEOUT_NANOS, base << Math.min(backoff, 16));
    }

    int backoff() {
        return backoff;
    }
}
