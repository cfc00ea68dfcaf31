package org.longhaul.simulator.network.flow;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowConnection.Attempt;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.tcp.WindowModel;

/**
 * What outages, other paths, rates, latencies and loss rates do to the windows of the {@code flow} network.
 *
 * <p><b>Model.</b> A rate that falls takes the flow with it at once: the queue overflows and the window follows within round
 * trips. Where a rate rises above what the window fills, the window grows into it by the congestion control's rule. What was
 * left to the next random loss stretches or shrinks with the loss rate.
 */
final class WindowChanges {

    private static final double PROBE_GAIN = 1.25;
    private static final long PROBE_ROUNDS = 8;
    private static final long ESTIMATE_ROUNDS = 10;

    private final FlowNetwork network;
    private final Fluid fluid;
    private final WindowModel windows;

    WindowChanges(FlowNetwork network) {
        this.network = network;
        fluid = network.fluid;
        windows = network.windows;
    }

    /** Notes a flow's window, round trip and rate before its path breaks or changes. */
    void note(FlowConnection connection, long now) {
        connection.lossRateBefore = connection.lossRate;
        connection.answerLossRateBefore = connection.answerLossRate;
        if (now > connection.smallestRttUntilNanos) {
            connection.smallestRttNanos = connection.rttNanos;
            connection.smallestRttUntilNanos = connection.probeNanos;
        }
        connection.smallestRttNanos = Math.min(connection.smallestRttNanos, connection.rttNanos);
        if (connection.flow >= 0) {
            connection.rateBefore = fluid.rates.rate(connection);
            connection.brokenWindow = window(connection, now);
            connection.brokenRoundNanos = roundNanos(connection);
        }
    }

    /** The path of a flow is broken. */
    void interrupted(FlowConnection connection) {
        windows.cancelTimer(connection);
        network.windows.bursts.release(connection);
        connection.paused = false;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.overflowAt = Double.POSITIVE_INFINITY;
        connection.filling = false;
        connection.burstOverflows = false;
        connection.restart.lost = 0;
        connection.restart.startup.forget();
        connection.roundEndNanos = 0;
    }

    /** The window of a flow, segments. */
    private double window(FlowConnection connection, long now) {
        if (connection.slowStart) {
            return connection.window;
        }
        if (windows.isLossy(connection)) {
            return windows.windowNow(connection, now);
        }
        if (!windows.isHeldByLink(connection)) {
            double room = connection.bandwidthDelayBytes() + connection.queueBytes;
            return Math.min(windows.windowNow(connection, now), Math.max(2, room / windows.segment));
        }
        double limit = windows.queues.windowLimit(connection);
        if (connection.control == CongestionControl.BBR || connection.epochWindow <= 0) {
            return limit;
        }
        // Somewhere between two overflows of the queue.
        double mean = connection.control.meanOfSwing() * limit * windows.segment / connection.rateBefore;
        double rtt = Math.max(connection.rttSeconds(), mean);
        double low = connection.control.decrease() * limit;
        double period = connection.control.epochSeconds(low, limit, rtt);
        double begun = Math.max(0, Math.min(1, (connection.epochWindow - low) / (limit - low)));
        double phase = ((now - connection.epochNanos) * 1e-9 + begun * period) % period;
        return Math.min(limit, connection.control.window(low, limit, phase, rtt));
    }

    /** A round trip with the queue that the window makes. */
    private long roundNanos(FlowConnection connection) {
        boolean held = !connection.slowStart && connection.rateBefore > 0 && windows.isHeldByLink(connection);
        if (!held || !fluid.settings.queueing()) {
            return windows.queues.roundNanos(connection);
        }
        if (connection.control == CongestionControl.BBR) {
            return fluid.ledger.users(connection.bottleneckArc) == 1
                    ? connection.rttNanos
                    : windows.queues.roundNanos(connection);
        }
        double filled = connection.brokenWindow * windows.segment / connection.rateBefore * 1e9;
        return Math.max(connection.rttNanos, Math.round(filled));
    }

    /** What has arrived of a transfer is cut off: positions count from there. */
    void shift(FlowConnection connection, double wireBytes) {
        connection.quotaEnd -= wireBytes;
        connection.roundBegin -= wireBytes;
        connection.restart.startup.shift(wireBytes);
        connection.fillBegin -= wireBytes;
        connection.overflowAt -= wireBytes;
        connection.repair.bytes -= wireBytes;
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
        if (attempt == Attempt.TIMEOUT && fluid.settings.slowStart()) {
            connection.slowStart = true;
            connection.slowStartThreshold = Math.max(2, connection.control.decrease() * connection.brokenWindow);
            connection.window = 1;
            connection.unanswered = Math.max(0, connection.unanswered - 1);
            connection.roundEndNanos = 0;
            connection.roundBegin = 0;
        } else if (attempt == Attempt.PROBE
                && fluid.settings.slowStart()
                && connection.control != CongestionControl.BBR) {
            connection.slowStart = false;
            double left = Math.max(2, connection.control.decrease() * connection.brokenWindow);
            connection.slowStartThreshold = left;
            windows.startEpoch(connection, left, connection.brokenWindow, now);
            connection.repairs = true;
        }
    }

