package org.longhaul.simulator.network.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.TransferListener;

/**
 * A connection that carries one pair's transfers of one channel, one after the other, from its first use to the end of
 * the run. It is set up by a SYN and its answer, which take a round trip.
 */
final class TcpConnection {

    private static final int SYN_BYTES = 60;

    final int source;
    final int target;
    final int channel;
    final int[] arcs;
    final OutputQueue[] forward;
    final OutputQueue[] backward;

    private final PacketNetwork network;
    private final EventLoop loop;
    private final RoundTripEstimator roundTrips;
    private final TcpReceiver receiver;
    private final LazyTimer synTimer;

    private @Nullable TcpSender sender;
    private boolean opening;
    private @Nullable Transfer oldest;
    private @Nullable Transfer newest;
    // The transfer of the next packet to send.
    private @Nullable Transfer sending;
    private long queuedEnd;
    private long deliveredBytes;
    private long countedBytes;

    TcpConnection(
            PacketNetwork network,
            EventLoop loop,
            int source,
            int target,
            int channel,
            int[] arcs,
            OutputQueue[] forward,
            OutputQueue[] backward) {
        this.network = network;
        this.loop = loop;
        this.source = source;
        this.target = target;
        this.channel = channel;
        this.arcs = arcs;
        this.forward = forward;
        this.backward = backward;
        this.roundTrips = new RoundTripEstimator(network.settings().smallestTimeoutMillis() * 1_000_000L);
        this.receiver = new TcpReceiver(this, network, loop);
        this.synTimer = new LazyTimer(loop, this::synTimedOut);
    }

    TcpSender sender() {
        return Objects.requireNonNull(sender, "connection is not established");
    }

    void start(long bytes, long order, TransferListener done) {
        long now = loop.nowNanos();
        Transfer transfer = new Transfer(this, bytes, network.segmentBytes(), now, order, queuedEnd, done);
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
            sender.queued(now, nothingUnsent);
        } else if (!network.settings().handshake()) {
            establish(now);
        } else if (!opening) {
            opening = true;
            sendSyn(now);
        }
    }

    private void sendSyn(long now) {
        Packet syn = network.take(this, Packet.SYN, forward, SYN_BYTES);
        syn.timestampNanos = now;
        network.inject(syn, now);
        synTimer.set(now + roundTrips.timeoutNanos());
    }

    private void synTimedOut(long now) {
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
        switch (packet.kind) {
            case Packet.DATA -> {
                receiver.data(packet, now);
                completeArrived(now);
            }
            case Packet.ACKNOWLEDGEMENT -> sender().acknowledge(packet, now);
            case Packet.SYN -> {
                Packet answer = network.take(this, Packet.SYN_ACKNOWLEDGEMENT, backward, SYN_BYTES);
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
            Transfer complete = oldest;
            oldest = complete.next;
            if (oldest == null) {
                newest = null;
            }
            complete.done.completed(now);
        }
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
        Transfer transfer = Objects.requireNonNull(sending, "nothing to send");
        if (sender().next() + 1 == transfer.endPacket) {
            sending = transfer.next;
            return transfer.lastPayloadBytes;
        }
        return network.segmentBytes();
    }

    /** Payload that had not been there before reached the target. */
    void arrived(int payloadBytes) {
        if (deliveredBytes == countedBytes) {
            network.hasUncounted(this);
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

    List<Transfer> transfers() {
        List<Transfer> list = new ArrayList<>();
        for (Transfer transfer = oldest; transfer != null; transfer = transfer.next) {
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
        hash = hash * 31 + receiver.stateHash(now);
        return sender == null ? hash : hash * 31 + sender.stateHash(now);
    }
}
