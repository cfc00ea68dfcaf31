package org.longhaul.simulator.network.packet;

import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.EventLoop;

/**
 * The sending end of a connection: window, bursts, pacing, timers and the reading of acknowledgements. {@link LossRecovery} holds
 * what happens on loss.
 *
 * <p><b>Model.</b> Linux's sender in units of packets: selective acknowledgements, losses found by time (RACK), loss
 * probes, proportional rate reduction, bursts gathered up to a millisecond's worth of the rate, the window validated against
 * its use and restarted after idle spells of more than a timeout.
 *
 * <p><b>Validity.</b> Paths keep the order of packets, so reordering is never allowed for and no reduction is undone; the
 * receiver's buffer never limits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2861">RFC 2861, TCP Congestion Window Validation</a>
 */
final class TcpSender implements SenderState {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long BURST_DIVISOR = 1024;
    private static final int LARGEST_BURST_BYTES = 65_536;
    private static final long RECENT_WRITE_NANOS = 1_000_000;

    final TcpConnection connection;
    final Scoreboard board = new Scoreboard();
    final RoundTripEstimator roundTrips;
    final RateSampler rates = new RateSampler(board);
    final CongestionControl control;
    final LossRecovery recovery;

    private final PacketNetwork network;
    private final PacketNetwork.Settings settings;
    private final AckSample sample = new AckSample();
    private final LazyTimer pacingTimer;
    private final RandomGenerator random;

    private int window;
    private int threshold = Integer.MAX_VALUE;
    private boolean windowLimited;
    private long usageEnd;
    private int mostOut;
    private int mostUsed;
    private long windowStampNanos;
    private long lastSendNanos;
    private long departureNanos;
    private long packetsSent;
    private double windowPacing = Double.POSITIVE_INFINITY;
    // Of the acknowledgement that is being read: when the first and last of its packets were sent, or -1.
    private long firstAcknowledgedSent;
    private long lastAcknowledgedSent;
    private long firstSackedSent;
    private long lastSackedSent;
    private boolean retransmissionAcknowledged;

    TcpSender(TcpConnection connection, PacketNetwork network, EventLoop loop, RoundTripEstimator roundTrips) {
        this.connection = connection;
        this.network = network;
        this.settings = network.settings();
        this.roundTrips = roundTrips;
        this.random = network.connectionRandom(connection);
        this.window = settings.initialWindowPackets();
        this.windowStampNanos = loop.nowNanos();
        this.recovery = new LossRecovery(this, loop);
        this.pacingTimer = new LazyTimer(loop, this::paced);
        updateWindowPacing();
        this.control = network.congestionControl(this, loop.nowNanos());
    }

    /** A transfer was queued. */
    void queued(long nowNanos, boolean nothingUnsent) {
        if (nothingUnsent && board.inFlight() < window && board.lostOut <= board.retransmittedOut) {
            rates.markApplicationLimited();
        }
        if (settings.slowStartAfterIdle() && board.packetsOut() == 0 && !control.governsWindow()) {
            restartAfterIdle(nowNanos);
        }
        push(nowNanos);
    }

    private void restartAfterIdle(long nowNanos) {
        long timeout = roundTrips.timeoutNanos();
        long idle = nowNanos - lastSendNanos;
        if (packetsSent == 0 || idle <= timeout) {
            return;
        }
        int restart = Math.min(settings.initialWindowPackets(), window);
        threshold = presentThreshold();
        int reduced = window;
        for (long left = idle - timeout; left > 0 && reduced > restart; left -= timeout) {
            reduced >>= 1;
        }
        window = Math.max(reduced, restart);
        windowStampNanos = nowNanos;
        mostUsed = 0;
    }

    /** An acknowledgement arrived. */
    void acknowledge(Packet ack, long nowNanos) {
        if (ack.sequence < board.unacknowledged) {
            return;
        }
        boolean nothingOut = board.packetsOut() == 0;
        sample.begin(nowNanos, board.inFlight());
        long deliveredBefore = rates.delivered();
        long lostBefore = recovery.lost();
        firstAcknowledgedSent = -1;
        lastAcknowledgedSent = -1;
        firstSackedSent = -1;
        lastSackedSent = -1;
        retransmissionAcknowledged = false;
        boolean sacked = readBlocks(ack, nowNanos);
        readCumulative(ack, nowNanos);
        boolean advanced = sample.newlyAcknowledged > 0;
        sampleRoundTrip(ack, nowNanos);
        if (!nothingOut) {
            recovery.acknowledged(ack, nowNanos, advanced, sacked);
        }
        sample.newlyDelivered = (int) (rates.delivered() - deliveredBefore);
        sample.newlyLost = (int) (recovery.lost() - lostBefore);
        rates.finish(sample, roundTrips.minimumNanos());
        controlWindow(advanced);
        if (recovery.retransmits()) {
            recovery.retransmitLost(nowNanos);
        }
        push(nowNanos);
        observe(nowNanos);
    }

