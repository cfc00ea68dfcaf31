package org.longhaul.training.communicate;

import java.util.List;

/**
 * What a method asks the network at the end of a round: who has come with its work? Those who are known to be lost are not waited
 * for; who is late for a deadline is not either. Whoever has not come has lost what it did in the round.
 *
 * @param members workers that have computed, ascending
 * @param quorum how many workers, members or not, must be there to go on, at least 1
 * @param heartbeatNanos from heartbeat to heartbeat
 * @param timeoutNanos without a heartbeat after which a worker is known to be lost
 * @param deadlineNanos simulated time after which nobody is waited for; {@link Long#MAX_VALUE} for none
 * @param sinceStepsAgo from the beginning of which step on it counts: 0 for the present one; what is lost was done since then
 * @param sendsAllBack whether everybody loses what it did since then if one of the members does not come
 * @param server rank of the server, which must be reached and is waited for; {@link #NO_SERVER} if there is none
 */
public record RollCall(
        List<Integer> members,
        int quorum,
        long heartbeatNanos,
        long timeoutNanos,
        long deadlineNanos,
        int sinceStepsAgo,
        boolean sendsAllBack,
        int server) {
    /** Nobody is a server. */
    public static final int NO_SERVER = -1;

    public RollCall {
        members = List.copyOf(members);
    }
}
