package org.longhaul.extension;

import java.security.CodeSource;

/** An implementation on the class path cannot be used; the message says which and why. */
public final class ExtensionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ExtensionException(String message, Throwable cause) {
        super(message, cause);
    }

    private ExtensionException(String message) {
        super(message);
    }

    /** Two implementations have the same id. */
    public static ExtensionException sameId(String noun, String id, Class<?> earlier, Class<?> later) {
        return new ExtensionException("two implementations of " + noun + " have the id '" + id + "': "
                + place(earlier) + " and " + place(later)
                + "\nGive one of them another id, or take its jar off the class path.");
    }

    /** One does not say what it is. */
    static ExtensionException notDescribed(Class<?> extension, String why) {
        return new ExtensionException(extension.getName() + " " + why + ".");
    }

    /** One cannot be loaded. */
    static ExtensionException notLoaded(String noun, Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return new ExtensionException(
                "an implementation of " + noun + " on the class path cannot be loaded: " + error.getMessage()
                        + (cause == error ? "" : " (" + cause + ")")
                        + "\nMaybe its jar was built for another version of Longhaul, or a library that it needs"
                        + " is not beside it.",
                error);
    }

    /** The class and where it was loaded from. */
    private static String place(Class<?> extension) {
        CodeSource source = extension.getProtectionDomain().getCodeSource();
        return extension.getName()
                + (source == null ? "" : " in " + source.getLocation().getPath());
    }
}
