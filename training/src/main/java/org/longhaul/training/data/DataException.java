package org.longhaul.training.data;

/** Data that is missing, malformed or too small, with what was found and what is expected. */
public final class DataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }
}
