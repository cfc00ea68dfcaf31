package org.longhaul.scenario.command.shared;

/** What the user asked for cannot be done; the message says why and what would be right. */
public final class WrongInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongInputException(String message) {
        super(message);
    }

    public WrongInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
