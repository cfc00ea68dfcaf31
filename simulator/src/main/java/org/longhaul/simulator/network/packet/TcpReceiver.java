package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.LazyTimer;
import org.longhaul.simulator.network.DelayedAcknowledgements;
import org.longhaul.simulator.network.packet.queue.Jitter;

/**
 * The receiving end of a connection: puts packets in order and answers with cumulative and selective acknowledgements.
 *
 * <p><b>Model.</b> As Linux: an acknowledgement for every second packet, for the end of a transfer or of a burst (whose last
 * packet Linux marks to be pushed, so that the application's reading acknowledges it) and for each of the first 16 packets
 * after a start or an idle spell, otherwise after 40 ms; at once on duplicates. An application reads some time after it was
 * woken: what arrives in between, acknowledgements of the host's own data above all, is answered first, and that is what
 * breaks up the clumps of two-way traffic. While packets are
 * missing, the first three answers go out at once and later ones are held back for min(1 ms, 5 % of the round trip). Up
 * to three ranges are reported, the latest first.
 *
 * @see <a href="https://doi.org/10.1145/115992.116006">Zhang, Shenker, Clark, "Observations on the dynamics of a congestion
 *     control algorithm: the effects of two-way traffic", SIGCOMM 1991</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2018">RFC 2018, TCP Selective Acknowledgment Options</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5681#section-4.2">RFC 5681, section 4.2</a>
 */
final class TcpReceiver {

    private static final long COMPRESSION_NANOS = 1_000_000;
    private static final int UNCOMPRESSED_DUPLICATES = 3;
    private static final int MOST_COMPRESSED = 44;
    private static final int REMEMBERED_BLOCKS = 4;

    private final TcpConnection connection;
    private final PacketNetwork network;
    private final EventLoop loop;
    private final LazyTimer delayTimer;
    private final LazyTimer compressionTimer;
    private final LazyTimer readTimer;
    private final @Nullable Jitter reading;

    private long expected;
    private long acknowledged;
    // One bit a packet beyond the expected one: arrived out of order. A ring over sequence numbers.
    private long[] arrived = new long[16];
    private int outOfOrder;
    private long highest;
    private final long[] blockStart = new long[REMEMBERED_BLOCKS];
    private final long[] blockEnd = new long[REMEMBERED_BLOCKS];
    private int blocks;

    private long recentTimestampNanos;
    private long lastArrivalNanos = -1;
    private int quick;
    private boolean pushed;
    private long compressionExpected = -1;
    private int uncompressed;
    private int compressed;

    TcpReceiver(TcpConnection connection, PacketNetwork network, EventLoop loop) {
        this.connection = connection;
        this.network = network;
        this.loop = loop;
        this.delayTimer = new LazyTimer(loop, now -> answer(false));
        this.compressionTimer = new LazyTimer(loop, now -> answer(false));
        this.readTimer = new LazyTimer(loop, now -> answer(false));
        this.reading = network.reading(connection);
    }

    /** The next packet that has not arrived in order. */
    long expected() {
        return expected;
    }

    /** Whether an acknowledgement is still owed. */
    boolean owesAnswer() {
        return acknowledged < expected || compressionTimer.isSet();
    }

    long stateHash(long nowNanos) {
        return (lastArrivalNanos < 0 ? -1 : nowNanos - lastArrivalNanos) * 31 + quick;
    }

    void close() {
        delayTimer.cancel();
        compressionTimer.cancel();
        readTimer.cancel();
    }

    void data(Packet packet, long nowNanos) {
        if (lastArrivalNanos < 0
                || nowNanos - lastArrivalNanos > connection.sender().timeoutNanos()) {
            quick = DelayedAcknowledgements.oneByOne();
        }
        lastArrivalNanos = nowNanos;
        long sequence = packet.sequence;
        if (sequence <= acknowledged) {
            recentTimestampNanos = packet.timestampNanos;
        }
        if (sequence < expected || hasArrived(sequence)) {
            quick = DelayedAcknowledgements.oneByOne();
            answer(true);
            return;
        }
        connection.arrived(packet);
        if (sequence == expected) {
            advance(packet.push);
        } else {
            keep(sequence);
        }
        decide(nowNanos);
    }

    private void advance(boolean push) {
        pushed |= push;
        boolean hadHoles = outOfOrder > 0;
        expected++;
        while (outOfOrder > 0 && hasArrived(expected)) {
            arrived[word(expected)] &= ~(1L << expected);
            outOfOrder--;
            expected++;
        }
        if (hadHoles) {
            forgetBlocksBelowExpected();
            pushed |= outOfOrder == 0;
        }
    }

