package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.DelayedAcknowledgements;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.Restart;

/**
 * What the window loses in queues with which a transfer begins on a connection that has sent before.
 *
 * <p><b>Mechanism.</b> Such a window is not spread: the transfer before made it, and its acknowledgements have come, or come while
 * this one is on its way; no sender but BBR's paces. A connection that carries a bandwidth-delay product again and again lets its
 * window grow to twice that without a loss, since acknowledgements space what slow start sends, and the growth goes on from
 * transfer to transfer. Then the window allows a whole transfer, which goes into the queue at once. What that does not hold is the
 * end of it, and nothing follows that would tell of the loss: a probe does (RFC 8985, section 7), and one packet is sent
 * again, two in the next round trip, then four (RFC 9937). The window is cut from what it has come to by then, so that a second
 * transfer may overflow the queue too. Later ones find a window that the queue holds, which may be too short for the path.
 *
 * <p><b>HyStart.</b> Acknowledgements of the transfer before that come amid those of the first window leave a gap in their train:
 * slow start then ends in the round after, by its delay.
 *
 * <p><b>Validity.</b> No constant was set. One link, or a link behind one of ten times the rate, at 10 Mbit/s to 10 Gbit/s over 1 to
 * 150 ms, queues of a quarter to four bandwidth-delay products, eight transfers of a quarter to four of these, with pauses
 * of 0, 10 and 300 ms: the page on validation says how near they come to packets. Windows of paths that others share, or over which
 * data comes the other way, are those of {@link Convergence} and {@link AckCompression} from their first loss on if the queue keeps
 * them above their path.
 */
final class Restarts {

    /** Packets behind lost ones that tell of them at once (RFC 8985, section 6.2: DupThresh). */
    private static final int TELLING = 3;

    private final Fluid fluid;
    private final FlowSettings settings;
    private final WindowModel windows;
    private final QueueOverflow overflow;
    private final double segment;

    Restarts(Fluid fluid, WindowModel windows, QueueOverflow overflow) {
        this.fluid = fluid;
        this.windows = windows;
        this.overflow = overflow;
        settings = fluid.settings;
        segment = windows.segment;
    }

    /**
     * A transfer begins on a connection that has sent before: what its window allows goes out at once, and queues may not hold it.
     * What of the transfer before is still to be answered is not there to be sent; in slow start each answer to it lets out two
     * packets, at the pace at which the queue drains by one. Among others a window is followed beyond its first loss where the
     * queue does not keep it above its path.
     *
     * @return whether it loses part of itself
     */
    boolean overflows(FlowConnection connection, long now) {
        Restart restart = connection.restart;
        restart.lost = 0;
        restart.interleaved = false;
        boolean knowsWindow = restart.lastBytes > 0
                && (connection.cuts == 0 || isAlone(connection) || !overflow.keepsQueue(connection));
        if (!settings.queueing()
                || connection.control == CongestionControl.BBR
                || connection.bottleneckArc < 0
                || connection.window <= settings.initialWindow()
                || !knowsWindow) {
            return false;
        }
        double rate = overflow.startRate(connection);
        double whole = FirstBurst.packets(connection.wireBytes, segment);
        double window = connection.window;
        long answerNanos = connection.rttNanos
                - connection.latencyNanos
                + windows.queues.queueDelayNanos(connection, connection.reverseArcs);
        long idleNanos = connection.sentNanos - Math.max(connection.lastActiveNanos, connection.recoveredNanos);
        if (idleNanos < 0) {
            // It follows right behind the one before, at the pace of acknowledgements.
            return false;
        }
        // A window that does not fill the path came at its own rate.
        double came = Math.min(rate, window * segment / connection.rttSeconds());
        double unanswered = Math.min(
                Math.min(restart.lastBytes / segment, window),
                Math.max(0, answerNanos - idleNanos) * 1e-9 * came / segment);
        restart.interleaved = unanswered > 0 && !SlowStartEnd.isTrain((connection.latencyNanos + idleNanos) * 1e-9);
        double once = Math.max(0, window - unanswered);
        double peak = Math.min(whole, once);
        if (connection.slowStart) {
            // What the round under way has sent is not counted in the window yet.
            double sent = now < connection.roundEndNanos ? -connection.roundBegin / segment : 0;
            window = Math.min(window + sent, 2 * Math.max(window, unanswered + whole));
            once = Math.max(0, window - 2 * unanswered);
            peak = Math.min(whole, once) + Math.max(0, Math.min(whole - once, 2 * unanswered)) / 2;
        }
        double out = Math.min(whole, window);
        if (idleNanos < answerNanos && restart.lastRepaired > 0) {
            peak = Math.max(0, out - restart.lastRepaired);
            unanswered = 0;
        }
        restart.lastRepaired = 0;
        double lost = lostAtOnce(connection, peak);
        if (lost < 1) {
            return false;
        }
        double passed = Math.max(1, out - lost);
        double heard = window;
        if (connection.slowStart) {
            // A window grows to twice what is out.
            double grown = SlowStartEnd.grown(
                    connection.control, window * segment, passed * segment, rate, connection.rttSeconds(), segment);
            heard = Math.min(Math.max(window, 2 * (unanswered + whole)), window + grown / segment);
        }
        restart.lost = lost;
        restart.heard = heard;
        connection.roundBegin = 0;
        connection.roundOpenNanos = now;
        if (whole > out) {
            openLossy(connection, passed, rate, now);
            return true;
        }
        double behind = (whole - once) / 2;
        recovers(
                connection,
                behind >= TELLING
                        ? repeatedSeconds(connection, passed, lost, behind)
                        : tailSeconds(connection, passed, lost));
        restart.lastRepaired = lastRound(lost);
        connection.roundEndNanos = 0;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        windows.setRate(connection, Double.POSITIVE_INFINITY);
        return true;
    }

