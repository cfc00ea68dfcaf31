package org.longhaul.wire.record;

import java.util.List;

/** The forms of the lines after the header, which are told by their first key. */
final class RecordLine {
    private RecordLine() {}

    /** A name that spans have by its place among the names of the session. */
    record OfName(SpanName name) {}

    /**
     * A step.
     *
     * @param spans each {@code [name, nanoseconds]}, and of exchanges {@code [name, nanoseconds, exchange, bytes, stepsAgo]}
     */
    record OfStep(long step, long begin, long end, double loss, List<long[]> spans) {}

    /** An evaluation. */
    record OfEvaluation(WireEvaluation evaluation) {}

    /** The kernel's counters. */
    record OfBytes(ByteSample bytes) {}

    /** The process did nothing. */
    record OfStall(WireStall stalled) {}

    /** How it ended. */
    record OfEnd(WireEnd ended) {}
}
