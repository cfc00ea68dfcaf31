package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * When the window of a flow of the {@code flow} network overflows its part of a queue, and what follows.
 *
 * <p><b>Model.</b> While slow start fills a queue the window grows by what is acknowledged, later by the congestion control's
 * rule. Where it has outgrown path and room a window's worth of bytes passes until the sender knows ({@link SlowStartEnd});
 * then the window is cut, and caps the rate until it has grown to fill the path again.
 *
 * <p><b>Cost.</b> An overflow is a number of bytes to be served, which is looked at when it has been: one event for each.
 * The first swings of a window are followed; after that, or if the queue never runs empty, the flow has the mean rate of the
 * swing and costs nothing.
 */
final class QueueOverflow {

    /** Cuts of the window that are followed. */
    static final int FOLLOWED = 3;
    /** Round trips from the cut for the loss of a burst to a second one. */
    private static final int SECOND_CUT_ROUNDS = 2;

    private final Fluid fluid;
    private final FlowSettings settings;
    private final WindowModel windows;
    private final FirstBurst first;
    final Restarts restarts;
    private final double segment;
    /** Bytes on the wire. */
    private final double maximumWindow;

    /**
     * @param maximumWindow largest window, segments
     */
    QueueOverflow(Fluid fluid, WindowModel windows, double maximumWindow) {
        this.fluid = fluid;
        this.windows = windows;
        settings = fluid.settings;
        segment = windows.segment;
        this.maximumWindow = maximumWindow * segment;
        first = new FirstBurst(fluid, segment);
        restarts = new Restarts(fluid, windows, this);
    }

    /** The burst of a round that opens loses part of itself: what passes of it, bytes; infinite if all does. */
    double passingOfBurst(FlowConnection connection) {
        if (!settings.queueing() || connection.bottleneckArc < 0 || connection.window <= settings.initialWindow()) {
            return Double.POSITIVE_INFINITY;
        }
        double rate = startRate(connection);
        double room = connection.queueBytes * rate / connection.bottleneckBytesPerSecond;
        double window = connection.window * segment;
        return SlowStartEnd.burstOverflows(connection.control, window, room, rate, connection.rttSeconds(), segment)
                ? SlowStartEnd.passing(window, room)
                : Double.POSITIVE_INFINITY;
    }

    /** A round opens, which may be that of the first window. */
    void openFirst(FlowConnection connection) {
        double passing = first.passing(connection);
        if (passing == Double.POSITIVE_INFINITY) {
            return;
        }
        if (first.endsTransfer(connection)) {
            long repaired = first.isAll(connection)
                    ? first.tailRepairedNanos(connection, passing)
                    : first.repairedNanos(connection, passing);
            connection.recoveredNanos = Math.max(connection.recoveredNanos, repaired);
            connection.slowStartThreshold = connection.control.decrease() * connection.window;
        } else {
            connection.roundQuota = passing * segment;
            connection.burstOverflows = true;
        }
    }

    /** The round of a burst that lost part of itself is over. */
    void burstEnds(FlowConnection connection, long now) {
        connection.burstOverflows = false;
        connection.roundEndNanos = 0;
        if (connection.window <= settings.initialWindow()) {
            connection.recoveredNanos = Math.max(
                    connection.recoveredNanos, first.repairedNanos(connection, connection.roundQuota / segment));
            // What passed was acknowledged before the sender heard of the loss.
            cut(connection, connection.window + connection.roundQuota / segment, now);
            windows.avoidCongestion(connection, now);
            return;
        }
        if (connection.restart.lost > 0) {
            restarts.isHeardOf(connection, now);
            return;
        }
        double passed = connection.roundQuota;
        double window = connection.window * segment;
        double room = passed - window / 2;
        double rate = startRate(connection);
        double heard =
                SlowStartEnd.heardWindow(connection.control, window, room, rate, connection.rttSeconds(), segment)
                        / segment;
        double sent = Math.min(window, connection.wireBytes - connection.roundBegin);
        double last = (room + sent / 2) / rate + connection.rttSeconds();
        connection.recoveredNanos =
                Math.max(connection.recoveredNanos, connection.roundOpenNanos + Math.round(last * 1e9));
        cut(connection, heard, now);
        windows.regrowth.joins(connection, now);
        if (SlowStartEnd.overflowsAgain(connection.window * segment, passed, room)) {
            cutAfterRounds(connection, SECOND_CUT_ROUNDS);
        } else {
            windows.avoidCongestion(connection, now);
        }
    }

