package org.longhaul.simulator.network.packet.control;

/**
 * What one acknowledgement told a sender. Reused from one to the next: not to be kept.
 *
 * <p>The delivery rate is {@link #intervalDelivered()} packets over {@link #intervalNanos()}, the longer of the time
 * that it took to send them and to have them acknowledged.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-cheng-iccrg-delivery-rate-estimation-00">Cheng, Cardwell,
 *     Hassas Yeganeh, Jacobson, "Delivery rate estimation", Internet-Draft, 2017</a>
 */
public final class AckSample {

    public long nowNanos;
    public int newlyDelivered;
    public int newlyAcknowledged;
    public int newlyLost;
    int priorInFlight;
    public long roundTripNanos;
    public boolean maybeDelayed;
    public boolean applicationLimited;
    public long priorDelivered;
    public long intervalDelivered;
    public long intervalNanos;

    // While the acknowledgement is being read.
    public long priorDeliveredNanos;
    public long lastSequence;
    public boolean any;

    public void begin(long now, int inFlight) {
        nowNanos = now;
        priorInFlight = inFlight;
        newlyDelivered = 0;
        newlyAcknowledged = 0;
        newlyLost = 0;
        roundTripNanos = -1;
        maybeDelayed = false;
        applicationLimited = false;
        priorDelivered = 0;
        intervalDelivered = -1;
        intervalNanos = -1;
        any = false;
        lastSequence = -1;
    }

    /** Simulated time, nanoseconds. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Packets that this acknowledgement was the first to report, in order or not. */
    public int newlyDelivered() {
        return newlyDelivered;
    }

    /** Packets acknowledged in order. */
    public int newlyAcknowledged() {
        return newlyAcknowledged;
    }

    /** Packets held for lost because of it. */
    public int newlyLost() {
        return newlyLost;
    }

    /** Packets in flight before it came. */
    public int priorInFlight() {
        return priorInFlight;
    }

    /** Round trip of the packet that was sent last among those reported, nanoseconds; -1 if none can tell. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** Whether the receiver may have held it back. */
    public boolean maybeDelayed() {
        return maybeDelayed;
    }

    /** Whether the application had too little to send while the interval ran. */
    public boolean applicationLimited() {
        return applicationLimited;
    }

    /** The connection's count of delivered packets when the latest reported packet was sent. */
    public long priorDelivered() {
        return priorDelivered;
    }

    /** Packets delivered over the interval; -1 without a valid rate. */
    public long intervalDelivered() {
        return intervalDelivered;
    }

    /** Length of the interval, nanoseconds; -1 without a valid rate. */
    public long intervalNanos() {
        return intervalNanos;
    }
}
