package org.longhaul.analysis.record.timeline;

import java.util.List;

/**
 * A window of one method's time line: a few steps of the run. What reaches beyond the window is cut at its edges.
 *
 * @param startNanos start of the window: when all workers had done the steps before it
 * @param endNanos end of the window
 * @param firstStep the first step of the window, counted from 1
 * @param lastStep the last step of the window
 * @param complete whether all that happened in the window was kept; else some that happened late in it is missing
 * @param spans what the workers did; those of one worker do not overlap, but for its exchanges
 * @param exchanges what the spans were spent on
 */
public record Timeline(
        long startNanos,
        long endNanos,
        long firstStep,
        long lastStep,
        boolean complete,
        List<TimelineSpan> spans,
        List<TimelineExchange> exchanges) {

    /** Copies the lists and checks that the spans name exchanges of the list. */
    public Timeline {
        spans = List.copyOf(spans);
        exchanges = List.copyOf(exchanges);
        if (firstStep < 1 || lastStep < firstStep) {
            throw new IllegalArgumentException("The window's steps, " + firstStep + " to " + lastStep
                    + ", must be counted from 1 and not end before they start.");
        }
        for (TimelineSpan span : spans) {
            Integer exchange = span.exchange();
            if (exchange != null && exchange >= exchanges.size()) {
                throw new IllegalArgumentException("The span '" + span.label() + "' of worker " + span.worker()
                        + " names exchange " + exchange + " of " + exchanges.size() + ".");
            }
        }
    }
}