    /**
     * Slow start ends at its threshold, up to which each acknowledged segment sends two. If the queue overflows on the way the sender
     * hears of it a round trip later.
     *
     * @param before window of the last whole round, segments
     */
    void leaps(FlowConnection connection, double before, long now) {
        double window = connection.window * segment;
        double left = connection.wireBytes - connection.roundBegin;
        boolean overflows = leapOverflows(connection, before * segment, left);
        if (overflows && left > window) {
            cutAfterRounds(connection, 1);
            return;
        }
        if (overflows) {
            double last = left / startRate(connection) + connection.rttSeconds();
            connection.recoveredNanos = Math.max(connection.recoveredNanos, now + Math.round(last * 1e9));
            cut(connection, connection.window, now);
        }
        windows.avoidCongestion(connection, now);
    }

    private boolean leapOverflows(FlowConnection connection, double before, double left) {
        if (!settings.queueing() || connection.bottleneckArc < 0 || windows.isLossy(connection)) {
            return false;
        }
        double rate = startRate(connection);
        return SlowStartEnd.leapOverflows(
                connection.control,
                before,
                connection.window * segment,
                left,
                room(connection, rate),
                rate,
                connection.rttSeconds(),
                segment);
    }

    /** The window is sent once a round trip until the sender hears, so many of them later, that it has lost. */
    private void cutAfterRounds(FlowConnection connection, int rounds) {
        windows.setRate(connection, connection.window * segment / connection.rttSeconds());
        windows.schedule(connection, rounds * connection.rttNanos, (each, time) -> {
            cut(each, windows.windowNow(each, time), time);
            windows.avoidCongestion(each, time);
        });
    }

    /** The rate that a flow may expect of its bottleneck before it has one. */
    double startRate(FlowConnection connection) {
        return connection.bottleneckBytesPerSecond / Math.max(1, fluid.ledger.users(connection.bottleneckArc));
    }

    /** When the lost part of a burst has arrived, if the transfer ends in its round. */
    long burstRepairedNanos(FlowConnection connection, long now) {
        double sent = connection.wireBytes - connection.roundBegin;
        double whole = 2 * (connection.roundQuota - connection.window * segment / 2);
        if (sent <= whole) {
            return now;
        }
        // Every second segment beyond that is lost: the others take half the time, and the lost ones a round trip more.
        double served = (now - connection.roundOpenNanos) * (whole + sent) / (2 * sent);
        return Math.max(now, connection.roundOpenNanos + Math.round(served) + connection.rttNanos);
    }

    /** Slow start has filled its share of a link with a window that was opened when the round began. */
    void fill(FlowConnection connection, long now) {
        double rate = fluid.rates.rate(connection);
        double opened = connection.window * segment;
        double path = rate * connection.rttSeconds();
        double room = room(connection, rate);
        double limit = Math.min(path + room, maximumWindow);
        boolean first = connection.slowStartThreshold == Double.POSITIVE_INFINITY;
        double quiet = first
                ? SlowStartEnd.quietWindow(connection.control, opened, rate, connection.rttSeconds(), segment)
                : connection.slowStartThreshold * segment;
        if (connection.restart.interleaved && first && connection.control == CongestionControl.CUBIC) {
            quiet = SlowStartEnd.interleavedWindow(opened, quiet, rate, connection.rttSeconds(), segment);
        }
        connection.fillBegin = connection.roundBegin;
        connection.fillWindow = opened;
        connection.fillGrowth = 1;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.roundEndNanos = 0;
        if (connection.control != CongestionControl.BBR
                && fills(limit, quiet)
                && (connection.cuts > 0 || !growsOn(connection))) {
            // Back where congestion avoidance begins.
            connection.slowStart = false;
            double window = quiet / segment;
            windows.startEpoch(connection, window, Math.max(connection.lastMaximum, window), now);
            watch(connection, now);
            return;
        }
        if (connection.control == CongestionControl.BBR || fills(limit, quiet)) {
            connection.slowStart = false;
            connection.fillWindow = Math.min(quiet, limit);
            connection.fillGrowth = connection.control == CongestionControl.BBR ? 0 : SlowStartEnd.GROWTH_AFTER_HYSTART;
            connection.slowStartThreshold = connection.fillWindow / segment;
            if (first && connection.fillGrowth > 0) {
                double met = SlowStartEnd.metWindow(
                        settings.initialWindow() * segment, rate, connection.rttSeconds(), segment);
                connection.uneven = Math.min(met, limit) - connection.fillWindow;
            }
        }
        connection.window = connection.fillWindow / segment;
        connection.filling = true;
        connection.lastMaximum = connection.window;
        if (connection.control == CongestionControl.BBR) {
            connection.overflowAt = SlowStartEnd.overflows(connection.control, path, room)
                    ? connection.fillBegin + Math.max(limit, 2 * limit - opened)
                    : Double.POSITIVE_INFINITY;
        } else {
            connection.overflowAt = heardAt(connection, rate);
        }
    }

