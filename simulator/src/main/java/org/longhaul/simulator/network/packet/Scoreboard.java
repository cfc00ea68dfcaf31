package org.longhaul.simulator.network.packet;

import java.util.Arrays;

/**
 * What a sender knows of each packet between the first unacknowledged and the next to send: when it was sent, what
 * became of it, and what the connection had delivered by then. Rings over sequence numbers, and a list of the packets
 * under way by time of transmission.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6675">RFC 6675, section 3, for the pipe that the counts give</a>
 */
final class Scoreboard {

    static final byte SACKED = 1;
    static final byte LOST = 2;

    /** Sent again, and that transmission not known to be lost. */
    static final byte RETRANSMITTED = 4;

    /** Sent again at some time. */
    static final byte EVER_RETRANSMITTED = 8;

    static final byte APPLICATION_LIMITED = 16;

    static final byte ENDS_TRANSFER = 32;

    /** The last of several packets that were handed over at once. */
    static final byte ENDS_BURST = 64;

    private static final int END = -1;
    private static final int UNLISTED = -2;

    private int mask = 63;
    byte[] flags = new byte[64];
    int[] payloadBytes = new int[64];
    long[] sentNanos = new long[64];
    // State of the delivery-rate estimator when the packet was sent.
    long[] firstSentNanos = new long[64];
    long[] deliveredNanos = new long[64];
    long[] delivered = new long[64];
    private int[] earlier = new int[64];
    private int[] later = new int[64];
    private int first = END;
    private int last = END;

    long unacknowledged;
    long next;
    int sackedOut;
    int lostOut;
    int retransmittedOut;
    /** No lost packet that was not sent again lies below. */
    private long retransmissionHint;

    private final long[] knownStart = new long[Packet.MOST_BLOCKS];
    private final long[] knownEnd = new long[Packet.MOST_BLOCKS];
    private int known;

    Scoreboard() {
        Arrays.fill(earlier, UNLISTED);
    }

    int slot(long sequence) {
        return (int) sequence & mask;
    }

    int packetsOut() {
        return (int) (next - unacknowledged);
    }

    /** Packets in the network as far as is known (the pipe). */
    int inFlight() {
        return packetsOut() - sackedOut - lostOut + retransmittedOut;
    }

    boolean is(int slot, int flag) {
        return (flags[slot] & flag) != 0;
    }

    /** Adds the next packet; the caller fills in the slot's figures. */
    int append(long nowNanos, int payload) {
        if (next - unacknowledged > mask) {
            grow();
        }
        int slot = slot(next++);
        flags[slot] = 0;
        payloadBytes[slot] = payload;
        sentNanos[slot] = nowNanos;
        earlier[slot] = UNLISTED;
        list(slot);
        return slot;
    }

    void retransmitted(long sequence, long nowNanos) {
        int slot = slot(sequence);
        if (!is(slot, RETRANSMITTED)) {
            retransmittedOut++;
        }
        flags[slot] |= RETRANSMITTED | EVER_RETRANSMITTED;
        sentNanos[slot] = nowNanos;
        unlist(slot);
        list(slot);
    }

    /** Holds a packet for lost; what was sent again counts as lost once more. */
    void markLost(long sequence) {
        int slot = slot(sequence);
        if (is(slot, SACKED)) {
            return;
        }
        if (is(slot, RETRANSMITTED)) {
            flags[slot] &= ~RETRANSMITTED;
            retransmittedOut--;
        }
        if (!is(slot, LOST)) {
            flags[slot] |= LOST;
            lostOut++;
        }
        unlist(slot);
        retransmissionHint = Math.min(retransmissionHint, sequence);
    }

    /** Takes a packet that reached the receiver off the counts; it stays in the ring until acknowledged in order. */
    void sacked(int slot) {
        leave(slot);
        flags[slot] |= SACKED;
        sackedOut++;
    }

    /** Takes the first unacknowledged packet off the ring. */
    void removeFirst() {
        int slot = slot(unacknowledged);
        if (is(slot, SACKED)) {
            sackedOut--;
        } else {
            leave(slot);
        }
        unacknowledged++;
        if (retransmissionHint < unacknowledged) {
            retransmissionHint = unacknowledged;
        }
    }

