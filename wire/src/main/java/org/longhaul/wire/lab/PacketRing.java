package org.longhaul.wire.lab;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Packets under way, in order, in memory of their own: one thread puts in, another takes out, and neither allocates.
 *
 * <p>A record is the time at which its packet is due, its length, and its bytes; records begin at multiples of 16 and never
 * wrap around: one that would is preceded by a mark that leads to the beginning.
 */
final class PacketRing {
    /** The longest packet: an Ethernet frame of 1500 bytes of payload, with room to spare. */
    static final int LONGEST = 2032;

    /** The most bytes of packets with their headers. */
    static final long MOST_BYTES = (1L << 31) - (1L << 16);

    private static final int HEADER = 16;
    private static final int LENGTH_AT = 8;
    private static final int TO_THE_BEGINNING = -1;
    private static final int ALIGNMENT = 16;

    private final int capacity;
    private final ByteBuffer memory;
    private final long address;
    /** Bytes ever put in and taken out, with what was skipped at the end of the memory. */
    private final AtomicLong put = new AtomicLong();

    private final AtomicLong taken = new AtomicLong();

    /** Where the record under way begins; of the thread that puts in. */
    private int slot;

    private int skipped;

    /** @param bytes of packets with their headers, at least 4 of the longest */
    PacketRing(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a ring of " + bytes + " bytes; allowed: " + MOST_BYTES);
        }
        this.capacity = aligned((int) Math.max(bytes, 4L * (HEADER + LONGEST)));
        this.memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
        this.address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    }

    /** Address of room for one packet of at most {@link #LONGEST} bytes; 0 where there is none. */
    long room() {
        long written = put.getPlain();
        int at = (int) (written % capacity);
        skipped = capacity - at < HEADER + LONGEST ? capacity - at : 0;
        slot = skipped > 0 ? 0 : at;
        long used = written - taken.get();
        return used + skipped + HEADER + LONGEST > capacity ? 0 : address + slot + HEADER;
    }

    /** Puts in what was written to the {@link #room()}. */
    void put(int length, long due) {
        long written = put.getPlain();
        if (skipped > 0) {
            memory.putInt(capacity - skipped + LENGTH_AT, TO_THE_BEGINNING);
        }
        memory.putLong(slot, due);
        memory.putInt(slot + LENGTH_AT, length);
        put.set(written + skipped + aligned(HEADER + length));
    }

    boolean isEmpty() {
        return put.get() == taken.getPlain();
    }

    /** When the first packet is due; there must be one. */
    long due() {
        return memory.getLong(first());
    }

    int length() {
        return memory.getInt(first() + LENGTH_AT);
    }

    /** Address of the first packet's bytes. */
    long packet() {
        return address + first() + HEADER;
    }

    /** Takes the first packet out. */
    void take() {
        int first = first();
        taken.set(taken.getPlain() + aligned(HEADER + memory.getInt(first + LENGTH_AT)));
    }

    private int first() {
        long read = taken.getPlain();
        int at = (int) (read % capacity);
        if (memory.getInt(at + LENGTH_AT) != TO_THE_BEGINNING) {
            return at;
        }
        taken.set(read + capacity - at);
        return 0;
    }

    private static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
