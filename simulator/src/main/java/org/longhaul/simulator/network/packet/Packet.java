package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;

/** An IP packet under way; taken from and given back to the {@link PacketPool}. */
final class Packet {

    static final byte DATA = 0;
    static final byte ACKNOWLEDGEMENT = 1;
    static final byte SYN = 2;
    static final byte SYN_ACKNOWLEDGEMENT = 3;

    /** Most ranges that fit beside the timestamp option. */
    static final int MOST_BLOCKS = 3;

    @Nullable
    TcpConnection connection;

    /** The queues that it passes, and the position of the one that it is in. */
    OutputQueue[] path = OutputQueue.NO_PATH;

    int hop;
    byte kind;
    int wireBytes;

    /** Payload of a data packet, bytes. */
    int payloadBytes;

    /** Sequence number of a data packet; the next expected one in an acknowledgement. Counted in packets. */
    long sequence;

    /** When a data packet was sent; in an acknowledgement the time stamp that it echoes. */
    long timestampNanos;

    /** Whether a data packet ends a transfer or a burst, so that it is acknowledged at once. */
    boolean push;

    /** Whether an acknowledgement answers data that had arrived before. */
    boolean duplicate;

    /** Selectively acknowledged ranges: block i is [blockStart[i], blockEnd[i]). */
    final long[] blockStart = new long[MOST_BLOCKS];

    final long[] blockEnd = new long[MOST_BLOCKS];
    int blocks;

    /** When it joined the queue that it is in. */
    long enqueuedNanos;

    /** When it reaches the far end of the link that it is on. */
    long arrivalNanos;

    /** Whether the wire loses it. */
    boolean lost;

    @Nullable
    Packet nextFree;
}
