package org.longhaul.simulator.network.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.LazyTimer;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.packet.control.RoundTripEstimator;

/**
 * A connection that carries one pair's transfers of one channel, one after the other, from its first use to the end of
 * the run. It is set up by a SYN and its answer, which take a round trip.
 */
final class TcpConnection {

    private static final int SYN_BYTES = 60;

    final int source;
    final int target;
    final int channel;
    int[] arcs = {};
    /** The way of its acknowledgements. */
    int[] backArcs = {};

    OutputQueue[] forward = OutputQueue.NO_PATH;
    OutputQueue[] backward = OutputQueue.NO_PATH;

    private final PacketNetwork network;
    private final EventLoop loop;
    private final RoundTripEstimator roundTrips;
    private final TcpReceiver receiver;
    private final LazyTimer synTimer;

    /** When it may first send; {@link Long#MAX_VALUE} for never. */
    final long opensNanos;

    private final PathHistory history = new PathHistory();
    private @Nullable TcpSender sender;
    private boolean closed;
    /** When the routing ceased to find a path, or {@link Long#MAX_VALUE}. */
    private long unroutedNanos = Long.MAX_VALUE;
    // When a set-up was tried in vain over a broken path, or -1.
    private long parkedNanos = -1;
    private long completedBytes;
    // Delivered over paths that it has left.
    private long lateBytes;
    private boolean opening;
    private @Nullable PacketTransfer oldest;
    private @Nullable PacketTransfer newest;
    // The transfer of the next packet to send.
    private @Nullable PacketTransfer sending;
    private long queuedEnd;
    private long deliveredBytes;
    private long countedBytes;

    TcpConnection(PacketNetwork network, EventLoop loop, int source, int target, int channel, long opensNanos) {
        this.network = network;
        this.loop = loop;
        this.source = source;
        this.target = target;
        this.channel = channel;
        this.opensNanos = opensNanos;
        this.roundTrips = new RoundTripEstimator(network.settings().smallestTimeoutMillis() * 1_000_000L);
        this.receiver = new TcpReceiver(this, network, loop);
        this.synTimer = new LazyTimer(loop, this::synTimedOut);
    }

    TcpSender sender() {
        return Objects.requireNonNull(sender, "connection is not established");
    }

    void start(long bytes, long order, TransferListener done) {
        start(bytes, loop.nowNanos(), order, done);
    }

    private void start(long bytes, long startNanos, long order, TransferListener done) {
        PacketTransfer transfer =
                new PacketTransfer(this, bytes, network.segmentBytes(), startNanos, order, queuedEnd, done);
        boolean nothingUnsent = sending == null;
        if (newest == null) {
            oldest = transfer;
        } else {
            newest.next = transfer;
        }
        newest = transfer;
        if (sending == null) {
            sending = transfer;
        }
        queuedEnd = transfer.endPacket;
        if (sender != null) {
            sender.queued(loop.nowNanos(), nothingUnsent);
        } else {
            begin(loop.nowNanos());
        }
    }

    /** Opens the connection if there is something to send and a way to send it. */
    void begin(long now) {
        if (sender != null || closed || oldest == null || forward.length == 0 || opensNanos > now) {
            return;
        }
        if (!network.settings().handshake()) {
            establish(now);
        } else if (!opening) {
            opening = true;
            sendSyn(now);
        }
    }

    private void sendSyn(long now) {
        Packet syn = network.packets().take(this, Packet.SYN, forward, SYN_BYTES);
        syn.timestampNanos = now;
        network.inject(syn, now);
        synTimer.set(now + roundTrips.timeoutNanos());
    }

    private void synTimedOut(long now) {
        if (network.isBroken(this)) {
            parkedNanos = now;
            return;
        }
        roundTrips.backOff();
        sendSyn(now);
    }

    private void establish(long now) {
        synTimer.cancel();
        TcpSender established = new TcpSender(this, network, loop, roundTrips);
        sender = established;
        established.queued(now, true);
    }

    /** A packet has reached its end of the path. */
    void deliver(Packet packet, long now) {
        if (closed) {
            return;
        }
        switch (packet.kind) {
            case Packet.DATA -> {
                receiver.data(packet, now);
                completeArrived(now);
            }
            case Packet.ACKNOWLEDGEMENT -> sender().acknowledge(packet, now);
            case Packet.SYN -> {
                Packet answer = network.packets().take(this, Packet.SYN_ACKNOWLEDGEMENT, backward, SYN_BYTES);
                answer.timestampNanos = packet.timestampNanos;
                network.inject(answer, now);
            }
            default -> {
                if (sender == null) {
                    roundTrips.observe(now, now - packet.timestampNanos);
                    roundTrips.sample(now - packet.timestampNanos, 0, 0);
                    establish(now);
                }
            }
        }
    }

    private void completeArrived(long now) {
        while (oldest != null && oldest.endPacket <= receiver.expected()) {
            PacketTransfer complete = oldest;
            oldest = complete.next;
            if (oldest == null) {
                newest = null;
            }
            completedBytes += complete.bytes;
            complete.done.completed(now);
        }
    }

    // --- a network that changes ---

    boolean isLocal() {
        return source == target;
    }