    private void leave(int slot) {
        if (is(slot, LOST)) {
            lostOut--;
        }
        if (is(slot, RETRANSMITTED)) {
            retransmittedOut--;
        }
        flags[slot] &= ~(LOST | RETRANSMITTED);
        unlist(slot);
    }

    /** The lowest lost packet that was not sent again, or -1. */
    long nextLost() {
        if (retransmittedOut >= lostOut) {
            return -1;
        }
        for (long sequence = Math.max(retransmissionHint, unacknowledged); sequence < next; sequence++) {
            if ((flags[slot(sequence)] & (LOST | RETRANSMITTED)) == LOST) {
                retransmissionHint = sequence;
                return sequence;
            }
        }
        retransmissionHint = next;
        return -1;
    }

    /** Slot of the packet that was sent longest ago and is neither acknowledged nor held for lost, or -1. */
    int oldest() {
        return first;
    }

    /** Slot of the packet sent after the one in a slot, or -1. */
    int later(int slot) {
        return later[slot];
    }

    /** The sequence number of a slot in use. */
    long sequence(int slot) {
        return unacknowledged + ((slot - slot(unacknowledged)) & mask);
    }

    /** Whether a range was reported by the acknowledgement before; then its packets are marked already. */
    long knownUpTo(long start, long end) {
        for (int i = 0; i < known; i++) {
            if (knownStart[i] <= start && start < knownEnd[i]) {
                return Math.min(end, knownEnd[i]);
            }
        }
        return start;
    }

    /** The end of the unknown part of [start, end): where a range reported before begins, if it reaches to the end. */
    long unknownUpTo(long start, long end) {
        for (int i = 0; i < known; i++) {
            if (knownStart[i] > start && knownStart[i] < end && knownEnd[i] >= end) {
                return knownStart[i];
            }
        }
        return end;
    }

    void remember(Packet acknowledgement) {
        known = acknowledgement.blocks;
        System.arraycopy(acknowledgement.blockStart, 0, knownStart, 0, known);
        System.arraycopy(acknowledgement.blockEnd, 0, knownEnd, 0, known);
    }

    private void list(int slot) {
        earlier[slot] = last;
        later[slot] = END;
        if (last == END) {
            first = slot;
        } else {
            later[last] = slot;
        }
        last = slot;
    }

    private void unlist(int slot) {
        int before = earlier[slot];
        if (before == UNLISTED) {
            return;
        }
        int after = later[slot];
        if (before == END) {
            first = after;
        } else {
            later[before] = after;
        }
        if (after == END) {
            last = before;
        } else {
            earlier[after] = before;
        }
        earlier[slot] = UNLISTED;
    }

    private void grow() {
        int oldMask = mask;
        int size = (mask + 1) * 2;
        mask = size - 1;
        flags = spread(flags, new byte[size], oldMask);
        payloadBytes = spread(payloadBytes, new int[size], oldMask);
        sentNanos = spread(sentNanos, new long[size], oldMask);
        firstSentNanos = spread(firstSentNanos, new long[size], oldMask);
        deliveredNanos = spread(deliveredNanos, new long[size], oldMask);
        delivered = spread(delivered, new long[size], oldMask);
        int[] oldLater = later;
        int walk = first;
        earlier = new int[size];
        later = new int[size];
        Arrays.fill(earlier, UNLISTED);
        first = END;
        last = END;
        while (walk != END) {
            long sequence = unacknowledged + ((walk - ((int) unacknowledged & oldMask)) & oldMask);
            list(slot(sequence));
            walk = oldLater[walk];
        }
    }

    private <A> A spread(A from, A to, int oldMask) {
        // Both halves get a copy; each sequence number finds its own in the half that its next bit selects.
        System.arraycopy(from, 0, to, 0, oldMask + 1);
        System.arraycopy(from, 0, to, oldMask + 1, oldMask + 1);
        return to;
    }
}
