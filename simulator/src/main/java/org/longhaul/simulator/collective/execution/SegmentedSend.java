package org.longhaul.simulator.collective.execution;

import java.util.ArrayList;
import java.util.List;

/** A transfer of a plan that is carried out segment by segment. */
final class SegmentedSend {

    final int target;
    final long bytes;
    private final long start;
    private final long vectorBytes;
    /** What must have arrived before, of each source the last that has these bytes. */
    private final List<SegmentedSend> needs = new ArrayList<>(1);
    /** Pairs whose next segment waits for more of this one. */
    private List<SegmentLine> waiting = new ArrayList<>(1);

    int segments = 1;
    /** Of all segments. */
    long headerBytes;

    private int arrived;

    /**
     * A transfer.
     *
     * @param start its first byte in the vector, from where it may go on beyond the end at the beginning
     */
    SegmentedSend(int target, long start, long bytes, long vectorBytes) {
        this.target = target;
        this.start = start;
        this.bytes = bytes;
        this.vectorBytes = vectorBytes;
    }

    void needs(SegmentedSend other) {
        needs.add(other);
    }

    boolean overlaps(SegmentedSend later) {
        return neededFor(later.start, later.bytes) > 0;
    }

    boolean covers(SegmentedSend later) {
        return Math.floorMod(later.start - start, vectorBytes) + later.bytes <= bytes;
    }

    /** Bytes of this transfer, from its first on, that hold all it has of a cyclic range. */
    private long neededFor(long from, long count) {
        long shift = Math.floorMod(from - start, vectorBytes);
        long needed = shift < bytes && count > 0 ? Math.min(bytes, shift + count) : 0;
        return Math.max(needed, Math.min(bytes, shift + count - vectorBytes));
    }

    /** Where a segment ends, bytes from the first. */
    private long end(int segment) {
        long each = bytes / segments;
        return each * (segment + 1) + bytes % segments * (segment + 1) / segments;
    }

    long segmentBytes(int segment) {
        return end(segment) - end(segment - 1);
    }

    /** What the sender adds to a segment. */
    long headerBytes(int segment) {
        return headerBytes * (segment + 1) / segments - headerBytes * segment / segments;
    }

    /** Whether all is there that a segment is made of; if not, the line is told when there is more. */
    boolean isReady(int segment, SegmentLine line) {
        long from = start + end(segment - 1);
        for (SegmentedSend need : needs) {
            if (need.end(need.arrived - 1) < need.neededFor(from, segmentBytes(segment))) {
                need.waiting.add(line);
                return false;
            }
        }
        return true;
    }

    /** The next segment is there: returns the lines that waited for it. */
    List<SegmentLine> segmentArrived() {
        arrived++;
        List<SegmentLine> told = waiting;
        waiting = new ArrayList<>(1);
        return told;
    }
}
