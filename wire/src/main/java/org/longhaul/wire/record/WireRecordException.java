package org.longhaul.wire.record;

/** A file of a wire run is not as this program writes it; the message names the file, the line and what was found. */
public final class WireRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WireRecordException(String message) {
        super(message);
    }

    WireRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
