package org.longhaul.simulator.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Keeps the spans of a window of simulated time, and at most a given number of them, so that long runs stay small.
 * Spans that reach beyond the window are kept whole. Not thread-safe.
 */
public final class BoundedTimeline implements TimelineSink {

    private final long fromNanos;
    private final long untilNanos;
    private final int maxSpans;
    private final List<Span> spans = new ArrayList<>();
    private long dropped;

    /**
     * A window of time.
     *
     * @param fromNanos spans that end at or before this time are dropped
     * @param untilNanos spans that start at or after this time are dropped
     * @param maxSpans number of spans to keep, the earliest
     */
    public BoundedTimeline(long fromNanos, long untilNanos, int maxSpans) {
        if (fromNanos < 0 || untilNanos <= fromNanos) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "timeline window (%d ns to %d ns) must be forward in time", fromNanos, untilNanos));
        }
        if (maxSpans < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "maxSpans (%d) must be at least 1", maxSpans));
        }
        this.fromNanos = fromNanos;
        this.untilNanos = untilNanos;
        this.maxSpans = maxSpans;
    }

    /** The first spans of a run. */
    public static BoundedTimeline firstSpans(int maxSpans) {
        return new BoundedTimeline(0, Long.MAX_VALUE, maxSpans);
    }

    @Override
    public boolean accepts(long startNanos) {
        return startNanos < untilNanos && spans.size() < maxSpans;
    }

    @Override
    public void span(Span span) {
        if (!accepts(span.startNanos()) || (span.endNanos() <= fromNanos && fromNanos > 0)) {
            dropped++;
            return;
        }
        spans.add(span);
    }

    /** The kept spans, in order of arrival. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Whether it holds as many spans as it may, so that later ones of the window may be missing. */
    public boolean isFull() {
        return spans.size() >= maxSpans;
    }

    /** How many spans were offered and not kept; repeated steps beyond the window are not offered. */
    public long dropped() {
        return dropped;
    }
}
