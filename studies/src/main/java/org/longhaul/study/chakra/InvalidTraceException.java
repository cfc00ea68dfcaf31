package org.longhaul.study.chakra;

/** What was given is no trace that can come here, or none that can go out; the message says which file and node, and why. */
public final class InvalidTraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidTraceException(String message) {
        super(message);
    }
}
