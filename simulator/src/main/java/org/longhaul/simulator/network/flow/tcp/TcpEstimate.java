package org.longhaul.simulator.network.flow.tcp;

import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.estimate.PathEstimate;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.estimate.TimeTerm;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Topology;

/**
 * What TCP makes of transfers between two nodes, in closed form: the {@code flow} network's rules without its events.
 *
 * <p><b>Slow start.</b> With window w, round-trip time T and rate r, rounds of T send w, then 2w, and so on, until a window
 * outlasts its round trip or its burst overflows the queue ({@link SlowStartEnd}). The first swings of a window that a queue
 * cuts are followed; from there on the rate is steady.
 *
 * <p><b>Steady rate.</b> The least of the links' share, the largest window in a round trip, the mean window under random
 * loss (p of the packets) in a round trip, which is {@code sqrt(3/(2p))} segments for Reno and
 * {@code max(1.054 (T/p)^(3/4), sqrt(3/(2p)))} for CUBIC, and what the queue at the slowest link keeps busy. BBR takes no
 * notice of loss.
 *
 * @see <a href="https://doi.org/10.1145/263932.264023">Mathis, Semke, Mahdavi, Ott, "The macroscopic behavior of the TCP
 *     congestion avoidance algorithm", CCR 27(3), 1997</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9438">RFC 9438, CUBIC, section 5.1</a>
 */
public final class TcpEstimate extends PathEstimate {

    /** Bytes with headers are off by rounding where they are those of a whole window. */
    private static final double ROUNDING = 1 + 1e-9;

    private final TcpPath tcp;

    private boolean slowStart;
    private double window;
    private double threshold;
    private double activeUntil;
    /** Losses that have cut the window, and the window before the last one, segments. */
    private int cuts;

    private double maximum;
    /** When what a queue lost has arrived, seconds from the first byte of the transfer. */
    private double repaired;
    /** Bytes of the present transfer that pass while its window fills a queue. */
    private double filling;
    /** Mean of that window, bytes, and by how much those of others may be longer ({@link BurstWindows}). */
    private double filledWindow;

    private double uneven;

    public TcpEstimate(
            FlowSettings settings,
            CongestionControl control,
            double mostBytesPerSecond,
            Topology topology,
            int[] arcs,
            int[] back,
            int connections) {
        super(topology, arcs, back);
        tcp = new TcpPath(
                settings,
                control,
                mostBytesPerSecond,
                topology,
                arcs,
                back,
                slowestArc(),
                latencySeconds(),
                connections);
        reset();
    }

    @Override
    public void reset() {
        slowStart = tcp.settings.slowStart();
        window = tcp.settings.initialWindow();
        threshold = Double.POSITIVE_INFINITY;
        activeUntil = 0;
        cuts = 0;
        maximum = 0;
        uneven = 0;
    }

    @Override
    public boolean transfer(
            double startSeconds,
            long bytes,
            double transmissionSeconds,
            int sharers,
            double oncoming,
            TermSeconds seconds) {
        seconds.clear();
        if (length() == 0) {
            return true;
        }
        restartAfterIdle(startSeconds - activeUntil);
        double transmission = transmissionSeconds * tcp.headerFactor;
        if (tcp.settings.acknowledgements()) {
            transmission *= 1 + oncoming * tcp.settings.headerBytes() / (2.0 * tcp.settings.mtuBytes());
        }
        seconds.set(TimeTerm.LATENCY, latencySeconds());
        seconds.set(TimeTerm.TRANSMISSION, transmission);
        double windowBefore = window;
        boolean slowBefore = slowStart;
        int cutsBefore = cuts;
        if (bytes > 0) {
            double own = bytes * tcp.headerFactor / tcp.connections;
            double rate = own / transmission;
            double left = own;
            repaired = 0;
            filling = 0;
            if (slowStart) {
                boolean idled = activeUntil == 0 || startSeconds - activeUntil >= tcp.rttSeconds;
                left = startSlowly(own, rate, idled, seconds);
            } else if (cuts == 0 && fillsAfterHyStart()) {
                filling = fill(own, rate, 0, SlowStartEnd.GROWTH_AFTER_HYSTART) * rate;
                left -= filling;
            }
            left = follow(left, rate, seconds);
            double swinging =
                    cuts > 0 || tcp.control == CongestionControl.BBR ? tcp.queueRate : Double.POSITIVE_INFINITY;
            tcp.hold(left, rate, swinging, Double.POSITIVE_INFINITY, 0, sharers, oncoming, seconds);
            tcp.hold(filling, rate, Double.POSITIVE_INFINITY, filledWindow, uneven, sharers, oncoming, seconds);
            double data = seconds.total() - latencySeconds();
            seconds.set(TimeTerm.SLOW_START, seconds.get(TimeTerm.SLOW_START) + Math.max(0, repaired - data));
        }
        activeUntil = startSeconds + seconds.total();
        return window == windowBefore && slowStart == slowBefore && cuts == cutsBefore;
    }

