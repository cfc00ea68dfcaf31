package org.longhaul.wire.projection;

import java.util.List;

/**
 * An exchange as its members had it, by one clock.
 *
 * @param step that began it, by its place among all that were made, from 1: where none was made again that is its number
 * @param index place among the exchanges of the step, those that are awaited later first, as in the simulator
 * @param isAwaitedLater whether its members went on while it travelled: its end is then when they asked for it
 * @param label what was exchanged
 * @param operation what became of it, such as {@code all-reduce}
 * @param members ranks that came to it, in order
 * @param bytes of one vector
 * @param lastMember who came last
 * @param lastArrivalNanos when the last member came
 * @param endNanos when the last member had its result
 */
public record MeasuredExchange(
        long step,
        int index,
        boolean isAwaitedLater,
        String label,
        String operation,
        List<Integer> members,
        long bytes,
        int lastMember,
        long lastArrivalNanos,
        long endNanos) {
    public MeasuredExchange {
        members = List.copyOf(members);
    }

    /** From the last member's coming to the last member's end. */
    public long nanos() {
        return endNanos - lastArrivalNanos;
    }
}
