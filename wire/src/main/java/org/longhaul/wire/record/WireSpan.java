package org.longhaul.wire.record;

/**
 * A span of a step; spans follow each other without a gap.
 *
 * @param name what was done
 * @param beginNanos begin by the member's clock
 * @param endNanos end
 * @param exchange place of the exchange among those of its step, from 0, equal at all ranks; of an {@link SpanKind#AWAIT} the place
 *     among those of the step that are awaited later; {@value #NONE} of what is no exchange
 * @param bytes of one vector of the exchange as it was encoded; 0 of what is none
 * @param stepsAgo steps since an awaited exchange began; 0 of everything else
 */
public record WireSpan(SpanName name, long beginNanos, long endNanos, int exchange, long bytes, int stepsAgo) {
    /** The exchange of what is none. */
    public static final int NONE = -1;

    /** How long it took. */
    public long nanos() {
        return endNanos - beginNanos;
    }
}
