package org.longhaul.analysis.store;

/** The store could not do what was asked; the message says what, why and what to do. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with its full message and its cause. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Creates the exception with its full message. */
    public StoreException(String message) {
        super(message);
    }
}