    private void keep(long sequence) {
        if (sequence - expected >= arrived.length * 64L) {
            growTo(sequence);
        }
        arrived[word(sequence)] |= 1L << sequence;
        outOfOrder++;
        highest = Math.max(highest, sequence);
        remember(sequence);
    }

    private void decide(long nowNanos) {
        if (expected - acknowledged >= 2 || quick > 0) {
            answer(false);
        } else if (outOfOrder > 0) {
            compress(nowNanos);
        } else if (pushed) {
            answerAsRead(nowNanos);
        } else if (!delayTimer.isSet()) {
            delayTimer.set(nowNanos + DelayedAcknowledgements.heldUpNanos());
        }
    }

    /** The application is woken and its reading sends the acknowledgement, unless another one goes out before. */
    private void answerAsRead(long nowNanos) {
        if (reading == null) {
            answer(false);
        } else if (!readTimer.isSet()) {
            readTimer.set(reading.arrivalNanos(nowNanos));
        }
    }

    private void compress(long nowNanos) {
        if (compressionExpected != expected) {
            compressionExpected = expected;
            uncompressed = 0;
        }
        if (uncompressed < UNCOMPRESSED_DUPLICATES) {
            uncompressed++;
            answer(false);
            return;
        }
        if (++compressed >= MOST_COMPRESSED) {
            answer(false);
        } else if (!compressionTimer.isSet()) {
            long roundTrip = connection.sender().smoothedRoundTripNanos();
            compressionTimer.set(nowNanos + Math.min(COMPRESSION_NANOS, roundTrip / 20));
        }
    }

    private void answer(boolean duplicate) {
        delayTimer.clear();
        compressionTimer.clear();
        readTimer.clear();
        compressed = 0;
        pushed = false;
        if (quick > 0) {
            quick--;
        }
        acknowledged = expected;
        Packet packet = network.packets().acknowledgement(connection, blocks + (duplicate ? 1 : 0));
        packet.sequence = expected;
        packet.timestampNanos = recentTimestampNanos;
        packet.duplicate = duplicate;
        packet.blocks = Math.min(blocks, Packet.MOST_BLOCKS);
        System.arraycopy(blockStart, 0, packet.blockStart, 0, packet.blocks);
        System.arraycopy(blockEnd, 0, packet.blockEnd, 0, packet.blocks);
        network.inject(packet, loop.nowNanos());
    }

    /** Puts the range of a packet that just arrived out of order first, merged with what it touches. */
    private void remember(long sequence) {
        long start = sequence;
        long end = sequence + 1;
        int kept = 0;
        for (int i = 0; i < blocks; i++) {
            if (blockStart[i] <= end && start <= blockEnd[i]) {
                start = Math.min(start, blockStart[i]);
                end = Math.max(end, blockEnd[i]);
            } else {
                blockStart[kept] = blockStart[i];
                blockEnd[kept++] = blockEnd[i];
            }
        }
        if (kept == REMEMBERED_BLOCKS) {
            // The oldest range is pushed out; an answer that is held back must report it first.
            if (compressed > 0) {
                blocks = kept;
                answer(false);
            }
            kept--;
        }
        for (int i = kept; i > 0; i--) {
            blockStart[i] = blockStart[i - 1];
            blockEnd[i] = blockEnd[i - 1];
        }
        blockStart[0] = start;
        blockEnd[0] = end;
        blocks = kept + 1;
    }

    private void forgetBlocksBelowExpected() {
        int kept = 0;
        for (int i = 0; i < blocks; i++) {
            if (blockEnd[i] > expected) {
                blockStart[kept] = blockStart[i];
                blockEnd[kept++] = blockEnd[i];
            }
        }
        blocks = kept;
    }

    private boolean hasArrived(long sequence) {
        return sequence - expected < arrived.length * 64L && (arrived[word(sequence)] & (1L << sequence)) != 0;
    }

    private int word(long sequence) {
        return (int) (sequence >>> 6) & (arrived.length - 1);
    }

    private void growTo(long sequence) {
        long[] old = arrived;
        int words = old.length;
        while (sequence - expected >= (words - 1) * 64L) {
            words *= 2;
        }
        arrived = new long[words];
        for (long s = expected; s <= highest; s++) {
            if ((old[(int) (s >>> 6) & (old.length - 1)] & (1L << s)) != 0) {
                arrived[word(s)] |= 1L << s;
            }
        }
    }
}
