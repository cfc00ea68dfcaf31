package org.longhaul.analysis.record;

/** A stored run that cannot be read: the message names the file, the place and what is wrong. */
public final class RunRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with its full message. */
    public RunRecordException(String message) {
        super(message);
    }

    /** Creates the exception with its full message and what led to it. */
    public RunRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
