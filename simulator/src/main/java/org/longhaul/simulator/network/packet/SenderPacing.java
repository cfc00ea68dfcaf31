package org.longhaul.simulator.network.packet;

import org.longhaul.simulator.event.Action;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.LazyTimer;
import org.longhaul.simulator.network.packet.control.RecoveryState;

/** When a sender's next burst may leave, and how large bursts are. */
final class SenderPacing {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long BURST_DIVISOR = 1024;
    private static final int LARGEST_BURST_BYTES = 65_536;
    private static final long RECENT_WRITE_NANOS = 1_000_000;

    private final TcpSender sender;
    private final Scoreboard board;
    private final PacketSettings settings;
    private final LazyTimer timer;
    // What its host lets a connection send, payload.
    private final double mostBytesPerSecond;
    private double windowPacing = Double.POSITIVE_INFINITY;
    private long departureNanos;

    /**
     * @param mostBytesPerSecond what the host lets the connection send, payload
     * @param due called when a burst that had to wait may leave
     */
    SenderPacing(TcpSender sender, PacketSettings settings, double mostBytesPerSecond, EventLoop loop, Action due) {
        this.sender = sender;
        this.settings = settings;
        this.mostBytesPerSecond = mostBytesPerSecond;
        board = sender.board;
        timer = new LazyTimer(loop, due);
    }

    /** Follows the window: a window a round trip, with the head start that sizes Linux's bursts. */
    void followWindow() {
        long roundTrip = sender.roundTrips.smoothedNanos();
        if (roundTrip > 0) {
            int window = sender.congestionWindow();
            double ahead = window < sender.slowStartThreshold() / 2 ? 2.0 : 1.2;
            double bytes = (double) sender.segmentBytes() * Math.max(window, board.packetsOut());
            windowPacing = ahead * bytes * NANOS_PER_SECOND / roundTrip;
        }
    }

    /** The rate that sizes bursts, of its control or its window. */
    double bytesPerSecond() {
        double rate = sender.control.pacingBytesPerSecond();
        return rate > 0 ? rate : windowPacing;
    }

    /** When the next burst may leave. */
    long departureNanos() {
        return departureNanos;
    }

    /** Payload rate at which packets leave, of its control or its host; 0 where neither paces. */
    private double pacedBytesPerSecond() {
        double rate = sender.control.pacingBytesPerSecond();
        return rate > 0 || mostBytesPerSecond == Double.POSITIVE_INFINITY
                ? Math.min(rate, mostBytesPerSecond)
                : mostBytesPerSecond;
    }

    /** Whether the next burst must wait for its time; then a timer is set for it. */
    boolean holdsBack(long nowNanos) {
        if (departureNanos <= nowNanos || pacedBytesPerSecond() <= 0) {
            return false;
        }
        if (!timer.isSet()) {
            timer.set(departureNanos);
        }
        return true;
    }

    /**
     * A packet leaves.
     *
     * @param spaced whether the next one keeps its distance
     */
    void departs(int payload, long nowNanos, boolean spaced) {
        long previous = departureNanos;
        departureNanos = Math.max(departureNanos, nowNanos);
        double rate = pacedBytesPerSecond();
        if (rate > 0 && spaced) {
            long nanos = (long) (payload * NANOS_PER_SECOND / rate);
            // A sender that woke late catches up by at most half a gap.
            nanos -= Math.min(nanos / 2, departureNanos - previous);
            departureNanos += nanos;
        }
    }

    /** Packets handed over at once: what the rate carries in a millisecond, more on short round trips. */
    int largestBurst() {
        if (!settings.segmentationOffload() && sender.control.pacingBytesPerSecond() <= 0) {
            return 1;
        }
        double bytes = bytesPerSecond() / BURST_DIVISOR;
        long shift = (sender.roundTrips.minimumNanos() / 1000) >> 9;
        if (shift < 32) {
            bytes += LARGEST_BURST_BYTES >> shift;
        }
        int packets = (int) (Math.min(bytes, LARGEST_BURST_BYTES) / sender.segmentBytes());
        return Math.max(packets, sender.control.smallestBurst());
    }

    /** Whether to wait until the window has room for a larger burst. */
    boolean gathers(long nowNanos, int room, int most, long unsent) {
        if (sender.state().compareTo(RecoveryState.RECOVERY) >= 0 || nowNanos - departureNanos > RECENT_WRITE_NANOS) {
            return false;
        }
        if (room >= Math.min(most, unsent) || room >= sender.congestionWindow() / 3 || board.packetsOut() == 0) {
            return false;
        }
        // Only while the next acknowledgement is due soon; else smooth clocking matters more.
        long roundTrip = sender.roundTrips.smoothedNanos();
        long due = board.sentNanos[board.slot(board.unacknowledged)] + roundTrip - nowNanos;
        return due <= Math.min(RECENT_WRITE_NANOS, roundTrip / 2);
    }

    void close() {
        timer.cancel();
    }
}