    private boolean readBlocks(Packet ack, long nowNanos) {
        boolean any = false;
        for (int i = 0; i < ack.blocks; i++) {
            long start = Math.max(board.knownUpTo(ack.blockStart[i], ack.blockEnd[i]), board.unacknowledged);
            long end = Math.min(board.unknownUpTo(start, ack.blockEnd[i]), board.next);
            for (long sequence = start; sequence < end; sequence++) {
                int slot = board.slot(sequence);
                if (board.is(slot, Scoreboard.SACKED)) {
                    continue;
                }
                any = true;
                recovery.reported(slot, sequence, nowNanos);
                rates.deliveredPacket(sample, slot, sequence);
                if (!board.is(slot, Scoreboard.EVER_RETRANSMITTED)) {
                    lastSackedSent = board.sentNanos[slot];
                    if (firstSackedSent < 0) {
                        firstSackedSent = lastSackedSent;
                    }
                }
                board.sacked(slot);
            }
        }
        board.remember(ack);
        return any;
    }

    private void readCumulative(Packet ack, long nowNanos) {
        while (board.unacknowledged < ack.sequence) {
            long sequence = board.unacknowledged;
            int slot = board.slot(sequence);
            if (board.is(slot, Scoreboard.EVER_RETRANSMITTED)) {
                retransmissionAcknowledged = true;
            } else if (!board.is(slot, Scoreboard.SACKED)) {
                lastAcknowledgedSent = board.sentNanos[slot];
                if (firstAcknowledgedSent < 0) {
                    firstAcknowledgedSent = lastAcknowledgedSent;
                }
            }
            if (!board.is(slot, Scoreboard.SACKED)) {
                recovery.reported(slot, sequence, nowNanos);
                rates.deliveredPacket(sample, slot, sequence);
            }
            board.removeFirst();
            sample.newlyAcknowledged++;
        }
    }

    private void sampleRoundTrip(Packet ack, long nowNanos) {
        long whole = -1;
        long latest = -1;
        if (firstAcknowledgedSent >= 0 && !retransmissionAcknowledged) {
            whole = nowNanos - firstAcknowledgedSent;
            latest = nowNanos - lastAcknowledgedSent;
            sample.maybeDelayed = sample.newlyAcknowledged == 1 && board.sackedOut == 0 && ack.blocks == 0;
        }
        if (firstSackedSent >= 0) {
            latest = nowNanos - lastSackedSent;
            if (whole < 0) {
                whole = nowNanos - firstSackedSent;
            }
        }
        if (whole < 0 && sample.newlyAcknowledged > 0) {
            whole = nowNanos - ack.timestampNanos;
            latest = whole;
        }
        sample.roundTripNanos = latest;
        if (whole >= 0) {
            roundTrips.observe(nowNanos, latest);
            roundTrips.sample(whole, board.unacknowledged, board.next);
        }
        if (latest >= 0) {
            control.roundTrip(sample);
        }
    }

    private void controlWindow(boolean advanced) {
        if (control.governsWindow()) {
            control.acknowledged(sample);
            return;
        }
        if (recovery.isReducing()) {
            if (sample.newlyDelivered > 0) {
                window = recovery.reducedWindow(threshold, sample.newlyDelivered, advanced && sample.newlyLost == 0);
            }
        } else if (advanced) {
            control.acknowledged(sample);
        }
        updateWindowPacing();
    }

    /** Rate of a window a round trip, with the head start that sizes Linux's bursts. */
    private void updateWindowPacing() {
        long roundTrip = roundTrips.smoothedNanos();
        if (roundTrip > 0) {
            double ahead = window < threshold / 2 ? 2.0 : 1.2;
            double bytes = (double) segmentBytes() * Math.max(window, board.packetsOut());
            windowPacing = ahead * bytes * NANOS_PER_SECOND / roundTrip;
        }
    }

