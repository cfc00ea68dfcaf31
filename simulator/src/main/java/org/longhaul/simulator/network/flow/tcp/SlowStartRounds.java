package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * Slow start of the {@code flow} network, in rounds of one round trip.
 *
 * <p>A round's quota goes out at whatever rate the links give and the flow then waits for the round's end; the window
 * doubles. About one segment of a window is held back to the next round (the last odd segment's acknowledgement is
 * delayed). A round whose quota outlasts it means that the link is full: from then on what the window does is
 * {@link QueueOverflow}'s.
 */
final class SlowStartRounds {

    /** BBR's startup sends a window at 2/ln 2 times the rate that the window before it proved. */
    private static final double STARTUP_PACING = 1.4427;
    /** Part of a round in which a window is sent that is spread over it. */
    private static final double SENT_BY = 31.0 / 32;

    private final Fluid fluid;
    private final FlowSettings settings;
    private final WindowModel windows;
    private final double maximumWindow;

    /**
     * @param maximumWindow largest window, segments
     */
    SlowStartRounds(Fluid fluid, WindowModel windows, double maximumWindow) {
        this.fluid = fluid;
        this.windows = windows;
        this.maximumWindow = maximumWindow;
        settings = fluid.settings;
    }

    /** A round whose quota is known ends after a while. */
    void openFor(FlowConnection connection, long nanos) {
        windows.schedule(connection, nanos, this::roundEnds);
        windows.setRate(connection, Double.POSITIVE_INFINITY);
    }

    void start(FlowConnection connection, long now) {
        if (now < connection.roundEndNanos) {
            // The transfer before left part of the round: roundBegin and quotaEnd have been moved to this transfer's
            // bytes.
            connection.quotaEnd = Math.max(0, connection.roundQuota + connection.roundBegin);
            windows.schedule(connection, connection.roundEndNanos - now, this::roundEnds);
            windows.setRate(connection, roundRate(connection));
            return;
        }
        answered(connection, windows.segment);
        connection.roundBegin = 0;
        open(connection, now);
    }

    /** What the last round of the transfer before sent has been answered: a window that it used grows by it. */
    static void answered(FlowConnection connection, double segment) {
        double sent = -connection.roundBegin;
        if (connection.slowStart && connection.roundEndNanos > 0 && sent >= connection.roundQuota / 2) {
            connection.window += Math.min(connection.window, sent / segment);
        }
        connection.roundEndNanos = 0;
    }

    void open(FlowConnection connection, long now) {
        boolean first = connection.window <= settings.initialWindow();
        connection.roundQuota = Math.max(1, first ? connection.window : connection.window - 1) * windows.segment;
        double passing = windows.overflow.passingOfBurst(connection);
        connection.burstOverflows = passing < Double.POSITIVE_INFINITY;
        if (connection.burstOverflows) {
            connection.roundQuota = passing;
        }
        connection.roundOpenNanos = now;
        windows.overflow.openFirst(connection);
        connection.quotaEnd = connection.roundBegin + connection.roundQuota;
        long round = windows.queues.roundNanos(connection);
        connection.roundEndNanos = now + round;
        windows.schedule(connection, round, this::roundEnds);
        connection.spread = maySpread(connection);
        windows.setRate(
                connection,
                connection.spread ? connection.roundQuota / (SENT_BY * round * 1e-9) : roundRate(connection));
    }

    /**
     * Whether a window is sent evenly over its round, as it is where very many flows share the links: others have what it
     * leaves all the time, and not by turns. What a transfer ends with goes out at once.
     */
    private boolean maySpread(FlowConnection connection) {
        return fluid.shares.isCrowded()
                && connection.control != CongestionControl.BBR
                && connection.quotaEnd < connection.wireBytes;
    }

