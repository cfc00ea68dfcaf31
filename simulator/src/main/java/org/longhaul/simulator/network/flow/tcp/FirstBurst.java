package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * What the first window of a connection loses in queues that do not hold it.
 *
 * <p><b>Model.</b> The first window (RFC 6928: ten packets) leaves at once. In front of each link it waits in a queue that takes
 * its room and one packet that is being sent, and as many as go out while the burst comes in from the link before. What follows
 * the loss depends on what is left to send, not on the latency: where more follows, acknowledgements tell of it, and it has been
 * sent again after two and a half round trips. Where the window was all, nothing tells of a lost end but the probe of RFC 8985
 * after two round trips, and each further one of the lost brings out the next; a single packet under way is given another
 * 200 ms for the acknowledgement that its receiver may delay.
 *
 * <p><b>Constants.</b> The numbers of round trips, and of packets that a link sends meanwhile, are fitted to the {@code packet}
 * network for queues of five and eight packets, and 7 to 15 packets to send: over 10 and 100 Mbit/s and 2 to 100 ms such
 * transfers take what they take there, give or take 28 %.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8985">RFC 8985, RACK-TLP, sections 7.2 and 7.3</a>
 */
final class FirstBurst {

    /** Round trips until what a window lost has been sent again if more follows, and packets that the link sends beside. */
    private static final double REPEATED_ROUNDS = 2.5;

    private static final double REPEATED_PACKETS = 5;
    /** Round trips until the end of a window has been sent again, by how many packets it lost, at most the last. */
    private static final double[] TAIL_ROUNDS = {0, 2, 4, 5};

    /** For each packet of the window that passes, packets that the link sends meanwhile. */
    private static final double[] TAIL_PACKETS = {0, 1, 1.7, 1.6};

    private final Fluid fluid;
    private final double segment;
    private final double initialWindow;

    FirstBurst(Fluid fluid, double segment) {
        this.fluid = fluid;
        this.segment = segment;
        initialWindow = fluid.settings.initialWindow();
    }

    /** Packets of a window that opens that pass all queues of the path; infinite if all do. */
    double passing(FlowConnection connection) {
        boolean isFirst = connection.window <= initialWindow && connection.control != CongestionControl.BBR;
        boolean idled = connection.roundEndNanos == 0
                || connection.roundOpenNanos - connection.lastActiveNanos >= connection.rttNanos;
        if (!isFirst || !idled || !fluid.settings.queueing()) {
            return Double.POSITIVE_INFINITY;
        }
        double left = connection.wireBytes - connection.roundBegin;
        double sent = Math.min(connection.window, Math.ceil(left / segment));
        double passing = sent;
        double before = Double.POSITIVE_INFINITY;
        for (int arc : connection.arcs) {
            double rate = fluid.topology.arcBitsPerSecond(arc);
            long room = fluid.topology.arcQueueBytes(arc);
            // A short last packet may fit in what full ones leave.
            if (room >= 0 && rate < before && Math.min(left, connection.window * segment) > room + segment) {
                double held = Math.floor(room / segment) + 1;
                passing = Math.min(passing, Math.max(1, Math.floor(held / (1 - rate / before))));
            }
            before = Math.min(before, rate);
        }
        return passing < sent ? passing : Double.POSITIVE_INFINITY;
    }

    /** Whether a window is all that is left to send. */
    boolean isAll(FlowConnection connection) {
        return endsTransfer(connection) && connection.waiting.isEmpty();
    }

    /** Whether a window is all that is left to send of its transfer. */
    boolean endsTransfer(FlowConnection connection) {
        return connection.wireBytes - connection.roundBegin <= connection.window * segment;
    }

    /** When the lost part of a window that opened at a time has arrived if that was all there was to send. */
    long tailRepairedNanos(FlowConnection connection, double passing) {
        int sent = (int) Math.ceil((connection.wireBytes - connection.roundBegin) / segment);
        int lost = Math.max(1, Math.min(sent - (int) passing, TAIL_ROUNDS.length - 1));
        double seconds =
                TAIL_ROUNDS[lost] * connection.rttSeconds() + TAIL_PACKETS[lost] * passing * packetSeconds(connection);
        return connection.roundOpenNanos
                + Math.round(seconds * 1e9)
                + (lost == 1 ? WindowModel.MINIMUM_TIMEOUT_NANOS : 0);
    }

    /** The same where more follows. */
    long repairedNanos(FlowConnection connection) {
        double seconds = REPEATED_ROUNDS * connection.rttSeconds() + REPEATED_PACKETS * packetSeconds(connection);
        return connection.roundOpenNanos + Math.round(seconds * 1e9);
    }

    private double packetSeconds(FlowConnection connection) {
        return segment / connection.bottleneckBytesPerSecond;
    }
}