    /** Opens the round of a window that loses part of itself and that more follows. */
    private void openLossy(FlowConnection connection, double passed, double rate, long now) {
        connection.roundQuota = passed * segment;
        connection.quotaEnd = connection.roundQuota;
        connection.burstOverflows = true;
        // Like any other that waits for the end of its round.
        connection.slowStart = true;
        long round = Math.max(connection.rttNanos, Math.round(connection.roundQuota / Math.max(1, rate) * 1e9));
        connection.roundEndNanos = now + round;
        windows.slowStartRounds.openFor(connection, round);
    }

    /** What was lost has arrived so long after the first packet of the window. */
    private void recovers(FlowConnection connection, double seconds) {
        connection.recoveredNanos =
                Math.max(connection.recoveredNanos, connection.roundOpenNanos + Math.round(seconds * 1e9));
    }

    /** The round is over of a window that lost part of itself and that more followed. */
    void isHeardOf(FlowConnection connection, long now) {
        Restart restart = connection.restart;
        double lost = restart.lost;
        double passed = connection.roundQuota / segment;
        double follow = FirstBurst.packets(connection.wireBytes, segment) - passed - lost;
        // In slow start two follow for each that passed.
        double most = restart.heard > connection.window ? 2 * passed : passed;
        recovers(connection, repeatedSeconds(connection, passed, lost, Math.min(follow, most)));
        restart.lastRepaired = Math.min(lost, connection.bandwidthDelayBytes() / segment);
        restart.lost = 0;
        overflow.cut(connection, restart.heard, now);
        windows.avoidCongestion(connection, now);
    }

    /** A transfer ends, whose first window may have lost what nothing followed. */
    void ends(FlowConnection connection, long now) {
        Restart restart = connection.restart;
        restart.lastBytes = connection.wireBytes;
        if (restart.lost > 0) {
            connection.burstOverflows = false;
            connection.lastActiveNanos = Math.max(now, connection.recoveredNanos);
            restart.lost = 0;
            overflow.cut(connection, restart.heard, now);
        }
    }

    /**
     * Whether the window with which a transfer begins is too short for its path and nothing but that bounds it: what others on its
     * links leave it is {@link Convergence}'s, and what data the other way does {@link AckCompression}'s, unless the queue is too
     * shallow to keep a window above its path.
     */
    boolean isShort(FlowConnection connection) {
        double needed = Math.min(connection.wireBytes, overflow.startRate(connection) * connection.rttSeconds());
        return !QueueOverflow.fills(connection.window * segment, needed)
                && (isAlone(connection) || (sharesNothing(connection) && !overflow.keepsQueue(connection)));
    }

    /** Whether no other transfer uses the bottleneck. */
    private boolean sharesNothing(FlowConnection connection) {
        return connection.bottleneckArc >= 0 && fluid.ledger.users(connection.bottleneckArc) == 1;
    }

