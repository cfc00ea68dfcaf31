package org.longhaul.simulator.network.packet.control;

/** Round trips as deliveries count them, and the largest delivery rate of the last ten. */
final class DeliveryRounds {

    private static final int REMEMBERED = 10;

    private final WindowedMaximum rate = new WindowedMaximum();
    private long count;
    private long endDelivered;

    /** Whether an acknowledgement begins a round: it answers what was sent after the last one ended. */
    boolean begins(AckSample sample, long delivered) {
        if (sample.priorDelivered() < endDelivered) {
            return false;
        }
        endDelivered = delivered;
        count++;
        return true;
    }

    /** The present round ends with what is under way once so much is delivered. */
    void endAfter(long delivered) {
        endDelivered = delivered;
    }

    /** Takes in the rate of a sample, unless the sender had too little to send for it to say anything. */
    void measure(AckSample sample) {
        double measured = (double) sample.intervalDelivered() / sample.intervalNanos();
        if (!sample.applicationLimited() || measured >= packetsPerNano()) {
            // Positive doubles compare as their bits do.
            rate.update(REMEMBERED, count, Double.doubleToLongBits(measured));
        }
    }

    double packetsPerNano() {
        return Double.longBitsToDouble(rate.value());
    }

    long count() {
        return count;
    }
}
