package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.Action;
import org.longhaul.simulator.event.EventLoop;

/**
 * One direction of a link: the queue before it, its transmitter and its wire.
 *
 * <p>A packet waits, is transmitted at the link's rate, and reaches the far end after the propagation latency; only
 * then does the next node look at it (store and forward). Packets leave a wire in the order in which they entered it,
 * so one pending event per link, for the packet that arrives next, is enough; with a discipline that drops on arrival
 * alone the time of departure is known at once and a packet costs one event a hop.
 */
final class OutputQueue implements Action {

    static final OutputQueue[] NO_PATH = {};

    /** Events of the network run after those that others schedule for the same instant at smaller priorities. */
    static final int PRIORITY = 8;

    private static final long BITS_PER_BYTE_NANOS = 8_000_000_000L;

    private final PacketNetwork network;
    private final EventLoop loop;
    private final int arc;
    private final long bitsPerSecond;
    private final long latencyNanos;
    private final QueueDiscipline discipline;
    private final @Nullable LossProcess loss;
    private final boolean losesAcknowledgements;
    private final @Nullable Jitter jitter;
    private final boolean decidesOnDeparture;

    private final Backlog backlog = new Backlog();
    private final PacketFifo waiting = new PacketFifo();
    private final PacketFifo onWire = new PacketFifo();
    private final Action transmitted = this::serveNext;

    private long waitingBytes;
    private boolean transmitting;
    private long freeAtNanos;
    // What rounding to nanoseconds left over from the last transmission, in bits times 1e9.
    private long remainder;
    private long sentBytes;
    private long queueDrops;
    private long wireLosses;

    OutputQueue(
            PacketNetwork network,
            EventLoop loop,
            int arc,
            long bitsPerSecond,
            long latencyNanos,
            QueueDiscipline discipline,
            @Nullable LossProcess loss,
            boolean losesAcknowledgements,
            @Nullable Jitter jitter) {
        this.network = network;
        this.loop = loop;
        this.arc = arc;
        this.bitsPerSecond = bitsPerSecond;
        this.latencyNanos = latencyNanos;
        this.discipline = discipline;
        this.loss = loss;
        this.losesAcknowledgements = losesAcknowledgements;
        this.jitter = jitter;
        this.decidesOnDeparture = discipline.decidesOnDeparture();
    }

    QueueDiscipline discipline() {
        return discipline;
    }

    /** Bytes that were transmitted or wait for it with their time of departure known. */
    long sentBytes() {
        return sentBytes;
    }

    long queueDrops() {
        return queueDrops;
    }

    long wireLosses() {
        return wireLosses;
    }

    /** Bytes that wait for the transmitter. */
    long waitingBytes(long nowNanos) {
        return decidesOnDeparture ? waitingBytes : backlog.waitingBytes(nowNanos);
    }

    /** Takes a packet in or drops it. */
    void offer(Packet packet, long nowNanos) {
        long queued = waitingBytes(nowNanos);
        if (!discipline.admits(nowNanos, queued, packet.wireBytes)) {
            drop(packet, nowNanos, queued);
            return;
        }
        if (decidesOnDeparture) {
            packet.enqueuedNanos = nowNanos;
            waiting.add(packet);
            waitingBytes += packet.wireBytes;
            if (!transmitting) {
                serveNext(nowNanos);
            }
        } else {
            long start = Math.max(nowNanos, freeAtNanos);
            if (start > nowNanos) {
                backlog.add(start, packet.wireBytes);
            }
            transmit(packet, start);
        }
        PacketObserver observer = network.observer();
        if (observer != null) {
            observer.queueChanged(nowNanos, arc, waitingBytes(nowNanos));
        }
    }

    private void drop(Packet packet, long nowNanos, long queued) {
        queueDrops++;
        PacketObserver observer = network.observer();
        if (observer != null) {
            observer.packetDropped(nowNanos, arc, queued);
        }
        network.discard(packet);
    }

    private void serveNext(long nowNanos) {
        transmitting = false;
        while (true) {
            Packet packet = waiting.poll();
            if (packet == null) {
                return;
            }
            waitingBytes -= packet.wireBytes;
            if (discipline.dropsOnDeparture(nowNanos, nowNanos - packet.enqueuedNanos, waitingBytes)) {
                drop(packet, nowNanos, waitingBytes);
                continue;
            }
            transmitting = true;
            transmit(packet, nowNanos);
            loop.schedule(freeAtNanos, PRIORITY, transmitted);
            return;
        }
    }

    private void transmit(Packet packet, long startNanos) {
        if (startNanos > freeAtNanos) {
            remainder = 0;
        }
        long work = packet.wireBytes * BITS_PER_BYTE_NANOS + remainder;
        long nanos = work / bitsPerSecond;
        remainder = work - nanos * bitsPerSecond;
        freeAtNanos = startNanos + nanos;
        sentBytes += packet.wireBytes;
        packet.arrivalNanos =
                jitter == null ? freeAtNanos + latencyNanos : jitter.arrivalNanos(freeAtNanos + latencyNanos);
        if (loss != null && (losesAcknowledgements || packet.kind == Packet.DATA)) {
            packet.lost = loss.loses();
        }
        onWire.add(packet);
        if (onWire.size() == 1) {
            loop.schedule(packet.arrivalNanos, PRIORITY, this);
        }
    }

    /** The packet at the head of the wire reaches the far end. */
    @Override
    public void run(long nowNanos) {
        Packet packet = onWire.poll();
        Packet next = onWire.peek();
        if (next != null) {
            loop.schedule(next.arrivalNanos, PRIORITY, this);
        }
        if (packet == null) {
            return;
        }
        if (packet.lost) {
            wireLosses++;
            network.discard(packet);
        } else if (++packet.hop < packet.path.length) {
            packet.path[packet.hop].offer(packet, nowNanos);
        } else {
            network.deliver(packet, nowNanos);
        }
    }

    @Override
    public int kind() {
        return 16;
    }
}