    /** An arc of a connection's path has another rate, latency or loss rate, or the connection another path. */
    void pathChanged(FlowConnection connection, long now) {
        windows.wake(connection, now);
        boolean flows = connection.flow >= 0;
        network.windows.bursts.countSoon(connection);
        if (flows && windows.weight(connection) != connection.weight) {
            double cap = fluid.shares.capLevel(connection.flow) * connection.weight;
            network.transfers.cut(connection, now);
            network.transfers.goOn(connection, cap, now);
        }
        if (connection.lossRate != connection.lossRateBefore) {
            lossRateChanged(connection, flows, now);
        }
        if (connection.lossRate != connection.lossRateBefore
                || connection.answerLossRate != connection.answerLossRateBefore) {
            windows.silences.lossesChanged(connection, now);
        }
        if (flows && !connection.slowStart && fluid.settings.slowStart() && fluid.settings.queueing()) {
            windowMeetsPath(connection, now);
        }
    }

    private void lossRateChanged(FlowConnection connection, boolean flows, long now) {
        double before = connection.lossRateBefore;
        connection.bytesToLoss =
                connection.bytesToLoss < 0 || before <= 0 || connection.lossRate <= 0 ? -1 : connection.bytesToLoss;
        double served = flows ? fluid.progress.served(connection.flow, now) : 0;
        connection.wireBytes =
                served + (connection.wireBytes - served) * windows.bbr.repetitionsAfter(connection, before);
        if (!flows) {
            connection.bytesToLoss *= connection.bytesToLoss > 0 ? before / connection.lossRate : 1;
            return;
        }
        if (!windows.meetsLosses(connection)) {
            connection.lossAt = Double.POSITIVE_INFINITY;
        } else if (connection.lossAt < Double.POSITIVE_INFINITY) {
            connection.lossAt = served + Math.max(0, connection.lossAt - served) * before / connection.lossRate;
        } else {
            connection.lossAt = served + windows.losses.bytesToNext(connection, 0);
        }
        fluid.progress.retarget(connection.flow, target(connection), now);
    }

    /** The window is what it was: where it no longer fills its part of the path, it grows into it. */
    private void windowMeetsPath(FlowConnection connection, long now) {
        if (connection.control == CongestionControl.BBR) {
            if (connection.lossRate != connection.lossRateBefore) {
                windows.bbr.lossesChanged(connection, now);
                return;
            }
            boolean starves = 2.0 * connection.smallestRttNanos < connection.rttNanos;
            boolean probes =
                    connection.changedNanos > 0 && now < connection.changedNanos + PROBE_ROUNDS * connection.rttNanos;
            if (!connection.paused && connection.rateBefore > 0 && (starves || !probes)) {
                windows.cancelTimer(connection);
                connection.changedNanos = now;
                followPath(connection, connection.rateBefore, now);
            }
            return;
        }
        double most = Math.max(connection.lastMaximum, connection.brokenWindow);
        connection.filling = false;
        windows.startEpoch(connection, connection.brokenWindow, most, now);
        windows.limit(connection, connection.window, now);
    }

    /**
     * What BBR makes of a path that changed. It keeps two bandwidth-delay products in flight, by the smallest round trip that
     * it knows: where the path is more than twice as long as that, its rate falls from one bandwidth estimate to the next,
     * until it looks at the round trip again. Else it sends at up to 5/4 of what it knows until it has probed, and by then
     * knows the new rate, which the queue that drains at it has shown (fitted to {@code packet}).
     */
    private void followPath(FlowConnection connection, double bytesPerSecond, long now) {
        double inFlight = 2.0 * connection.smallestRttNanos / connection.rttNanos;
        boolean starves = inFlight < 1 && now < connection.probeNanos;
        if (!starves && now > connection.changedNanos) {
            windows.holdSteady(connection, now);
            return;
        }
        double rate = bytesPerSecond * (starves ? inFlight : PROBE_GAIN);
        long rounds = (starves ? ESTIMATE_ROUNDS : PROBE_ROUNDS) * connection.rttNanos;
        long step = starves ? Math.min(rounds, connection.probeNanos - now) : rounds;
        windows.setRate(connection, rate);
        windows.schedule(connection, Math.max(1, step), (each, time) -> followPath(each, rate, time));
    }
}