    /** A window is no longer sent evenly over a round: a flow that waited for the end of it kept its share. */
    void endSpread(FlowConnection connection, long now) {
        if (!connection.spread) {
            return;
        }
        connection.spread = false;
        if (connection.paused && connection.flow >= 0) {
            int bottleneck = fluid.shares.bottleneck(connection.flow);
            if (bottleneck >= FairShare.OWN_CAP) {
                fluid.progress.bind(connection.flow, bottleneck, fluid.rates.rate(connection), now);
            }
        }
    }

    /**
     * Segments of a window when its sender learns, a round trip later, of the loss that comes up now: what the round sent before
     * the lost one has been acknowledged by then, and the window has grown for each of it.
     */
    double windowAtNotice(FlowConnection connection) {
        double before = (connection.lossAt - connection.roundBegin) / windows.segment;
        double grown = (connection.control.startupGrowth() - 1) * Math.max(0, Math.min(connection.window, before));
        double most = Math.max(connection.window, Math.min(connection.slowStartThreshold, maximumWindow));
        return Math.min(connection.window + grown, most);
    }

    /** How long what the round under way does not send takes at least to arrive, nanoseconds: it waits for the round's answers. */
    long restNanos(FlowConnection connection, long now) {
        double window = connection.window * windows.segment;
        double rest = connection.slowStart ? Math.min(window, connection.wireBytes - connection.quotaEnd) : 0;
        double rate = fluid.rates.rate(connection);
        return rest > 0 && rate > 0 ? connection.roundEndNanos - now + Math.round(rest / rate * 1e9) : 0;
    }

    private double roundRate(FlowConnection connection) {
        return connection.control == CongestionControl.BBR && connection.window > settings.initialWindow()
                ? STARTUP_PACING * connection.roundQuota / connection.rttSeconds()
                : Double.POSITIVE_INFINITY;
    }

    private void roundEnds(FlowConnection connection, long now) {
        endSpread(connection, now);
        boolean isFull = !connection.paused;
        connection.paused = false;
        if (connection.burstOverflows) {
            windows.overflow.burstEnds(connection, now);
            fluid.progress.retarget(connection.flow, windows.nextTarget(connection), now);
            return;
        }
        if (isFull) {
            leaveSlowStart(connection, now);
            return;
        }
        connection.roundBegin = connection.quotaEnd;
        double before = connection.window;
        double answered = connection.control.startupGrowth() * before + connection.unanswered;
        connection.unanswered = 0;
        connection.window = Math.min(answered, maximumWindow);
        if (connection.window >= Math.min(connection.slowStartThreshold, maximumWindow)) {
            connection.slowStart = false;
            connection.quotaEnd = Double.POSITIVE_INFINITY;
            connection.window = Math.min(connection.window, connection.slowStartThreshold);
            windows.startEpoch(connection, connection.window, connection.window, now);
            windows.overflow.leaps(connection, before, now);
        } else {
            open(connection, now);
        }
        // While it waited the flow had a target ahead of the quota; it has been served the quota exactly.
        fluid.progress.retarget(connection.flow, windows.nextTarget(connection), now);
    }

    /** The link is full before the round's quota is out. */
    private void leaveSlowStart(FlowConnection connection, long now) {
        if (connection.mostBytesPerSecond < Double.POSITIVE_INFINITY && !windows.isHeldByLink(connection)) {
            // What holds it is no queue.
            connection.slowStart = false;
            connection.quotaEnd = Double.POSITIVE_INFINITY;
            windows.startEpoch(connection, connection.window, connection.window, now);
        } else if (settings.queueing() && !windows.isLossy(connection)) {
            windows.overflow.fill(connection, now);
        } else {
            double limit = windows.queues.windowLimit(connection);
            connection.slowStart = false;
            connection.quotaEnd = Double.POSITIVE_INFINITY;
            connection.window = connection.control.decrease() * limit;
            connection.slowStartThreshold = connection.window;
            windows.startEpoch(connection, connection.window, limit, now);
        }
        windows.regrowth.filled(connection);
        windows.convergence.joins(connection, now);
        windows.holdSteady(connection, now);
        windows.aim(connection, now);
    }
}
