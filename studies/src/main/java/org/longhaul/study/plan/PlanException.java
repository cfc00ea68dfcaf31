package org.longhaul.study.plan;

/** What is asked cannot be answered: the message says why, and what is allowed. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlanException(String message) {
        super(message);
    }
}
