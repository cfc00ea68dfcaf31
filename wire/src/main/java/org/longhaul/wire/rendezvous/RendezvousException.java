package org.longhaul.wire.rendezvous;

import java.io.IOException;

/** What was asked of the rendezvous cannot be had; the message says why. */
public final class RendezvousException extends IOException {
    private static final long serialVersionUID = 1L;

    RendezvousException(String message) {
        super(message);
    }

    RendezvousException(String message, Throwable cause) {
        super(message, cause);
    }
}
