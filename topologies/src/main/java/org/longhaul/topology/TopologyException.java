package org.longhaul.topology;

/** A topology, or a part of one, that breaks a rule; the message names the element, the value and the rule. */
public final class TopologyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with the whole message that a user will read. */
    public TopologyException(String message) {
        super(message);
    }
}