    @Override
    public boolean isLike(PathEstimate path) {
        return path instanceof TcpEstimate other
                && (length() == 0) == (other.length() == 0)
                && tcp.isLike(other.tcp)
                && slowStart == other.slowStart
                && window == other.window
                && threshold == other.threshold
                && activeUntil == other.activeUntil
                && cuts == other.cuts
                && maximum == other.maximum
                && uneven == other.uneven;
    }

    @Override
    public void follow(PathEstimate like) {
        TcpEstimate other = (TcpEstimate) like;
        slowStart = other.slowStart;
        window = other.window;
        threshold = other.threshold;
        activeUntil = other.activeUntil;
        cuts = other.cuts;
        maximum = other.maximum;
        uneven = other.uneven;
    }

    private void restartAfterIdle(double idleSeconds) {
        double timeout = tcp.rttSeconds + TcpPath.MINIMUM_TIMEOUT_SECONDS;
        boolean restarts = tcp.settings.slowStart() && tcp.settings.idleRestart() && tcp.control.restartsAfterIdle();
        if (!restarts || idleSeconds <= timeout) {
            return;
        }
        if (window > tcp.settings.initialWindow()) {
            if (!slowStart) {
                threshold = 0.75 * window;
            }
            window = Math.max(
                    tcp.settings.initialWindow(), Math.scalb(window, -(int) Math.min(60, idleSeconds / timeout)));
            slowStart = true;
        }
    }

    // Bytes of each connection that are left when slow start is over; 0 if the transfer ends within it.
    private double startSlowly(double bytes, double rate, boolean idled, TermSeconds seconds) {
        double left = bytes;
        double passed = 0;
        while (left > 0 && slowStart) {
            boolean first = window <= tcp.settings.initialWindow();
            double quota = Math.max(1, first ? window : window - 1) * tcp.segment;
            double room = tcp.room(rate);
            double opened = window * tcp.segment;
            double passing = first && idled ? tcp.passingOfFirst(window, left) : Double.POSITIVE_INFINITY;
            if (passing < Double.POSITIVE_INFINITY) {
                repaired = tcp.firstRepairedSeconds(window, left, passing);
                if (FirstBurst.packets(left, tcp.segment) <= window) {
                    passed += left / rate;
                    left = 0;
                    leaveSlowStart(tcp.control.decrease() * window);
                } else {
                    passed += Math.max(tcp.rttSeconds, passing * tcp.segment / rate);
                    left -= passing * tcp.segment;
                    cut(window + passing);
                }
                break;
            }
            if (tcp.settings.queueing()
                    && tcp.lossRate == 0
                    && !first
                    && SlowStartEnd.burstOverflows(tcp.control, opened, room, rate, tcp.rttSeconds, tcp.segment)) {
                double gone = Math.min(left, SlowStartEnd.passing(opened, room));
                passed += burst(left, rate, room, passed);
                left -= gone;
                break;
            }
            if (quota >= rate * tcp.rttSeconds) {
                double full = full(left, rate, passed);
                filling = full * rate;
                left -= filling;
                passed += full;
                break;
            }
            if (left <= quota * ROUNDING) {
                passed += left / rate;
                window = 2 * left >= quota ? Math.min(2 * window, tcp.maximumWindow) : window;
                left = 0;
                break;
            }
            left -= quota;
            passed += tcp.rttSeconds;
            window = Math.min(tcp.control.startupGrowth() * window, tcp.maximumWindow);
            if (window >= Math.min(threshold, tcp.maximumWindow)) {
                leaveSlowStart(Math.min(window, threshold));
            } else if (tcp.lossRate > 0 && (bytes - left) / tcp.segment > 1 / tcp.lossRate) {
                leaveSlowStart(tcp.control.decrease() * window);
            }
        }
        left = Math.max(0, left);
        seconds.set(TimeTerm.SLOW_START, Math.max(0, passed - (bytes - left) / rate));
        return left;
    }

