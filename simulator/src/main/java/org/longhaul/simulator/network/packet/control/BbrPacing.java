package org.longhaul.simulator.network.packet.control;

/** The rate at which {@link BbrControl} paces its packets, and the bursts that follow from it. */
final class BbrPacing {

    private static final double MARGIN = 0.99;
    private static final long DEFAULT_ROUND_TRIP_NANOS = 1_000_000;
    private static final double SMALL_RATE_BYTES_PER_SECOND = 150_000;
    private static final int LARGEST_BURST = 127;

    private final SenderState sender;
    private double bytesPerSecond;
    private boolean seenRoundTrip;

    BbrPacing(SenderState sender) {
        this.sender = sender;
        begin();
    }

    private void begin() {
        long roundTrip = sender.smoothedRoundTripNanos();
        seenRoundTrip = roundTrip > 0;
        double packetsPerNano =
                (double) sender.congestionWindow() / (seenRoundTrip ? roundTrip : DEFAULT_ROUND_TRIP_NANOS);
        bytesPerSecond = rate(packetsPerNano, BbrControl.HIGH_GAIN);
    }

    /** Bytes per second of a rate in packets per nanosecond. */
    private double rate(double packetsPerNano, double gain) {
        return packetsPerNano * 1e9 * sender.segmentBytes() * gain * MARGIN;
    }

    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Follows the measured rate: up at once, down only when the pipe has been found full. */
    void follow(double packetsPerNano, double gain, boolean isPipeFull) {
        if (!seenRoundTrip && sender.smoothedRoundTripNanos() > 0) {
            begin();
        }
        double next = rate(packetsPerNano, gain);
        if (isPipeFull || next > bytesPerSecond) {
            bytesPerSecond = next;
        }
    }

    int smallestBurst() {
        return bytesPerSecond < SMALL_RATE_BYTES_PER_SECOND ? 1 : 2;
    }

    /** Packets handed over at once. */
    int burst() {
        int packets = (int) (Math.min(bytesPerSecond / 1024, 65_536) / sender.segmentBytes());
        return Math.min(LARGEST_BURST, Math.max(packets, smallestBurst()));
    }
}