    /** Whether windows grow by a part of what is acknowledged between slow start and their first loss. */
    boolean growsOn(FlowConnection connection) {
        return connection.control == CongestionControl.CUBIC && settings.queueing() && settings.slowStart();
    }

    /** A transfer begins on a connection whose window has filled a queue and has not overflowed it. */
    void fillOn(FlowConnection connection) {
        connection.filling = true;
        connection.fillBegin = 0;
        connection.fillWindow = connection.window * segment;
        connection.fillGrowth = SlowStartEnd.GROWTH_AFTER_HYSTART;
        connection.overflowAt =
                connection.bottleneckArc < 0 ? Double.POSITIVE_INFINITY : heardAt(connection, startRate(connection));
    }

    private double room(FlowConnection connection, double rate) {
        return Math.min(1, rate / connection.bottleneckBytesPerSecond) * connection.queueBytes;
    }

    /** Bytes of the transfer that have passed when the sender hears of the overflow of a window that fills the queue. */
    private double heardAt(FlowConnection connection, double rate) {
        double limit = rate * connection.rttSeconds() + room(connection, rate);
        return limit >= maximumWindow
                ? Double.POSITIVE_INFINITY
                : connection.fillBegin + Math.max(0, limit - connection.fillWindow) / connection.fillGrowth + limit;
    }

    /** What the window has come to, bytes, while it fills a queue. */
    double filled(FlowConnection connection, double served) {
        double window = connection.fillWindow + connection.fillGrowth * Math.max(0, served - connection.fillBegin);
        return Math.min(maximumWindow, window);
    }

    /** A transfer ends while its window fills a queue: a window grows no further than what there is to send. */
    void fillingEnds(FlowConnection connection) {
        double most = (connection.slowStart ? 2 : 1) * connection.wireBytes;
        double window = Math.min(filled(connection, connection.wireBytes), Math.max(connection.fillWindow, most));
        connection.window = window / segment;
        connection.filling = false;
        connection.overflowAt = Double.POSITIVE_INFINITY;
    }

    /** Whether a window that a queue has cut is followed from transfer to transfer: in its first swings, and if too short. */
    boolean isFollowed(FlowConnection connection) {
        return connection.cuts > 0
                && !windows.isLossy(connection)
                && (!isSettled(connection) || restarts.isShort(connection));
    }

    /** Whether the swings of the window are not followed. */
    boolean isSettled(FlowConnection connection) {
        return connection.control == CongestionControl.BBR
                || !settings.queueing()
                || connection.cuts >= FOLLOWED
                || (connection.cuts > 0 && keepsQueue(connection));
    }

    /** Whether a window that the queue has cut fills its path still. */
    boolean keepsQueue(FlowConnection connection) {
        double path = connection.bandwidthDelayBytes();
        return fills(connection.control.decrease() * (path + connection.queueBytes), path);
    }

    /** Whether a window fills a path: half of a path and a queue of the same room does, however the sum is rounded. */
    static boolean fills(double window, double path) {
        return window >= path * (1 - 1e-9);
    }