    // Seconds of a round whose burst loses part of itself, and what follows it.
    private double burst(double left, double rate, double room, double passed) {
        double opened = window * tcp.segment;
        double through = SlowStartEnd.passing(opened, room);
        if (left > 2 * room) {
            repaired = passed + (room + Math.min(left, opened) / 2) / rate + tcp.rttSeconds;
        }
        if (left <= through) {
            return left / rate;
        }
        cut(SlowStartEnd.heardWindow(tcp.control, opened, room, rate, tcp.rttSeconds, tcp.segment) / tcp.segment);
        if (SlowStartEnd.overflowsAgain(window * tcp.segment, through, room)) {
            cut(window);
        }
        return Math.max(tcp.rttSeconds, through / rate);
    }

    // Seconds at full rate until a window overflows that was opened when the link got full, or the transfer ends.
    private double full(double left, double rate, double passed) {
        double opened = window * tcp.segment;
        double path = rate * tcp.rttSeconds;
        double room = tcp.room(rate);
        if (!tcp.settings.queueing() || tcp.lossRate > 0) {
            leaveSlowStart(tcp.control.decrease() * Math.min((path + room) / tcp.segment, tcp.maximumWindow));
            return 0;
        }
        double limit = Math.min(path + room, tcp.maximumWindow * tcp.segment);
        if (tcp.control == CongestionControl.BBR) {
            leaveSlowStart(limit / tcp.segment);
            double heard = Math.max(limit, 2 * limit - opened);
            if (SlowStartEnd.overflows(tcp.control, path, room) && left > heard) {
                repair(left - heard, 2 * limit, limit, room, rate, passed + heard / rate);
            }
            return 0;
        }
        double quiet = threshold * tcp.segment;
        if (threshold == Double.POSITIVE_INFINITY) {
            quiet = SlowStartEnd.quietWindow(tcp.control, opened, rate, tcp.rttSeconds, tcp.segment);
            uneven = Math.min(tcp.metWindow(rate), limit) - quiet;
        }
        if (QueueOverflow.fills(limit, quiet) && (cuts > 0 || !fillsAfterHyStart())) {
            leaveSlowStart(quiet / tcp.segment);
            maximum = Math.max(maximum, window);
            return 0;
        }
        if (QueueOverflow.fills(limit, quiet)) {
            leaveSlowStart(quiet / tcp.segment);
            return fill(left, rate, passed, SlowStartEnd.GROWTH_AFTER_HYSTART);
        }
        return fill(left, rate, passed, 1);
    }

    private boolean fillsAfterHyStart() {
        return tcp.control == CongestionControl.CUBIC
                && tcp.settings.queueing()
                && tcp.settings.slowStart()
                && tcp.lossRate == 0;
    }