    /** Sends what window, pacing and the gathering of bursts allow. */
    void push(long nowNanos) {
        int most = largestBurst();
        int sent = 0;
        boolean limited = false;
        while (connection.queuedEnd() > board.next) {
            if (waitsForPacing(nowNanos)) {
                break;
            }
            int room = window - board.inFlight();
            if (room <= 0) {
                break;
            }
            int quota = Math.min(room, Math.max(1, window / 2));
            long unsent = connection.queuedEnd() - board.next;
            if (settings.segmentationOffload() && unsent > 1 && gathers(nowNanos, room, most, unsent)) {
                limited = true;
                break;
            }
            int burst = (int) Math.min(Math.min(most, quota), unsent);
            sendNew(burst, nowNanos);
            sent += burst;
        }
        limited |= board.inFlight() >= window;
        if (sent > 0 || limited) {
            validate(nowNanos, limited);
        }
        if (sent > 0) {
            recovery.sentNew(sent, nowNanos);
        }
    }

    /** Sends one packet beyond the window, if there is one, to provoke an acknowledgement. */
    boolean sendProbe(long nowNanos) {
        if (connection.queuedEnd() == board.next) {
            return false;
        }
        sendNew(1, nowNanos);
        return true;
    }

    private void sendNew(int packets, long nowNanos) {
        for (int i = 0; i < packets; i++) {
            boolean first = board.packetsOut() == 0;
            if (board.inFlight() == 0 && packetsSent > 0) {
                control.resumes(nowNanos, nowNanos - lastSendNanos);
            }
            if (first) {
                rates.restart(nowNanos);
            }
            boolean ends = connection.nextEndsTransfer();
            int slot = board.append(nowNanos, connection.takePayloadBytes());
            if (ends) {
                board.flags[slot] |= Scoreboard.ENDS_TRANSFER;
            }
            rates.sent(slot);
            lastSendNanos = nowNanos;
            transmit(board.next - 1, slot, nowNanos);
            recovery.sentPacket(first, nowNanos);
        }
    }

    void retransmit(long sequence, long nowNanos) {
        board.retransmitted(sequence, nowNanos);
        int slot = board.slot(sequence);
        rates.sent(slot);
        transmit(sequence, slot, nowNanos);
    }

    private void transmit(long sequence, int slot, long nowNanos) {
        int payload = board.payloadBytes[slot];
        Packet packet = network.data(connection, payload);
        packet.sequence = sequence;
        packet.timestampNanos = nowNanos;
        packet.push = board.is(slot, Scoreboard.ENDS_TRANSFER);
        long previous = departureNanos;
        departureNanos = Math.max(departureNanos, nowNanos);
        double rate = control.pacingBytesPerSecond();
        if (rate > 0 && packetsSent >= settings.initialWindowPackets()) {
            long nanos = (long) (payload * NANOS_PER_SECOND / rate);
            // A sender that woke late catches up by at most half a gap.
            nanos -= Math.min(nanos / 2, departureNanos - previous);
            departureNanos += nanos;
        }
        packetsSent++;
        network.inject(packet, nowNanos);
    }

    /** Whether the next burst must wait for its time; then a timer is set for it. */
    boolean waitsForPacing(long nowNanos) {
        if (departureNanos <= nowNanos || control.pacingBytesPerSecond() <= 0) {
            return false;
        }
        if (!pacingTimer.isSet()) {
            pacingTimer.set(departureNanos);
        }
        return true;
    }

    private void paced(long nowNanos) {
        if (board.lostOut > board.retransmittedOut && window > board.inFlight()) {
            recovery.retransmitLost(nowNanos);
        }
        push(nowNanos);
    }

    /** Packets handed over at once: what the rate carries in a millisecond, more on short round trips. */
    int largestBurst() {
        if (!settings.segmentationOffload() && control.pacingBytesPerSecond() <= 0) {
            return 1;
        }
        double bytes = pacingBytesPerSecond() / BURST_DIVISOR;
        long shift = (roundTrips.minimumNanos() / 1000) >> 9;
        if (shift < 32) {
            bytes += LARGEST_BURST_BYTES >> shift;
        }
        int packets = (int) (Math.min(bytes, LARGEST_BURST_BYTES) / segmentBytes());
        return Math.max(packets, control.smallestBurst());
    }

