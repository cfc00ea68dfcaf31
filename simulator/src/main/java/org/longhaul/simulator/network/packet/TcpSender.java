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
    final SenderPacing pacing;
    private final RandomGenerator random;

    private int window;
    private int threshold = Integer.MAX_VALUE;
    private long lastSendNanos;
    private long packetsSent;
    // What the receiver lets be under way, packets.
    private final long receiverWindow;

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
        this.recovery = new LossRecovery(this, loop);
        this.reader = new AckReader(board, rates, roundTrips, recovery);
        this.usage = new WindowUsage(this, settings, loop.nowNanos());
        this.pacing = new SenderPacing(this, settings, network.mostBytesPerSecond(connection), loop, this::paced);
        pacing.followWindow();
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
        pacing.followWindow();
    }

    /** Sends what window, pacing and the gathering of bursts allow. */
    void push(long nowNanos) {
        int most = pacing.largestBurst();
        int sent = 0;
        boolean limited = false;
        while (connection.queuedEnd() > board.next) {
            if (pacing.holdsBack(nowNanos)) {
                break;
            }
            int room = (int) Math.min(window - board.inFlight(), receiverWindow - board.packetsOut());
            if (room <= 0) {
                break;
            }
            int quota = Math.min(room, Math.max(1, window / 2));
            long unsent = connection.queuedEnd() - board.next;
            if (settings.segmentationOffload() && unsent > 1 && pacing.gathers(nowNanos, room, most, unsent)) {
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
        pacing.departs(payload, nowNanos, packetsSent >= settings.initialWindowPackets());
        packetsSent++;
        network.inject(packet, nowNanos);
    }

    private void paced(long nowNanos) {
        if (board.lostOut > board.retransmittedOut && window > board.inFlight()) {
            recovery.retransmitLost(nowNanos);
        }
        push(nowNanos);
    }

    boolean pathIsBroken() {
        return network.isBroken(connection);
    }

    void close() {
        pacing.close();
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
        return pacing.bytesPerSecond();
    }

    @Override
    public long nextDepartureNanos() {
        return pacing.departureNanos();
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