    // Seconds in which a window grows that fills a queue, by a part of what is acknowledged.
    private double fill(double left, double rate, double passed, double growth) {
        double opened = window * tcp.segment;
        double room = tcp.room(rate);
        double limit = rate * tcp.rttSeconds + room;
        double heard = Math.max(0, limit - opened) / growth + limit;
        filledWindow = opened + growth * Math.min(left, heard) / 2;
        if (left <= heard || limit >= tcp.maximumWindow * tcp.segment) {
            double most = Math.max(opened, left / growth > left ? left : 2 * left);
            window = Math.min(tcp.maximumWindow, Math.min(opened + growth * left, most) / tcp.segment);
            return left / rate;
        }
        repair(left - heard, 2 * growth * limit, limit, room, rate, passed + heard / rate);
        cut((1 + growth) * limit / tcp.segment);
        return heard / rate;
    }

    private void repair(double left, double most, double limit, double room, double rate, double heardAt) {
        double sent = Math.min(left, most);
        repaired = Math.max(repaired, heardAt + SlowStartEnd.repairSeconds(sent, limit, room, rate, tcp.rttSeconds));
    }

    private void cut(double before) {
        boolean shrinking = tcp.control == CongestionControl.CUBIC && cuts > 0 && before < maximum;
        maximum = shrinking ? before * tcp.control.meanOfSwing() : before;
        cuts++;
        slowStart = false;
        window = Math.max(2, tcp.control.decrease() * before);
        threshold = window;
    }

    private void leaveSlowStart(double nextWindow) {
        slowStart = false;
        window = Math.max(tcp.settings.initialWindow(), nextWindow);
        threshold = window;
    }

    // Bytes that are left when the swings of the window are no longer followed, one by one.
    private double follow(double bytes, double rate, TermSeconds seconds) {
        double left = bytes;
        double path = rate * tcp.rttSeconds;
        double limit = path + tcp.room(rate);
        double passed = 0;
        while (left > 0 && cuts > 0 && isFollowed(path) && limit < tcp.maximumWindow * tcp.segment) {
            double start = window;
            double grown = 0;
            while (left > 0 && !QueueOverflow.fills(window * tcp.segment, path)) {
                double epoch = tcp.control.epochSeconds(start, maximum, tcp.rttSeconds);
                double step = Math.max(tcp.rttSeconds, Math.min(1, epoch / 16));
                double slow = window * tcp.segment / tcp.rttSeconds;
                boolean last = left <= slow * step;
                step = last ? left / slow : step;
                left = last ? 0 : left - slow * step;
                passed += step;
                grown += step;
                window = tcp.control.window(start, maximum, grown, tcp.rttSeconds);
            }
            if (isSettled()) {
                break;
            }
            double rtt = Math.max(tcp.rttSeconds, window * tcp.segment / rate);
            double until =
                    left > 0 ? tcp.control.secondsTo(limit / tcp.segment, window, maximum, rtt) + limit / rate : 0;
            if (left <= until * rate) {
                window = left > 0 ? tcp.control.window(window, maximum, left / rate, rtt) : window;
                passed += left / rate;
                left = 0;
            } else {
                left -= until * rate;
                passed += until;
                cut(tcp.control.window(window, maximum, until, rtt));
            }
        }
        left = Math.max(0, left);
        double slower = Math.max(0, passed - (bytes - left) / rate);
        if (slower > 0) {
            seconds.set(TimeTerm.QUEUES, seconds.get(TimeTerm.QUEUES) + slower);
        }
        return left;
    }

    private boolean isFollowed(double path) {
        boolean follows = tcp.settings.queueing() && tcp.lossRate == 0 && tcp.control != CongestionControl.BBR;
        return !isSettled()
                || (follows && cuts < QueueOverflow.FOLLOWED && !QueueOverflow.fills(window * tcp.segment, path));
    }

    // Whether the mean of the window's swings holds.
    private boolean isSettled() {
        double path = tcp.bytesPerSecond * tcp.rttSeconds;
        return tcp.control == CongestionControl.BBR
                || !tcp.settings.queueing()
                || tcp.lossRate > 0
                || cuts >= QueueOverflow.FOLLOWED
                || QueueOverflow.fills(tcp.control.decrease() * (path + tcp.queueBytes), path);
    }
}
