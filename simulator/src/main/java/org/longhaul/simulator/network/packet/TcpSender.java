package org.longhaul.simulator.network.packet;

import java.util.random.RandomGenerator;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.packet.control.AckSample;
import org.longhaul.simulator.network.packet.control.ConnectionControl;
import org.longhaul.simulator.network.packet.control.RecoveryState;
import org.longhaul.simulator.network.packet.control.RoundTripEstimator;
import org.longhaul.simulator.network.packet.control.SenderState;

/**
 * The sending end of a connection: window, bursts, pacing, timers and the reading of acknowledgements. {@link
 * LossRecovery} holds what happens on loss.
 *
 * <p><b>Model.</b> Linux's sender in units of packets: selective acknowledgements, losses found by time (RACK), loss
 * probes, proportional rate reduction, bursts gathered up to a millisecond's worth of the rate, the window validated
 * against its use and restarted after idle spells of more than a timeout.
 *
 * <p><b>Validity.</b> Paths keep the order of packets, so reordering is never allowed for and no reduction is undone;
 * the receiver's window is constant: it does not grow with what the receiver takes in.
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
    final ConnectionControl control;
    final LossRecovery recovery;

    private final PacketNetwork network;
    private final PacketSettings settings;
    private final AckSample sample = new AckSample();
    private final AckReader reader;
    private final WindowUsage usage;
    private final LazyTimer pacingTimer;
    private final RandomGenerator random;

    private int window;
    private int threshold = Integer.MAX_VALUE;
    private long lastSendNanos;
    private long departureNanos;
    private long packetsSent;
    // What the receiver lets be under way, packets.
    private final long receiverWindow;
    // What its host lets a connection send, payload.
    private final double mostBytesPerSecond;
    private double windowPacing = Double.POSITIVE_INFINITY;

    TcpSender(TcpConnection connection, PacketNetwork network, EventLoop loop, RoundTripEstimator roundTrips) {
        this.connection = connection;
        this.network = network;
        this.settings = network.settings();
        this.roundTrips = roundTrips;
        this.random = network.connectionRandom(connection);
        this.window = settings.initialWindowPackets();
        this.receiverWindow = settings.maximumWindow() == 0
                ? Long.MAX_VALUE
                : Math.max(1, settings.maximumWindow() / network.segmentBytes());
        this.mostBytesPerSecond = network.mostBytesPerSecond(connection);
        this.recovery = new LossRecovery(this, loop);
        this.reader = new AckReader(board, rates, roundTrips, recovery);
        this.usage = new WindowUsage(this, settings, loop.nowNanos());
        this.pacingTimer = new LazyTimer(loop, this::paced);
        updateWindowPacing();
        this.control = network.congestionControl(connection, this, loop.nowNanos());
    }

    /** A transfer was queued. */
    void queued(long nowNanos, boolean nothingUnsent) {
        if (nothingUnsent && board.inFlight() < window && board.lostOut <= board.retransmittedOut) {
            rates.markApplicationLimited();
        }
        if (board.packetsOut() == 0 && !control.governsWindow()) {
            usage.restartAfterIdle(nowNanos, packetsSent == 0 ? nowNanos : lastSendNanos);
        }
        push(nowNanos);
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
        boolean sacked = reader.read(ack, sample, nowNanos);
        boolean advanced = sample.newlyAcknowledged > 0;
        if (sample.roundTripNanos >= 0) {
            control.roundTrip(sample);
        }
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
            int room = (int) Math.min(window - board.inFlight(), receiverWindow - board.packetsOut());
            if (room <= 0) {
                break;
            }
            int quota = Math.min(room, Math.max(1, window / 2));
            long unsent = connection.queuedEnd() - board.next;
            if (settings.segmentationOffload() && unsent > 1 && gathers(nowNanos, room, most, unsent)) {
                limited = window - board.inFlight() <= receiverWindow - board.packetsOut();
                break;
            }
            int burst = (int) Math.min(Math.min(most, quota), unsent);
            sendNew(burst, nowNanos);
            sent += burst;
        }
        limited |= board.inFlight() >= window;
        if (sent > 0 || limited) {
            usage.validate(nowNanos, limited);
        }
        if (sent > 0) {
            recovery.sentNew(sent, nowNanos);
        }
    }

    /** Sends one packet beyond the window, if there is one, to provoke an acknowledgement. */
    boolean sendProbe(long nowNanos) {
        if (connection.queuedEnd() == board.next || board.packetsOut() >= receiverWindow) {
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
            } else if (packets > 1 && i == packets - 1) {
                board.flags[slot] |= Scoreboard.ENDS_BURST;
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
        Packet packet = network.packets().data(connection, payload);
        packet.sequence = sequence;
        packet.timestampNanos = nowNanos;
        packet.push = board.is(slot, Scoreboard.ENDS_TRANSFER | Scoreboard.ENDS_BURST);
        long previous = departureNanos;
        departureNanos = Math.max(departureNanos, nowNanos);
        double rate = pacedBytesPerSecond();
        if (rate > 0 && packetsSent >= settings.initialWindowPackets()) {
            long nanos = (long) (payload * NANOS_PER_SECOND / rate);
            // A sender that woke late catches up by at most half a gap.
            nanos -= Math.min(nanos / 2, departureNanos - previous);
            departureNanos += nanos;
        }
        packetsSent++;
        network.inject(packet, nowNanos);
    }

    /** Payload rate at which packets leave, of its control or its host; 0 where neither paces. */
    private double pacedBytesPerSecond() {
        double rate = control.pacingBytesPerSecond();
        return rate > 0 || mostBytesPerSecond == Double.POSITIVE_INFINITY
                ? Math.min(rate, mostBytesPerSecond)
                : mostBytesPerSecond;
    }

    /** Whether the next burst must wait for its time; then a timer is set for it. */
    boolean waitsForPacing(long nowNanos) {
        if (departureNanos <= nowNanos || pacedBytesPerSecond() <= 0) {
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

    boolean pathIsBroken() {
        return network.isBroken(connection);
    }

    void close() {
        pacingTimer.cancel();
        recovery.close();
    }

    void stampWindow(long nowNanos) {
        usage.stamp(nowNanos);
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
        hash = hash * 31 + usage.stateHash(nowNanos);
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
        return usage.isWindowLimited();
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
