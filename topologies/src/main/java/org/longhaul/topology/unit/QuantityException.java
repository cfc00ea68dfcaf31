package org.longhaul.topology.unit;

/** A text that is not a quantity of the expected kind; the message names the text, the rule and the likely spelling. */
public final class QuantityException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with the whole message that a user will read. */
    public QuantityException(String message) {
        super(message);
    }
}
