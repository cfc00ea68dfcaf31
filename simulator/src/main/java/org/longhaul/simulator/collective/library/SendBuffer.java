package org.longhaul.simulator.collective.library;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.DataSize;

/** The setting {@code sendBuffer} that libraries share. */
final class SendBuffer {
    private SendBuffer() {}

    /** What it means. */
    static final String MEANING =
            "what the send buffer of a connection's socket holds: a send is over when all but so much is acknowledged;"
                    + " absent: as network.hosts has it, else 64 MiB; 0 B: a send is over when it has arrived. One below the"
                    + " window of the network model bounds that too";

    /** What Linux gives at least (socket(7): SO_SNDBUF), and about as much as an int of bytes can ask for. */
    private static final long LEAST = 1L << 11;

    private static final long MOST = 1L << 31;

    /** Refuses what no socket has. */
    static void check(@Nullable DataSize stated) {
        if (stated != null && stated.bytes() != 0 && (stated.bytes() < LEAST || stated.bytes() > MOST)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "sendBuffer (%s) must be 0 B or lie in [2 KiB, 2 GiB].", stated));
        }
    }

    /** Bytes of the one that is stated, else of the hosts'. */
    static long bytes(@Nullable DataSize stated, DataSize ofHosts) {
        return Objects.requireNonNullElse(stated, ofHosts).bytes();
    }
}
