package org.longhaul.simulator.collective.execution;

import java.util.ArrayList;
import java.util.List;

/** What one participant sends to another in the course of a plan, in order. */
final class SegmentLine {

    final int source;
    final int target;
    final List<SegmentedSend> sends = new ArrayList<>();

    private int next;
    private int segment;
    /** Segments for which the receiver has not told yet that it has room. */
    long unposted;
    /** Segments for which it has, and which were not begun. */
    long room;
    /** Bytes. */
    long largestSegment;

    SegmentLine(int source, int target) {
        this.source = source;
        this.target = target;
    }

    boolean hasMore() {
        return next < sends.size();
    }

    SegmentedSend next() {
        return sends.get(next);
    }

    int segment() {
        return segment;
    }

    void begun() {
        if (++segment == next().segments) {
            segment = 0;
            next++;
        }
    }
}
