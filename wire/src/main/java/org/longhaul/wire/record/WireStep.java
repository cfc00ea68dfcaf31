package org.longhaul.wire.record;

import java.util.List;

/**
 * A step as one member made it.
 *
 * @param session in which it was made
 * @param step counted from 1
 * @param beginNanos begin by the member's clock
 * @param endNanos end
 * @param loss of the member's own batch; not a number where it trained on none
 * @param spans in order
 */
public record WireStep(int session, long step, long beginNanos, long endNanos, double loss, List<WireSpan> spans) {
    public WireStep {
        spans = List.copyOf(spans);
    }

    /** How long it took. */
    public long nanos() {
        return endNanos - beginNanos;
    }
}
