package org.longhaul.analysis.record.timeline;

/** What a worker does during a span of the time line. */
public enum SpanCategory {
    /** Forward, backward or update. */
    COMPUTE,
    /** Its own part of an exchange that no compute hides. */
    EXPOSED_COMMUNICATION,
    /** Waiting for another worker. */
    WAITING,
    /** Nothing to do. */
    IDLE,
    /** An exchange in progress, whether compute hides it or not; runs beside the worker's other spans. */
    EXCHANGE
}
