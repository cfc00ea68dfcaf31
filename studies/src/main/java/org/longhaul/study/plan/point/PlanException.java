package org.longhaul.study.plan.point;

/** What is asked cannot be answered: the message says why, and what is allowed. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PlanException(String message) {
        super(message);
    }
}
