package org.longhaul.simulator.network.packet;

import org.jspecify.annotations.Nullable;

/** A growing ring of packets, first in, first out. */
final class PacketFifo {

    private @Nullable Packet[] ring = new @Nullable Packet[16];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Packet packet) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) & (ring.length - 1)] = packet;
    }

    @Nullable
    Packet peek() {
        return size == 0 ? null : ring[head];
    }

    @Nullable
    Packet peekLast() {
        return size == 0 ? null : ring[(head + size - 1) & (ring.length - 1)];
    }

    @Nullable
    Packet poll() {
        if (size == 0) {
            return null;
        }
        Packet packet = ring[head];
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return packet;
    }

    /** Takes the packet that was added last. */
    @Nullable
    Packet pollLast() {
        if (size == 0) {
            return null;
        }
        int slot = (head + --size) & (ring.length - 1);
        Packet packet = ring[slot];
        ring[slot] = null;
        return packet;
    }

    private void grow() {
        @Nullable Packet[] larger = new @Nullable Packet[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[(head + i) & (ring.length - 1)];
        }
        ring = larger;
        head = 0;
    }
}
