package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;

/** Packets for reuse, so that none is allocated once the most that were ever under way exist. */
final class PacketPool {

    private static final int BLOCK_OPTION_BYTES = 4;
    private static final int BLOCK_BYTES = 8;

    private @Nullable Packet free;
    private long inUse;

    Packet take(TcpConnection connection, byte kind, OutputQueue[] path, int wireBytes) {
        Packet packet = free;
        if (packet == null) {
            packet = new Packet();
        } else {
            free = packet.nextFree;
            packet.nextFree = null;
        }
        inUse++;
        packet.connection = connection;
        packet.kind = kind;
        packet.path = path;
        packet.hop = 0;
        packet.wireBytes = wireBytes;
        packet.blocks = 0;
        packet.lost = false;
        packet.duplicate = false;
        packet.push = false;
        packet.payloadBytes = 0;
        return packet;
    }

    /** A packet of data that sets out. */
    Packet data(TcpConnection connection, int payload) {
        Packet packet = take(connection, Packet.DATA, connection.forward, payload + PacketNetwork.HEADER_BYTES);
        packet.payloadBytes = payload;
        return packet;
    }

    /** An acknowledgement that sets out, with room for a number of selective ranges. */
    Packet acknowledgement(TcpConnection connection, int blocks) {
        int shown = Math.min(blocks, Packet.MOST_BLOCKS);
        int option = shown == 0 ? 0 : BLOCK_OPTION_BYTES + shown * BLOCK_BYTES;
        return take(connection, Packet.ACKNOWLEDGEMENT, connection.backward, PacketNetwork.HEADER_BYTES + option);
    }

    void give(Packet packet) {
        inUse--;
        packet.connection = null;
        packet.nextFree = free;
        free = packet;
    }

    /** Packets that are queued or on a wire. */
    long inUse() {
        return inUse;
    }
}
