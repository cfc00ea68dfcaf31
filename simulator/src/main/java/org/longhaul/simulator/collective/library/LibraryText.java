package org.longhaul.simulator.collective.library;

/** Explanations that settings of several libraries share. */
final class LibraryText {
    private LibraryText() {}

    static final String SEND_BUFFER =
            "what the send buffer of a connection's socket holds: a send is over when all but so much is acknowledged;"
                    + " absent: as network.hosts has it, else 64 MiB; 0 B: a send is over when it has arrived. One below the"
                    + " window of the network model bounds that too";
}