    /** Whether to wait until the window has room for a larger burst. */
    private boolean gathers(long nowNanos, int room, int most, long unsent) {
        if (recovery.state().compareTo(RecoveryState.RECOVERY) >= 0 || nowNanos - departureNanos > RECENT_WRITE_NANOS) {
            return false;
        }
        if (room >= Math.min(most, unsent) || room >= window / 3 || board.packetsOut() == 0) {
            return false;
        }
        // Only while the next acknowledgement is due soon; else smooth clocking matters more.
        long roundTrip = roundTrips.smoothedNanos();
        long due = board.sentNanos[board.slot(board.unacknowledged)] + roundTrip - nowNanos;
        return due <= Math.min(RECENT_WRITE_NANOS, roundTrip / 2);
    }

    private void validate(long nowNanos, boolean limited) {
        if (board.unacknowledged >= usageEnd || limited || (!windowLimited && board.packetsOut() > mostOut)) {
            windowLimited = limited;
            mostOut = board.packetsOut();
            usageEnd = board.next;
        }
        if (isWindowLimited()) {
            mostUsed = 0;
            windowStampNanos = nowNanos;
            return;
        }
        mostUsed = Math.max(mostUsed, board.packetsOut());
        if (settings.slowStartAfterIdle()
                && nowNanos - windowStampNanos >= roundTrips.timeoutNanos()
                && !control.governsWindow()) {
            shrinkToUse(nowNanos);
        }
    }

    private void shrinkToUse(long nowNanos) {
        if (recovery.state() == RecoveryState.OPEN) {
            int used = Math.max(mostUsed, settings.initialWindowPackets());
            if (used < window) {
                threshold = presentThreshold();
                window = (window + used) / 2;
            }
            mostUsed = 0;
        }
        windowStampNanos = nowNanos;
    }

    private int presentThreshold() {
        return recovery.isReducing() ? threshold : Math.max(threshold, window / 2 + window / 4);
    }

    void stampWindow(long nowNanos) {
        windowStampNanos = nowNanos;
    }

    void observe(long nowNanos) {
        PacketObserver observer = network.observer();
        if (observer != null) {
            observer.windowChanged(
                    nowNanos,
                    connection.source,
                    connection.target,
                    connection.channel,
                    window,
                    threshold,
                    board.inFlight(),
                    roundTrips.smoothedNanos());
        }
    }

    long stateHash(long nowNanos) {
        long hash = window * 31L + threshold;
        hash = hash * 31 + roundTrips.smoothedNanos();
        hash = hash * 31 + roundTrips.timeoutNanos();
        hash = hash * 31 + roundTrips.minimumNanos();
        hash = hash * 31 + (nowNanos - lastSendNanos);
        hash = hash * 31 + (nowNanos - windowStampNanos);
        hash = hash * 31 + rates.stateHash(nowNanos);
        return hash * 31 + control.stateHash(nowNanos);
    }

    @Override
    public int congestionWindow() {
        return window;
    }

    @Override
    public void congestionWindow(int packets) {
        window = Math.max(1, packets);
    }

    @Override
    public int slowStartThreshold() {
        return threshold;
    }

    @Override
    public void slowStartThreshold(int packets) {
        threshold = packets;
    }

    @Override
    public int initialWindow() {
        return settings.initialWindowPackets();
    }

    @Override
    public int inFlight() {
        return board.inFlight();
    }

    @Override
    public int segmentBytes() {
        return network.segmentBytes();
    }

    @Override
    public long unacknowledged() {
        return board.unacknowledged;
    }

    @Override
    public long next() {
        return board.next;
    }

    @Override
    public long delivered() {
        return rates.delivered();
    }

    @Override
    public long deliveredNanos() {
        return rates.deliveredNanos();
    }

    @Override
    public long smoothedRoundTripNanos() {
        return roundTrips.smoothedNanos();
    }

    @Override
    public long minimumRoundTripNanos() {
        return roundTrips.minimumNanos();
    }

    @Override
    public boolean isWindowLimited() {
        return windowLimited || (inSlowStart() && window < 2 * mostOut);
    }

    @Override
    public double pacingBytesPerSecond() {
        double rate = control.pacingBytesPerSecond();
        return rate > 0 ? rate : windowPacing;
    }

    @Override
    public long nextDepartureNanos() {
        return departureNanos;
    }

    @Override
    public RecoveryState state() {
        return recovery.state();
    }

    @Override
    public void markApplicationLimited() {
        rates.markApplicationLimited();
    }

    @Override
    public boolean isApplicationLimited() {
        return rates.isApplicationLimited();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    long timeoutNanos() {
        return roundTrips.timeoutNanos();
    }
}
