package org.longhaul.simulator.network.packet;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.Action;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.packet.queue.Backlog;
import org.longhaul.simulator.network.packet.queue.Jitter;
import org.longhaul.simulator.network.packet.queue.LossProcess;
import org.longhaul.simulator.network.packet.queue.QueueDiscipline;

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

    private static final long BITS_PER_BYTE_NANOS = 8_000_000_000L;

    private final PacketNetwork network;
    private final EventLoop loop;
    private final int arc;
    private long bitsPerSecond;
    private long latencyNanos;
    private boolean up = true;
    private final QueueDiscipline discipline;
    private @Nullable LossProcess loss;
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
    // A packet whose transmission had begun when the rate changed keeps the one that it had, up to its end.
    private long formerBitsPerSecond;
    private long formerUntilNanos;
    // What rounding to nanoseconds left over from the last transmission, in bits times 1e9.
    private long remainder;
    // No packet overtakes one that the wire took in before it, whatever becomes of the latency.
    private long lastArrivalNanos;
    private long arrivalEvent = -1;
    private long transmittedEvent = -1;
    // Of packets whose transmission has begun or is planned.
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

    @Nullable
    LossProcess loss() {
        return loss;
    }

    /**
     * The link is another one for the packets that are not in transmission yet. What waits and what is on the wire of a link
     * that goes down is dropped.
     *
     * @param newLoss what loses packets from now on
     */
    void change(ArcState state, @Nullable LossProcess newLoss, long nowNanos) {
        if (up && !state.up()) {
            dropAll(nowNanos);
        }
        Packet[] untransmitted = takeUntransmitted(nowNanos);
        if (nowNanos >= formerUntilNanos) {
            formerBitsPerSecond = bitsPerSecond;
            formerUntilNanos = freeAtNanos;
        }
        up = state.up();
        bitsPerSecond = state.bitsPerSecond();
        latencyNanos = state.latencyNanos();
        loss = newLoss;
        discipline.bitsPerSecond(bitsPerSecond);
        for (Packet packet : untransmitted) {
            packet.lost = false;
            backlog.add(freeAtNanos, packet.wireBytes);
            transmit(packet, freeAtNanos);
        }
    }

    /** Takes back the packets whose transmission was planned and has not begun, in order. */
    private Packet[] takeUntransmitted(long nowNanos) {
        backlog.waitingBytes(nowNanos);
        Packet[] packets = new Packet[backlog.size()];
        if (packets.length > 0) {
            freeAtNanos = backlog.firstStartNanos();
            remainder = 0;
            backlog.clear();
        }
        for (int i = packets.length - 1; i >= 0; i--) {
            packets[i] = Objects.requireNonNull(onWire.pollLast());
            sentBytes -= packets[i].wireBytes;
        }
        Packet last = onWire.peekLast();
        lastArrivalNanos = last == null ? Math.min(lastArrivalNanos, nowNanos) : last.arrivalNanos;
        if (jitter != null) {
            jitter.goBack(lastArrivalNanos);
        }
        return packets;
    }

    private void dropAll(long nowNanos) {
        for (Packet packet : takeUntransmitted(nowNanos)) {
            drop(packet, nowNanos, 0);
        }
        for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            drop(packet, nowNanos, 0);
        }
        for (Packet packet = onWire.poll(); packet != null; packet = onWire.poll()) {
            wireLosses++;
            network.discard(packet);
        }
        sentBytes -= untransmittedBytes(nowNanos, freeAtNanos);
        formerUntilNanos = nowNanos;
        cancel(arrivalEvent);
        cancel(transmittedEvent);
        waitingBytes = 0;
        transmitting = false;
        freeAtNanos = nowNanos;
        lastArrivalNanos = nowNanos;
        if (jitter != null) {
            jitter.goBack(nowNanos);
        }
    }

    private void cancel(long event) {
        if (event >= 0) {
            loop.cancel(event);
        }
    }

    QueueDiscipline discipline() {
        return discipline;
    }

    /** Bytes that were transmitted up to now, those of the packet in transmission up to now as well. */
    long transmittedBytes(long nowNanos) {
        long planned = backlog.waitingBytes(nowNanos);
        long endNanos = backlog.size() > 0 ? backlog.firstStartNanos() : freeAtNanos;
        return sentBytes - planned - untransmittedBytes(nowNanos, endNanos);
    }

    /** What is still to come of a packet whose transmission has begun and ends at a time. */
    private long untransmittedBytes(long nowNanos, long endNanos) {
        long rate = nowNanos < formerUntilNanos ? formerBitsPerSecond : bitsPerSecond;
        return -Math.floorDiv(-Math.max(0, endNanos - nowNanos) * rate, BITS_PER_BYTE_NANOS);
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
        if (!up || !discipline.admits(nowNanos, queued, packet.wireBytes)) {
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
            transmittedEvent = loop.schedule(freeAtNanos, EventPriority.ARRIVAL, transmitted);
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
        long punctual = freeAtNanos + latencyNanos;
        lastArrivalNanos = Math.max(lastArrivalNanos, jitter == null ? punctual : jitter.arrivalNanos(punctual));
        packet.arrivalNanos = lastArrivalNanos;
        if (loss != null && (losesAcknowledgements || packet.kind == Packet.DATA)) {
            packet.lost = loss.loses();
        }
        onWire.add(packet);
        if (onWire.size() == 1) {
            arrivalEvent = loop.schedule(packet.arrivalNanos, EventPriority.ARRIVAL, this);
        }
    }

    /** The packet at the head of the wire reaches the far end. */
    @Override
    public void run(long nowNanos) {
        Packet packet = onWire.poll();
        Packet next = onWire.peek();
        if (next != null) {
            arrivalEvent = loop.schedule(next.arrivalNanos, EventPriority.ARRIVAL, this);
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
