package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;

/** Packets for reuse, so that none is allocated once the most that were ever under way exist. */
final class PacketPool {

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
