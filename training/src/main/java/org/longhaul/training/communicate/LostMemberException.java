package org.longhaul.training.communicate;

/** Says that a member of an exchange between processes is no longer there, or has not answered in time. */
public final class LostMemberException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * For one exchange.
     *
     * @param message who waited for whom, as far as it is known, and for how long
     * @param cause what the transport said
     */
    public LostMemberException(String message, Throwable cause) {
        super(message, cause);
    }
}
