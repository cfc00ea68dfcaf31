package org.longhaul.wire.probe;

import java.io.IOException;
import java.net.Socket;

/** Opens connections between the members of a run, which nobody else can open. Safe for use by many threads. */
public interface MemberConnections {
    /** The own rank. */
    int rank();

    /** The number of members, with the own. */
    int size();

    /**
     * Returns a fresh connection to another member, which calls this for the own rank as often: the first calls of both belong
     * together, and so on. Both ends have proven that they belong to the run; neither has sent anything beyond that.
     *
     * @throws IOException if the other cannot be reached, or does not prove it
     */
    Socket connect(int peer) throws IOException;
}
