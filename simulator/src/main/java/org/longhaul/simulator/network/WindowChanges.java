package org.longhaul.simulator.network;

import org.longhaul.simulator.network.FlowConnection.Attempt;

/**
 * What outages, other paths, rates, latencies and loss rates do to the windows of the {@code flow} network.
 *
 * <p><b>Model.</b> A rate that falls takes the flow with it at once: the queue overflows and the window follows within round
 * trips. Where a rate rises above what the window fills, the window grows into it by the congestion control's rule. What was
 * left to the next random loss stretches or shrinks with the loss rate.
 */
final class WindowChanges {

    private final FlowNetwork network;
    private final WindowModel windows;
    private final CongestionControl control;

    WindowChanges(FlowNetwork network) {
        this.network = network;
        windows = network.windows;
        control = network.settings.congestionControl();
    }

    /** The path of a flow breaks: notes its window. */
    void interrupted(FlowConnection connection, long now) {
        connection.brokenWindow = window(connection, now);
        windows.cancelTimer(connection);
        connection.paused = false;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.roundEndNanos = 0;
    }

    /** The window of a flow, segments. */
    private double window(FlowConnection connection, long now) {
        if (connection.slowStart) {
            return connection.window;
        }
        if (windows.isLossy(connection) || !windows.isHeldByLink(connection)) {
            return windows.windowNow(connection, now);
        }
        return control.meanOfSwing() * windows.queues.windowLimit(connection);
    }

    /** What has arrived of a transfer is cut off: positions count from there. */
    void shift(FlowConnection connection, double wireBytes) {
        connection.quotaEnd -= wireBytes;
        connection.roundBegin -= wireBytes;
        connection.lossAt -= wireBytes;
        if (connection.lossAt < Double.POSITIVE_INFINITY) {
            connection.bytesToLoss = Math.max(0, connection.lossAt);
        }
    }

    /** Where a flow that goes on next comes up. */
    double target(FlowConnection connection) {
        return connection.paused ? connection.wireBytes + windows.segment : windows.nextTarget(connection);
    }

    /** The first byte after an outage has arrived, in a certain try. */
    void resumes(FlowConnection connection, Attempt attempt, long now) {
        if (attempt == Attempt.TIMEOUT && network.settings.slowStart()) {
            connection.slowStart = true;
            connection.slowStartThreshold = Math.max(2, control.decrease() * connection.brokenWindow);
            connection.window = 1;
            connection.roundEndNanos = 0;
            connection.roundBegin = 0;
        } else if (attempt == Attempt.PROBE && control != CongestionControl.BBR) {
            connection.slowStart = false;
            double left = Math.max(2, control.decrease() * connection.brokenWindow);
            connection.slowStartThreshold = left;
            windows.startEpoch(connection, left, connection.brokenWindow, now);
            connection.repairs = true;
        }
    }

    /** An arc of a flow's path has another rate, latency or loss rate, or the flow another path. */
    void pathChanged(FlowConnection connection, long now) {
        double weight = windows.weight(connection);
        if (weight != connection.weight) {
            double cap = network.shares.graph.capLevel[connection.flow] * connection.weight;
            network.transfers.cut(connection, now);
            network.transfers.goOn(connection, cap, now);
        }
    }
}
