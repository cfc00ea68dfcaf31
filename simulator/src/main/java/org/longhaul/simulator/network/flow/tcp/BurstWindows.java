package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.HeldFlow;

/**
 * How long the bursts of a flow are at the link that holds it against data the other way: its window, and what of its windows
 * others' acknowledgements wait for.
 *
 * <p><b>Windows that fill a queue.</b> A queue without losses holds no more than windows have grown to. HyStart ends slow start long
 * before a deep queue is full, and from then on a window grows by a twentieth of what is acknowledged ({@link SlowStartEnd}): a
 * queue of forty times the path is still less than half full when five times its room has passed. Any other window is taken to
 * reach path and room.
 *
 * <p><b>Transfers of less than a window</b> go out whole and wait for no acknowledgement; what acknowledges others waits behind all
 * the same.
 *
 * <p><b>Unequal windows.</b> Acknowledgements that come in clumps from behind others' data make no train for HyStart, and are late
 * before there is a queue of one's own. So some connections leave slow start by their trains, as they do alone, and others by their
 * delay ({@link SlowStartEnd#metWindow}); which one is chance, and the difference stays, because all windows grow alike. Those with
 * the shorter windows wait behind the longer ones; exchanges go on when the last has what it waits for, so the shorter windows are
 * taken for a flow's own and the longer ones for the others'. The differences of n flows of a link even out by {@code √n}.
 *
 * <p><b>Constants.</b> None of its own.
 */
final class BurstWindows {

    /** Time after which a window that grows is looked at again. */
    static final double LOOK_NANOS = MovedFlows.DISPERSAL_STEP * TwoWayBursts.DISPERSAL_NANOS;
    /** The whole of which parts are counted. */
    static final long WHOLE = 1 << 20;
    /** Largest ratio of rates that is told apart from infinity. */
    static final double MOST_ENTRY = 1024;

    private final Fluid fluid;
    private final WindowModel windows;

    BurstWindows(Fluid fluid, WindowModel windows) {
        this.fluid = fluid;
        this.windows = windows;
    }

    /** What a flow is to an arc that holds it; without one to the arc that would, by its window. */
    HeldFlow of(FlowConnection connection, int arc, boolean isHeld) {
        double rate = Math.max(1, fluid.states.bitsPerSecond(arc) / 8.0);
        double part = isHeld ? 1 : windows.queues.steadyRate(connection) / rate;
        double room = room(connection, arc);
        double most = room + rate * connection.rttSeconds();
        double left = left(connection);
        double filled = connection.filling ? filledMeanwhile(connection, left) : Double.POSITIVE_INFINITY;
        double uneven = connection.filling ? connection.uneven : 0;
        double own = own(filled, uneven, left);
        return new HeldFlow(
                arc,
                Math.round(WHOLE * Math.max(0, Math.min(1, part))),
                entry(connection, arc),
                nanos(room, rate),
                connection.rttNanos,
                connection.latencyNanos,
                nanos(Math.min(most, own), rate),
                nanos(Math.min(most, Math.min(filled, own)), rate),
                nanos(Math.min(most, beside(filled, uneven, left)), rate));
    }

    /** Whether that will be something else before the transfer ends, because the flow's window grows. */
    boolean grows(FlowConnection connection) {
        double left = left(connection);
        return connection.filling
                && left > next(connection)
                && filledMeanwhile(connection, left) < windows.maximumWindow * windows.segment;
    }

    private double left(FlowConnection connection) {
        return connection.wireBytes - fluid.progress.served(connection.flow, fluid.loop.nowNanos());
    }

    // What it sends until the next look.
    private double next(FlowConnection connection) {
        return fluid.rates.rate(connection) * LOOK_NANOS * 1e-9;
    }

    private double room(FlowConnection connection, int arc) {
        long stated = fluid.topology.arcQueueBytes(arc);
        return stated >= 0
                ? stated
                : DefaultQueue.bytes(
                        fluid.topology.arcBitsPerSecond(arc) / 8.0, connection.rttSeconds(), fluid.settings.mtuBytes());
    }

    // How much faster than the arc takes it a burst of the connection comes to it.
    private long entry(FlowConnection connection, int arc) {
        double fastest = MOST_ENTRY * fluid.states.bitsPerSecond(arc);
        for (int before : connection.arcs) {
            if (before == arc) {
                break;
            }
            fastest = Math.min(fastest, (double) fluid.states.bitsPerSecond(before));
        }
        return Math.round(WHOLE * fastest / Math.max(1, fluid.states.bitsPerSecond(arc)));
    }

    // What a window comes to on average until the next look, or over what is left.
    private double filledMeanwhile(FlowConnection connection, double left) {
        double served = connection.wireBytes - left;
        return windows.overflow.filled(connection, served + Math.min(left, next(connection)) / 2);
    }

    private static long nanos(double bytes, double rate) {
        return Math.round(bytes / rate * 1e9);
    }

    /**
     * Bytes of the window that a flow waits with for acknowledgements, at least that of the round of slow start before; infinite
     * if its transfer goes out whole.
     *
     * @param filled what its window has come to
     * @param uneven what it has more where slow start ended by its delay than where it did so as if alone
     * @param left what its transfer still sends
     */
    static double own(double filled, double uneven, double left) {
        double least = filled / 2;
        return filled < left ? Math.max(least, filled + Math.min(0, uneven)) : Double.POSITIVE_INFINITY;
    }

    /** Bytes that may wait in front of others' acknowledgements beside a flow's own window; parameters as of {@link #own}. */
    static double beside(double filled, double uneven, double left) {
        return filled < left ? Math.min(left - filled, Math.max(0, uneven)) : 0;
    }
}
