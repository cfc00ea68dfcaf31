package org.longhaul.scenario.file;

/** An implementation on the class path, usually from a jar of the user's, cannot be used; the message says why. */
public final class ExtensionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExtensionException(String message) {
        super(message);
    }

    ExtensionException(String message, Throwable cause) {
        super(message, cause);
    }
}
