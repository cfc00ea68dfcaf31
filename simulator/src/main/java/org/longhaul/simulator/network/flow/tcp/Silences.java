package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * Senders that hear nothing: until a retransmission timer runs out nothing goes out, then the window grows from one segment (RFC
 * 6298, section 5). When the share of losses changes meanwhile, the tries that are still to come fare as losses are then.
 */
public final class Silences {

    /** Told when a try that is still to come arrives at another time. */
    public interface Deliveries {
        /** The first byte of a connection's transfer arrives at another time. */
        void departAgain(FlowConnection connection, long arrivalNanos);

        /** What a connection waits for is repaired at another time. */
        void repairedAt(FlowConnection connection, long nanos);
    }

    private final Fluid fluid;
    private final Deliveries deliveries;
    private final WindowModel windows;
    private final SlowStartRounds slowStartRounds;

    Silences(Fluid fluid, WindowModel windows, SlowStartRounds slowStartRounds, Deliveries deliveries) {
        this.fluid = fluid;
        this.deliveries = deliveries;
        this.windows = windows;
        this.slowStartRounds = slowStartRounds;
    }

    /** Nothing goes out until a timeout; then the window grows from one segment. */
    void fallSilent(FlowConnection connection, double threshold, long silence, long after, long now) {
        connection.slowStart = true;
        connection.window = 1;
        connection.slowStartThreshold = threshold;
        connection.lastMaximum = Math.max(connection.lastMaximum, threshold);
        connection.roundBegin = connection.lossAt;
        connection.quotaEnd = connection.lossAt;
        connection.lossAt += Math.max(windows.losses.bytesToNext(connection, 0), windows.segment);
        connection.paused = true;
        beSilent(connection, now, silence, after, now);
    }

    /** Waits for so long from now, and for what follows the try that arrives. */
    private void beSilent(FlowConnection connection, long since, long nanos, long after, long now) {
        connection.roundEndNanos = now + nanos + after;
        windows.schedule(connection, nanos + after, this::timesOut);
        connection.silentNanos = since;
        connection.afterSilenceNanos = after;
    }

    /** The share of losses has changed: tries that are still to come fare as losses are now. */
    public void lossesChanged(FlowConnection connection, long now) {
        long since = connection.silentNanos;
        if (connection.phase == FlowConnection.Phase.LEAD && since >= 0 && connection.event >= 0) {
            deliveries.departAgain(
                    connection,
                    windows.losses.nextArrivingTry(connection, since, true, now) + connection.afterSilenceNanos);
        } else if (connection.paused && since >= 0) {
            long at = windows.losses.nextArrivingTry(connection, since, false, now);
            beSilent(connection, since, at - now, connection.afterSilenceNanos, now);
        }
        if (connection.repairedNanos > now && connection.lastSegmentLostNanos >= 0) {
            connection.repairedNanos =
                    windows.losses.nextArrivingTry(connection, connection.lastSegmentLostNanos, false, now);
            deliveries.repairedAt(connection, Math.max(connection.recoveredNanos, connection.repairedNanos));
        }
    }

    private void timesOut(FlowConnection connection, long now) {
        connection.paused = false;
        connection.silentNanos = -1;
        slowStartRounds.open(connection, now);
        fluid.progress.retarget(connection.flow, windows.nextTarget(connection), now);
    }
}
