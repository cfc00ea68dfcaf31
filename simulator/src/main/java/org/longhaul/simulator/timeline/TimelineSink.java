package org.longhaul.simulator.timeline;

/** Receives the spans of a run. Spans of one worker and track arrive in order of their ends. */
public interface TimelineSink {

    /** Keeps nothing. */
    TimelineSink NONE = new TimelineSink() {
        @Override
        public boolean accepts(long startNanos) {
            return false;
        }

        @Override
        public void span(Span span) {}
    };

    /**
     * Whether any span that starts at this time or later would be kept; once false it stays false for all later times.
     */
    boolean accepts(long startNanos);

    /** Takes a span. */
    void span(Span span);
}
