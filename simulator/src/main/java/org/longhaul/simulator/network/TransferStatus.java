package org.longhaul.simulator.network;

import org.longhaul.topology.unit.Durations;

/**
 * Where a running transfer stands; a run that cannot end is explained by these.
 *
 * @param source id of the sending node
 * @param target id of the receiving node
 * @param channel the connection of the pair
 * @param bytes payload of the transfer, bytes
 * @param deliveredBytes how much of it has been carried
 * @param startNanos when it was started, nanoseconds since the start of the run
 * @param waitingFor what bounds its progress now, in words: a link's share, its window, set-up, an earlier transfer, …
 */
public record TransferStatus(
        String source,
        String target,
        int channel,
        long bytes,
        long deliveredBytes,
        long startNanos,
        String waitingFor) {

    @Override
    public String toString() {
        return source + " -> " + target + " (channel " + channel + "): " + deliveredBytes + " of " + bytes
                + " bytes since " + Durations.formatNanos(startNanos) + ", waits for " + waitingFor;
    }
}
