package org.longhaul.simulator.workload;

import java.time.Duration;
import java.util.List;
import org.longhaul.topology.unit.Durations;

/**
 * The end of a step at which some workers are waited for, and those that are lost are not: what comes next depends on who has
 * come there with what it computed.
 *
 * <p>Every worker sends a heartbeat at each multiple of a period. It is lost since its node crashed, or since no path leads from it
 * to the server, or to the lowest worker that is up where there is none, and known to be so when no heartbeat was heard for a time-out, or earlier when it is up again:
 * what it held is gone. The muster is over as soon as nobody is waited for any more and so many workers are up and reachable as the
 * quorum asks for. Whoever has not come by then gives up what it is at.
 *
 * @param workers those that are waited for, ascending
 * @param quorum how many workers, waited for or not, must be there to go on, at least 1
 * @param heartbeatNanos from heartbeat to heartbeat
 * @param timeoutNanos without a heartbeat after which a worker is known to be lost, above {@code heartbeatNanos}
 * @param deadlineNanos time after which nobody is waited for; {@value Gathering#NONE} for none
 * @param sinceStepsAgo from the begin of which step on it counts: 0 for this one; who does not come has computed in vain since then
 * @param sendsAllBack whether all lose what they have computed since then if one of these does not come
 * @param server who is no member, must be reached, and holds what it has while it is down; {@value #NO_SERVER} if nobody
 */
public record Muster(
        List<Integer> workers,
        int quorum,
        long heartbeatNanos,
        long timeoutNanos,
        long deadlineNanos,
        int sinceStepsAgo,
        boolean sendsAllBack,
        int server) {
    /** Nobody is a server. */
    public static final int NO_SERVER = -1;

    /** Without a server; who does not come loses what it has computed, and no other does. */
    public Muster(
            List<Integer> workers,
            int quorum,
            long heartbeatNanos,
            long timeoutNanos,
            long deadlineNanos,
            int sinceStepsAgo) {
        this(workers, quorum, heartbeatNanos, timeoutNanos, deadlineNanos, sinceStepsAgo, false, NO_SERVER);
    }

    public Muster {
        workers = List.copyOf(workers);
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum (" + quorum + ") must be at least 1.");
        }
        if (heartbeatNanos < 1 || timeoutNanos <= heartbeatNanos || deadlineNanos <= timeoutNanos) {
            throw new IllegalArgumentException("0 < heartbeat (" + shown(heartbeatNanos) + ") < timeout ("
                    + shown(timeoutNanos) + ") < deadline (" + shown(deadlineNanos) + ") must hold.");
        }
        if (sinceStepsAgo < 0) {
            throw new IllegalArgumentException("sinceStepsAgo (" + sinceStepsAgo + ") must not be negative.");
        }
    }

    private static String shown(long nanos) {
        return nanos == Gathering.NONE ? "none" : Durations.shown(Duration.ofNanos(nanos));
    }

    /** When a worker that was lost at a time is known to be, unless it is back before. */
    public long detectedNanos(long lostNanos) {
        return lostNanos / heartbeatNanos * heartbeatNanos + timeoutNanos;
    }
}
