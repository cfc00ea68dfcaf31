package org.longhaul.wire.run;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.rendezvous.TlsKeys;
import org.longhaul.wire.rendezvous.Token;

/**
 * What one process of a run is.
 *
 * @param rank a worker's, or a server's after them
 * @param rendezvous where the others are found
 * @param tls how the connection to it is encrypted; null for not
 * @param address of this machine at which the others connect; null for the one that leads to the rendezvous
 * @param work folder for what is its own: lines of steps, checkpoints; that of the run unless it hands in
 * @param handsIn whether who started the run cannot read that folder; there is one in it for each run then
 * @param patience for how long the rendezvous may not be there yet
 */
public record WorkerSettings(
        int rank,
        InetSocketAddress rendezvous,
        Token token,
        @Nullable TlsKeys tls,
        @Nullable String address,
        Path work,
        boolean handsIn,
        Duration patience) {}
