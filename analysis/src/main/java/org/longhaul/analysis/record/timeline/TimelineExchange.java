package org.longhaul.analysis.record.timeline;

import org.longhaul.analysis.record.network.Volume;

/**
 * An exchange that a window of a time line shows; times are those of the whole exchange, also where the window cuts it.
 *
 * @param step the step that began it, counted from 1
 * @param label what was exchanged, for instance {@code "parameters"}
 * @param pattern what it does with it, for instance {@code "all-reduce"}
 * @param collective id of the algorithm that ran
 * @param members how many workers took part
 * @param workers their numbers, in ranges: {@code "0-3, 8"}
 * @param each what it came to for each member
 * @param lastWorker the worker that arrived last
 * @param firstArrivalNanos when the first member was ready
 * @param lastArrivalNanos when the last member was ready
 * @param startNanos when the first byte could leave, after queueing behind exchanges of the same group
 * @param endNanos when the last member's part was done
 */
public record TimelineExchange(
        long step,
        String label,
        String pattern,
        String collective,
        int members,
        String workers,
        Volume each,
        int lastWorker,
        long firstArrivalNanos,
        long lastArrivalNanos,
        long startNanos,
        long endNanos) {

    /** Checks the order of the times. */
    public TimelineExchange {
        if (firstArrivalNanos < 0
                || lastArrivalNanos < firstArrivalNanos
                || startNanos < lastArrivalNanos
                || endNanos < startNanos) {
            throw new IllegalArgumentException("The exchange '" + label + "' of step " + step
                    + " must come to its first arrival, last arrival, start and end in this order, found "
                    + firstArrivalNanos + ", " + lastArrivalNanos + ", " + startNanos + " and " + endNanos + " ns.");
        }
    }
}