    /** Whether no other transfer uses the bottleneck or sends where the acknowledgements go. */
    boolean isAlone(FlowConnection connection) {
        boolean alone = sharesNothing(connection);
        for (int i = 0; i < connection.reverseArcs.length && alone; i++) {
            alone = fluid.ledger.users(connection.reverseArcs[i]) == 0;
        }
        return alone;
    }

    /** Packets of so many that go out at once that the queues of a path lose: all but those that leave meanwhile. */
    private double lostAtOnce(FlowConnection connection, double packets) {
        double passing = packets;
        double before = Double.POSITIVE_INFINITY;
        for (int arc : connection.arcs) {
            int users = Math.max(1, fluid.ledger.users(arc));
            double rate = fluid.topology.arcBitsPerSecond(arc) / (double) users;
            double room = arc == connection.bottleneckArc ? connection.queueBytes : fluid.topology.arcQueueBytes(arc);
            if (room >= 0 && rate < before) {
                double piling = 1 - rate / before;
                double held = (Math.floor(room / users / segment) + 1) / piling;
                passing -= Math.max(0, passing - held) * piling;
            }
            before = Math.min(before, rate);
        }
        return Math.ceil(packets - passing - 1e-6);
    }

    /**
     * From the arrival of a window's first packet to that of the last one that it lost, where nothing followed it. Where the queue
     * had room for the short end of the transfer this tells of the loss after a quarter of a round trip and the clock's slack, else
     * a probe does. Then one is sent again, two in the next round trip, four in the one after it, and so on.
     *
     * @param passed packets that were not lost
     * @param lost packets
     */
    private double tailSeconds(FlowConnection connection, double passed, double lost) {
        double packet = segment / connection.bottleneckBytesPerSecond;
        double rtt = connection.rttSeconds();
        double answered = passed * packet + rtt;
        double end = connection.wireBytes - (FirstBurst.packets(connection.wireBytes, segment) - 1) * segment;
        if (end <= connection.queueBytes % segment) {
            double wait = rtt / 4 + FirstBurst.PROBE_SLACK_SECONDS;
            return answered + wait + (rounds(lost) - 1) * rtt + lastRound(lost) * packet;
        }
        // Each acknowledgement is of two packets.
        double answers = passed / 2;
        double lag = (1 - FirstBurst.GAIN) / FirstBurst.GAIN * (1 - StrictMath.pow(1 - FirstBurst.GAIN, answers));
        double smoothed = rtt + 2 * packet * Math.max(0, answers - lag);
        double wait = 2 * smoothed + FirstBurst.PROBE_SLACK_SECONDS;
        double heldUp = DelayedAcknowledgements.heldUpNanos() * 1e-9;
        if (Math.round(passed) % 2 == 1 && wait > heldUp) {
            // The odd last one is acknowledged late, and the probe waits from then on.
            smoothed += FirstBurst.GAIN * (rtt + passed * packet + heldUp - smoothed);
            wait = heldUp + 2 * smoothed + FirstBurst.PROBE_SLACK_SECONDS;
        }
        double timeout = smoothed + FirstBurst.TIMEOUT_SECONDS;
        return lost <= 1
                ? answered + timeout
                : answered + Math.min(wait, timeout) + rounds(lost - 1) * rtt + lastRound(lost - 1) * packet;
    }

    /** The same where so many behind the lost ones tell of them, each of which lets one out again. */
    private double repeatedSeconds(FlowConnection connection, double passed, double lost, double telling) {
        double packet = segment / connection.bottleneckBytesPerSecond;
        double rtt = connection.rttSeconds();
        double repeated = Math.max(1, telling);
        double left = lost;
        int rounds = 1;
        while (left > repeated) {
            left -= repeated;
            repeated *= 2;
            rounds++;
        }
        return Math.max(rtt, passed * packet) + rounds * rtt + left * packet;
    }

    /** Rounds of 1, 2, 4 and so on that repair so many. */
    private static int rounds(double lost) {
        return Integer.SIZE - Integer.numberOfLeadingZeros((int) Math.max(1, Math.ceil(lost)));
    }

    /** What the last of these rounds repairs. */
    private static double lastRound(double lost) {
        double left = Math.max(1, lost);
        for (double round = 1; left > round; round *= 2) {
            left -= round;
        }
        return left;
    }
}
