package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.TransferListener;

/** One transfer over a connection: packets [firstPacket, endPacket), the last of which carries the rest. */
final class PacketTransfer {

    final TcpConnection connection;
    final long bytes;
    final long startNanos;
    final long order;
    final long firstPacket;
    final long endPacket;
    final int lastPayloadBytes;
    final TransferListener done;

    /** The next one on the connection. */
    @Nullable
    PacketTransfer next;

    PacketTransfer(
            TcpConnection connection,
            long bytes,
            int segmentBytes,
            long startNanos,
            long order,
            long firstPacket,
            TransferListener done) {
        this.connection = connection;
        this.bytes = bytes;
        this.startNanos = startNanos;
        this.order = order;
        this.firstPacket = firstPacket;
        long packets = Math.max(1, (bytes + segmentBytes - 1) / segmentBytes);
        this.endPacket = firstPacket + packets;
        this.lastPayloadBytes = (int) (bytes - (packets - 1) * segmentBytes);
        this.done = done;
    }

    /** Payload bytes in the packets before a sequence number. */
    long bytesBefore(long sequence, int segmentBytes) {
        long packets = Math.max(0, Math.min(sequence, endPacket) - firstPacket);
        return Math.min(bytes, packets * segmentBytes);
    }
}
