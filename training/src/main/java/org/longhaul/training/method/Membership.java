package org.longhaul.training.method;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;
import org.longhaul.training.communicate.RollCall;

/**
 * Who is a member of a round: workers that crash, come late or miss a deadline are left out of its mean, and take part again from
 * the end of a round on, with the state of one who was there.
 *
 * @param heartbeat from heartbeat to heartbeat of a worker
 * @param timeout without a heartbeat after which it is taken for lost
 * @param minimumWorkers how many must be there at the end of a round to go on
 * @param deadline after which a round goes on without those who are late; null for none
 * @param checkpointPeriod steps from one checkpoint to the next of methods in which a loss sends all back to the last
 */
public record Membership(
        @JsonProperty(defaultValue = "2 s") @JsonPropertyDescription("from heartbeat to heartbeat of a worker")
                Duration heartbeat,
        @JsonProperty(defaultValue = "6 s")
                @JsonPropertyDescription(
                        "time without a heartbeat after which a worker is taken for lost; above heartbeat")
                Duration timeout,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription("workers that must be there at the end of a round to go on; it waits for them")
                int minimumWorkers,
        @Nullable
                @JsonPropertyDescription(
                        "time from the beginning of a round, its exchange included, after which it ends without those who"
                                + " are late; above timeout; default: none")
                Duration deadline,
        @JsonProperty(defaultValue = "100")
                @JsonPropertyDescription(
                        "steps from one checkpoint to the next of methods that exchange in every step, in which the loss of a"
                                + " worker sends all back to the last one")
                long checkpointPeriod) {
    public Membership {
        if (heartbeat.isNegative() || heartbeat.isZero()) {
            throw new IllegalArgumentException("heartbeat (" + shown(heartbeat) + ") must be above 0.");
        }
        if (heartbeat.compareTo(timeout) >= 0) {
            throw new IllegalArgumentException("timeout (" + shown(timeout) + ") must be above heartbeat ("
                    + shown(heartbeat) + "): heartbeat < timeout.");
        }
        if (deadline != null && timeout.compareTo(deadline) >= 0) {
            throw new IllegalArgumentException("deadline (" + shown(deadline) + ") must be above timeout ("
                    + shown(timeout) + "), so that who is lost is known first: timeout < deadline.");
        }
        Require.atLeast("minimumWorkers", minimumWorkers, 1);
        Require.period("checkpointPeriod", checkpointPeriod);
    }

    private static String shown(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /**
     * The roll call at the end of a round.
     *
     * @param stepsAgo steps since its first
     */
    public RollCall call(List<Integer> members, long stepsAgo) {
        return call(members, deadline, stepsAgo, false, RollCall.NO_SERVER);
    }

    /**
     * The roll call at the end of a round of some clients of a server.
     *
     * @param stepsAgo steps since its first
     * @param server rank of the server
     */
    public RollCall callOfClients(List<Integer> members, long stepsAgo, int server) {
        return call(members, deadline, stepsAgo, false, server);
    }

    /**
     * The roll call at the end of a step from which all go back if one is lost. Who is late is waited for.
     *
     * @param stepsAgo steps since that to which they go back
     */
    public RollCall callOfAll(List<Integer> members, long stepsAgo) {
        return call(members, null, stepsAgo, true, RollCall.NO_SERVER);
    }

    private RollCall call(
            List<Integer> members, @Nullable Duration until, long stepsAgo, boolean sendsAllBack, int server) {
        return new RollCall(
                members,
                minimumWorkers,
                heartbeat.toNanos(),
                timeout.toNanos(),
                until == null ? Long.MAX_VALUE : until.toNanos(),
                Math.toIntExact(stepsAgo),
                sendsAllBack,
                server);
    }
}
