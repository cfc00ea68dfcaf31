package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowConnection.Attempt;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;

/**
 * What a connection of the {@code flow} network remembers between its transfers: whether it is set up, and what an idle
 * spell leaves of its window (RFC 2861).
 */
public final class ConnectionMemory {

    private final FlowSettings settings;
    private final QueueModel queues;
    private final double segment;

    /**
     * @param segment wire bytes of a full segment
     */
    public ConnectionMemory(FlowSettings settings, QueueModel queues, double segment) {
        this.settings = settings;
        this.queues = queues;
        this.segment = segment;
    }

    /** Time from the start of a transfer to the arrival of its first byte, nanoseconds. */
    public long leadNanos(FlowConnection connection, long sentNanos) {
        boolean setUp = !connection.established && settings.connectionSetup();
        boolean restarts = settings.idleRestart() && settings.slowStart() && connection.control.restartsAfterIdle();
        if (connection.established && restarts) {
            restartAfterIdle(connection, sentNanos - connection.lastActiveNanos);
        }
        connection.established = true;
        return repairHeldNanos(connection, sentNanos) + wayNanos(connection, setUp ? Attempt.SETUP : Attempt.DATA);
    }

    /**
     * How much later the first window of a transfer has gone out because what repaired the end of the one before has to be answered
     * first; as many go out at once as did so then.
     */
    private long repairHeldNanos(FlowConnection connection, long sentNanos) {
        long since = sentNanos - connection.recoveredNanos;
        if (connection.restart.lastRepaired <= 0 || since < 0) {
            return 0;
        }
        double out = connection.restart.lastRepaired * segment / connection.bottleneckBytesPerSecond;
        return Math.max(0, connection.rttNanos - connection.latencyNanos - since - Math.round(out * 1e9));
    }

    /** Time that a byte takes from source to target, after a round trip if the sender awaits an answer first. */
    public long wayNanos(FlowConnection connection, Attempt attempt) {
        long way = connection.latencyNanos + queues.queueDelayNanos(connection, connection.arcs);
        long answer = connection.answerNanos(attempt);
        return answer == 0 ? way : way + answer + queues.roundNanos(connection) - connection.rttNanos;
    }

    private void restartAfterIdle(FlowConnection connection, long idleNanos) {
        long timeout = connection.rttNanos + WindowModel.MINIMUM_TIMEOUT_NANOS;
        if (idleNanos <= timeout || connection.window <= settings.initialWindow()) {
            return;
        }
        if (!connection.slowStart) {
            connection.slowStartThreshold = Math.max(connection.slowStartThreshold, 0.75 * connection.window);
        }
        SlowStartRounds.answered(connection, segment);
        int halvings = (int) Math.min(60, idleNanos / timeout);
        connection.window = Math.max(settings.initialWindow(), Math.floor(Math.scalb(connection.window, -halvings)));
        connection.slowStart = true;
    }

    /** A hash over what outlives the transfers of a connection, independent of absolute time. */
    public long fingerprint(FlowConnection connection, long now) {
        long hash = Double.hashCode(connection.window);
        hash = hash * 31 + Double.hashCode(connection.slowStartThreshold);
        hash = hash * 31 + Double.hashCode(connection.lastMaximum);
        hash = hash * 31 + Double.hashCode(connection.bytesToLoss);
        hash = hash * 31 + Double.hashCode(connection.factorAim);
        hash = hash * 31 + Double.hashCode(connection.factorLag);
        hash = hash * 31 + Double.hashCode(connection.factorSeconds);
        hash = hash * 31 + Double.hashCode(connection.deviation);
        hash = hash * 31 + Double.hashCode(connection.leftWindow);
        hash = hash * 31 + Double.hashCode(connection.uneven);
        hash = hash * 31 + (connection.restart.lastBytes > 0 ? 1 : 0);
        if (now - Math.max(connection.lastActiveNanos, connection.recoveredNanos) < queues.roundNanos(connection)) {
            // It may not have been answered.
            hash = hash * 31 + Double.hashCode(connection.restart.lastBytes);
            hash = hash * 31 + Double.hashCode(connection.restart.lastRepaired);
        }
        if (connection.control == CongestionControl.BBR) {
            hash = hash * 31 + connection.restart.startup.fingerprint(now, connection.rttNanos);
        }
        hash = hash * 31 + connection.lossesDrawn;
        hash = hash * 31 + (connection.slowStart ? 1 : 0) + (connection.established ? 2 : 0);
        hash = hash * 31 + relevantIdleNanos(connection, now);
        hash = hash * 31 + Double.hashCode(connection.roundQuota) + (connection.roundEndNanos > 0 ? 1 : 0);
        // Beyond these bytes it makes no difference to the next round how much was sent since the last one began.
        double enough = Math.max(connection.roundQuota / 2, connection.window * segment);
        hash = hash * 31 + Double.hashCode(Math.min(enough, -connection.roundBegin));
        long recovering = Math.max(0, connection.recoveredNanos - now);
        hash = hash * 31 + recovering;
        hash = hash * 31 + Math.max(0, connection.repairedNanos - now);
        hash = hash * 31 + Math.min(QueueOverflow.FOLLOWED, connection.cuts);
        hash = hash * 31 + Math.max(0, connection.roundEndNanos - now);
        hash = hash * 31 + Math.max(0, connection.probeNanos - now);
        long closed = connection.openNanos == Long.MAX_VALUE ? -1 : Math.max(0, connection.openNanos - now);
        return (hash * 31 + closed) * 31 + (connection.isRouted() ? 0 : 1);
    }

    /** How long the connection has been idle, as far as it makes a difference to what a restart leaves of the window. */
    private long relevantIdleNanos(FlowConnection connection, long now) {
        boolean restarts = settings.idleRestart()
                && settings.slowStart()
                && connection.established
                && connection.control.restartsAfterIdle();
        if (!restarts || connection.window <= settings.initialWindow()) {
            return 0;
        }
        long timeout = connection.rttNanos + WindowModel.MINIMUM_TIMEOUT_NANOS;
        int halvings = Math.min(60, Math.getExponent(connection.window / settings.initialWindow()) + 1);
        return Math.min((halvings + 1) * timeout, now - connection.lastActiveNanos);
    }
}
