package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * What queues at links do to the windows and delays of the {@code flow} network.
 *
 * <p>A flow that a link holds swings its window between {@code β (BDP + Q)} and {@code BDP + Q}; if the lower end is below
 * BDP the link idles part of the time. What data the other way does beside that is {@link AckCompression}'s.
 */
public final class QueueModel {

    private final Fluid fluid;
    private final WindowModel windows;
    private final StandingQueues standing;
    private final double segment;
    private final double maximumWindow;

    /**
     * @param segment wire bytes of a full segment
     * @param maximumWindow largest window, segments
     */
    QueueModel(Fluid fluid, WindowModel windows, double segment, double maximumWindow) {
        this.fluid = fluid;
        this.windows = windows;
        standing = new StandingQueues(fluid, windows);
        this.segment = segment;
        this.maximumWindow = maximumWindow;
    }

    /** The most that a window without random loss lets through, bytes per second on the wire. */
    double steadyRate(FlowConnection connection) {
        double window = maximumWindow * segment / Math.max(connection.rttSeconds(), 1e-9);
        double byWindow = Math.min(window, connection.mostBytesPerSecond);
        if (!fluid.settings.queueing() || !windows.overflow.isSettled(connection)) {
            return byWindow;
        }
        double q = connection.queueBytes / Math.max(1, connection.bandwidthDelayBytes());
        double use = connection.control.sawtoothUtilisation(q);
        return use >= 1 ? byWindow : Math.min(byWindow, use * connection.bottleneckBytesPerSecond);
    }

    /** The window at which the flow's part of the bottleneck's queue overflows, segments. */
    public double windowLimit(FlowConnection connection) {
        double rate = fluid.rates.rate(connection);
        double part = Math.min(1, rate / connection.bottleneckBytesPerSecond);
        double bytes = rate * connection.rttSeconds() + part * connection.queueBytes;
        return Math.max(fluid.settings.initialWindow(), Math.min(bytes / segment, maximumWindow));
    }

    public long roundNanos(FlowConnection connection) {
        return Math.max(
                1,
                connection.rttNanos
                        + queueDelayNanos(connection, connection.arcs)
                        + queueDelayNanos(connection, connection.reverseArcs));
    }

    /** Waiting in the queues of links, behind what other transfers have put there. */
    long queueDelayNanos(FlowConnection connection, int[] arcs) {
        return standing.delayNanos(connection, arcs);
    }

    /** Bytes of a window beyond a path that gives it a rate, which is a part of the bottleneck's. */
    double standing(FlowConnection connection, double rate, double part, long now) {
        double path = rate * connection.rttSeconds();
        if (connection.filling && connection.control != CongestionControl.BBR) {
            return windows.overflow.filled(connection, fluid.progress.served(connection.flow, now)) - path;
        }
        if (connection.slowStart) {
            // Its bursts drain between the rounds.
            return 0;
        }
        return windows.isLossy(connection) || !windows.overflow.isSettled(connection)
                ? windows.windowNow(connection, now) * segment - path
                : standingQueue(connection, part * connection.queueBytes, path);
    }

    /** Mean bytes in a queue of the given room in front of a full link. */
    double standingQueue(FlowConnection connection, double room, double delayBytes) {
        return connection.control == CongestionControl.BBR
                ? Math.min(room, delayBytes) / 2
                : Math.max(0, connection.control.meanOfSwing() * (delayBytes + room) - delayBytes);
    }
}
