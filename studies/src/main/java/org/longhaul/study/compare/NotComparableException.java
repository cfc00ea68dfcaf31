package org.longhaul.study.compare;

/** Results that say nothing about each other; the message has the reason and what would do. */
public final class NotComparableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotComparableException(String message) {
        super(message);
    }
}
