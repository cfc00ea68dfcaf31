package org.longhaul.wire.lab;

/** A laboratory that cannot be built, or not on this machine; the message says what is in the way. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabException(String message) {
        super(message);
    }

    LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
