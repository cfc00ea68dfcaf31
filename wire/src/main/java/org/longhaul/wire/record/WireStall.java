package org.longhaul.wire.record;

/**
 * A time in which a member's process did nothing at all: it was stopped, or its machine slept.
 *
 * @param beginNanos when it was last seen to run, by the member's clock
 * @param endNanos when it ran again
 */
public record WireStall(long beginNanos, long endNanos) {

    /** What it has in common with another time. */
    public long within(long begin, long end) {
        return Math.max(0, Math.min(end, endNanos) - Math.max(begin, beginNanos));
    }
}