    boolean isRouted() {
        return unroutedNanos == Long.MAX_VALUE;
    }

    long unroutedNanos() {
        return unroutedNanos;
    }

    /** The routing finds a path from now on. */
    void routed() {
        unroutedNanos = Long.MAX_VALUE;
    }

    boolean isOn(int[] path, int[] pathBack) {
        return Arrays.equals(arcs, path) && Arrays.equals(backArcs, pathBack);
    }

    /** The routing finds no path from now on. */
    void unroute(long now) {
        unroutedNanos = Math.min(unroutedNanos, now);
    }

    /** Packets take a path from now on; what has arrived so far was counted on the one before. */
    void route(int[] path, int[] pathBack, OutputQueue[] there, OutputQueue[] back) {
        routed();
        history.leave(arcs, forward, deliveredBytes);
        arcs = path;
        backArcs = pathBack;
        forward = there;
        backward = back;
    }

    /** The path may be whole again: tries that wait for that are made when they would have been due. */
    void recovers(long now) {
        begin(now);
        if (network.isBroken(this)) {
            return;
        }
        if (sender != null) {
            sender.recovery.recovers(now);
        } else if (parkedNanos >= 0) {
            long due = parkedNanos;
            while (due < now) {
                roundTrips.backOff();
                due += roundTrips.timeoutNanos();
            }
            parkedNanos = -1;
            synTimer.set(due);
        }
    }

    /** Ends the connection and gives its unfinished transfers to another. */
    void close(TcpConnection successor) {
        closed = true;
        synTimer.cancel();
        receiver.close();
        if (sender != null) {
            sender.close();
        }
        history.leave(arcs, forward, deliveredBytes);
        long kept = 0;
        for (PacketTransfer transfer = oldest; transfer != null; transfer = transfer.next) {
            long keeps = transfer.done.keptBytes(transfer.bytesBefore(expectedPacket(), network.segmentBytes()));
            kept += keeps;
            successor.start(transfer.bytes - keeps, transfer.startNanos, transfer.order, transfer.done);
        }
        history.takeBack(deliveredBytes + lateBytes - completedBytes - kept, network.payload());
        oldest = null;
        newest = null;
        sending = null;
    }

    /** The packet after the last one that was queued. */
    long queuedEnd() {
        return queuedEnd;
    }

    /** Whether the next packet to send is the last of its transfer. */
    boolean nextEndsTransfer() {
        return sending != null && sender().next() + 1 == sending.endPacket;
    }

    /** Payload of the next packet to send; moves on to the next transfer after the last one of a transfer. */
    int takePayloadBytes() {
        PacketTransfer transfer = Objects.requireNonNull(sending, "nothing to send");
        if (sender().next() + 1 == transfer.endPacket) {
            sending = transfer.next;
            return transfer.lastPayloadBytes;
        }
        return network.segmentBytes();
    }

    /** Payload that had not been there before reached the target. */
    void arrived(Packet packet) {
        int payloadBytes = packet.payloadBytes;
        if (packet.path != forward) {
            lateBytes += payloadBytes;
            history.arrivesLate(packet.path, payloadBytes, network.payload());
            return;
        }
        if (deliveredBytes == countedBytes) {
            network.payload().hasUncounted(this);
        }
        deliveredBytes += payloadBytes;
    }

    /** Payload that reached the target since this was last asked. */
    long takeUncountedBytes() {
        long bytes = deliveredBytes - countedBytes;
        countedBytes = deliveredBytes;
        return bytes;
    }

    /** Whether nothing is queued, out or owed: only what outlives transfers is left. */
    boolean isQuiet() {
        return oldest == null && !receiver.owesAnswer() && (sender == null || sender.board.packetsOut() == 0);
    }

    boolean isEstablished() {
        return sender != null;
    }

    List<PacketTransfer> transfers() {
        List<PacketTransfer> list = new ArrayList<>();
        for (PacketTransfer transfer = oldest; transfer != null; transfer = transfer.next) {
            list.add(transfer);
        }
        return list;
    }

    long expectedPacket() {
        return receiver.expected();
    }

    /** What bounds the oldest transfer's progress. */
    String waitingFor() {
        if (sender == null) {
            return "the connection's set-up";
        }
        if (sender.board.packetsOut() == 0) {
            return "its turn to send";
        }
        return switch (sender.state()) {
            case OPEN, DISORDER, REDUCED ->
                "acknowledgements (window of " + sender.congestionWindow() + " packets, " + sender.inFlight()
                        + " in flight)";
            case RECOVERY -> "packets sent again after a loss";
            case LOSS -> "packets sent again after a timeout";
        };
    }

    long stateHash(long now) {
        long hash = ((long) source * 31 + target) * 31 + channel;
        hash = hash * 31 + (isRouted() ? 0 : 1) + (opensNanos == Long.MAX_VALUE ? 2 : 0);
        hash = hash * 31 + (opensNanos == Long.MAX_VALUE ? 0 : Math.max(0, opensNanos - now));
        hash = hash * 31 + receiver.stateHash(now);
        return sender == null ? hash : hash * 31 + sender.stateHash(now);
    }
}