    /** A link holds a flow whose window grows in congestion avoidance: aims at where it overflows. */
    void watch(FlowConnection connection, long now) {
        if (isSettled(connection)) {
            connection.overflowAt = Double.POSITIVE_INFINITY;
            return;
        }
        double rate = fluid.rates.rate(connection);
        double limit = rate * connection.rttSeconds() + room(connection, rate);
        if (limit >= maximumWindow) {
            connection.overflowAt = Double.POSITIVE_INFINITY;
            return;
        }
        double served = fluid.progress.served(connection.flow, now);
        double whole = connection.control.secondsTo(
                limit / segment, connection.epochWindow, connection.lastMaximum, windows.growthRtt(connection));
        double seconds = Math.max(0, whole - (now - connection.epochNanos) * 1e-9);
        connection.overflowAt = served + rate * seconds + limit;
    }

    /** The bytes have passed after which the window was to have overflowed the queue. */
    void reached(FlowConnection connection, long now) {
        double rate = fluid.rates.rate(connection);
        double at = connection.overflowAt;
        double path = rate * connection.rttSeconds();
        double room = room(connection, rate);
        double limit = path + room;
        connection.overflowAt = Double.POSITIVE_INFINITY;
        if (!windows.isHeldByLink(connection)) {
            return;
        }
        if (connection.control == CongestionControl.BBR) {
            connection.filling = false;
            repair(connection, 2 * limit, limit, room, rate, now);
            return;
        }
        double grown = 2 * limit;
        if (connection.filling) {
            double heard = heardAt(connection, rate);
            if (heard > at + segment) {
                connection.overflowAt = heard;
                return;
            }
            grown = connection.fillGrowth * limit;
            cutAfter(connection, limit + grown, limit, grown, room, rate, now);
        } else {
            // The window when the sender hears of it; a window of bytes ago it overflowed, or did not.
            double window = windows.windowNow(connection, now) * segment;
            if (window < limit - segment) {
                watch(connection, now);
                return;
            }
            cutAfter(connection, Math.min(window, 2 * limit), limit, 2 * segment, room, rate, now);
        }
    }

    private void cutAfter(
            FlowConnection connection, double window, double limit, double lost, double room, double rate, long now) {
        repair(connection, 2 * lost, limit, room, rate, now);
        cut(connection, window / segment, now);
        windows.avoidCongestion(connection, now);
    }

    private void repair(FlowConnection connection, double most, double limit, double room, double rate, long now) {
        double sent = Math.min(most, connection.wireBytes - fluid.progress.served(connection.flow, now));
        if (sent > 0) {
            double seconds = SlowStartEnd.repairSeconds(sent, limit, room, rate, connection.rttSeconds());
            long recovered = now + Math.round(seconds * 1e9);
            if (recovered > connection.recoveredNanos) {
                double rounds = SlowStartEnd.repairRounds(sent, limit) * connection.rttSeconds();
                connection.recoveredNanos = recovered;
                connection.repair.endNanos = recovered;
                connection.repair.roundNanos = Math.round(rounds * 1e9);
                connection.repair.bytes = fluid.progress.served(connection.flow, now) + (seconds - rounds) * rate;
            }
        }
    }

    /** All bytes of a transfer have been served: what is sent again of them is over sooner if others have left it their share. */
    void repairEnds(FlowConnection connection, long now) {
        double left = connection.repair.bytes - connection.wireBytes;
        double rate = fluid.rates.rate(connection);
        boolean isLast = connection.recoveredNanos == connection.repair.endNanos;
        if (isLast && left < Double.POSITIVE_INFINITY && rate > 0) {
            long repaired = now + Math.round(left / rate * 1e9) + connection.repair.roundNanos;
            connection.recoveredNanos = Math.min(connection.recoveredNanos, repaired);
        }
        connection.repair.bytes = Double.POSITIVE_INFINITY;
    }

    /** The sender has heard that a window lost. */
    void cut(FlowConnection connection, double window, long now) {
        boolean shrinking =
                connection.control == CongestionControl.CUBIC && connection.cuts > 0 && window < connection.lastMaximum;
        double left = connection.control.decrease() * window;
        connection.slowStart = false;
        connection.filling = false;
        connection.quotaEnd = Double.POSITIVE_INFINITY;
        connection.cuts++;
        windows.startEpoch(connection, left, shrinking ? window * connection.control.meanOfSwing() : window, now);
        connection.slowStartThreshold = connection.window;
    }
}
