package org.longhaul.simulator.network;

import java.util.Objects;
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
final class TcpEstimate extends PathEstimate {

    private static final double MINIMUM_TIMEOUT_SECONDS = 0.2;

    private final FlowSettings settings;
    private final CongestionControl control;
    private final int connections;
    private final double bytesPerSecond;
    private final double rttSeconds;
    private final double lossRate;
    /** Share of packets that get no answer, since they or it are lost. */
    private final double unanswered;

    private final double queueBytes;
    /** How many times faster than it takes them bursts come to the slowest arc. */
    private final double entry;
    /** Wire bytes of a full segment. */
    private final double segment;

    private final double maximumWindow;
    private final double headerFactor;
    private final double windowRate;
    private final double lossyRate;
    private final double queueRate;

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

    TcpEstimate(
            FlowSettings settings,
            CongestionControl control,
            double mostBytesPerSecond,
            Topology topology,
            int[] arcs,
            int[] back,
            int connections) {
        super(topology, arcs, back);
        this.settings = settings;
        this.control = control;
        this.connections = connections;
        bytesPerSecond = arcs.length == 0 ? Double.POSITIVE_INFINITY : topology.arcBitsPerSecond(slowestArc()) / 8.0;
        double survives = 1;
        for (int arc : arcs) {
            survives *= 1 - topology.arcLossRate(arc);
        }
        long backNanos = 0;
        double answered = survives;
        for (int arc : back) {
            answered *= 1 - topology.arcLossRate(arc);
            backNanos += topology.arcLatencyNanos(arc);
        }
        double pair = settings.headers() ? 2 * settings.mtuBytes() / bytesPerSecond : 0;
        double fastest = AckCompression.MOST_ENTRY * bytesPerSecond * 8;
        for (int i = 0; i < arcs.length && arcs[i] != slowestArc(); i++) {
            fastest = Math.min(fastest, (double) topology.arcBitsPerSecond(arcs[i]));
        }
        entry = fastest / (bytesPerSecond * 8);
        rttSeconds = Math.max(1e-9, latencySeconds() + backNanos * 1e-9 + pair);
        unanswered = 1 - answered;
        lossRate = settings.lossLimit() && control != CongestionControl.BBR ? 1 - survives : 0;
        double delayBytes = bytesPerSecond * rttSeconds;
        long stated = arcs.length == 0 ? 0 : topology.arcQueueBytes(slowestArc());
        queueBytes = stated >= 0 ? stated : delayBytes;
        segment = settings.headers() ? settings.mtuBytes() : settings.segmentBytes();
        maximumWindow = settings.maximumWindow() == 0
                ? Double.POSITIVE_INFINITY
                : (double) settings.maximumWindow() / settings.segmentBytes();
        headerFactor = settings.headers() ? (double) settings.mtuBytes() / settings.segmentBytes() : 1;
        windowRate = Math.min(maximumWindow * segment / rttSeconds, mostBytesPerSecond);
        lossyRate = lossRate > 0 ? lossySegments() * segment : Double.POSITIVE_INFINITY;
        double use = control.sawtoothUtilisation(queueBytes / Math.max(1, delayBytes));
        queueRate = settings.queueing() && use < 1 ? use * bytesPerSecond : Double.POSITIVE_INFINITY;
        reset();
    }

    /**
     * Segments that arrive in a second under random loss. From loss to loss {@code 1/p} segments and a window pass, at the
     * mean window a round trip; the retransmission is lost again with the same probability, and where nothing tells of that
     * the sender falls silent ({@link RandomLosses}).
     */
    private double lossySegments() {
        double window = meanWindow();
        double between = 1 / lossRate + window;
        double silent = lossRate * RandomLosses.unnoticed(unanswered, control.decrease() * window)
                + StrictMath.pow(unanswered, Math.max(1, window - 1));
        double timeout = rttSeconds + MINIMUM_TIMEOUT_SECONDS;
        double seconds =
                between / window * rttSeconds + Math.min(1, silent) * timeout * RandomLosses.meanSilence(unanswered);
        return (1 - lossRate) * between / seconds;
    }

    /** Mean window under random loss, segments. */
    private double meanWindow() {
        double reno = Math.sqrt(1.5 / lossRate);
        return Math.max(2, control == CongestionControl.CUBIC ? Math.max(reno, cubicWindow()) : reno);
    }

    private double cubicWindow() {
        return 1.054 * StrictMath.pow(rttSeconds / lossRate, 0.75);
    }

    @Override
    public void reset() {
        slowStart = settings.slowStart();
        window = settings.initialWindow();
        threshold = Double.POSITIVE_INFINITY;
        activeUntil = 0;
        cuts = 0;
        maximum = 0;
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
        double transmission = transmissionSeconds * headerFactor;
        if (settings.acknowledgements()) {
            transmission *= 1 + oncoming * settings.headerBytes() / (2.0 * settings.mtuBytes());
        }
        seconds.set(TimeTerm.LATENCY, latencySeconds());
        seconds.set(TimeTerm.TRANSMISSION, transmission);
        double windowBefore = window;
        boolean slowBefore = slowStart;
        int cutsBefore = cuts;
        if (bytes > 0) {
            double own = bytes * headerFactor / connections;
            double rate = own / transmission;
            double left = own;
            repaired = 0;
            filling = 0;
            if (slowStart) {
                left = startSlowly(own, rate, seconds);
            } else if (cuts == 0 && fillsAfterHyStart()) {
                filling = fill(own, rate, 0, SlowStartEnd.GROWTH_AFTER_HYSTART) * rate;
                left -= filling;
            }
            left = follow(left, rate, seconds);
            double swinging = cuts > 0 || control == CongestionControl.BBR ? queueRate : Double.POSITIVE_INFINITY;
            hold(left, rate, swinging, sharers, oncoming, seconds);
            hold(filling, rate, Double.POSITIVE_INFINITY, sharers, oncoming, seconds);
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
                && latencySeconds() == other.latencySeconds()
                && bytesPerSecond == other.bytesPerSecond
                && rttSeconds == other.rttSeconds
                && lossRate == other.lossRate
                && unanswered == other.unanswered
                && queueBytes == other.queueBytes
                && entry == other.entry
                && connections == other.connections
                && control == other.control
                && Objects.equals(settings, other.settings)
                && slowStart == other.slowStart
                && window == other.window
                && threshold == other.threshold
                && activeUntil == other.activeUntil
                && cuts == other.cuts
                && maximum == other.maximum;
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
    }

    private void restartAfterIdle(double idleSeconds) {
        double timeout = rttSeconds + MINIMUM_TIMEOUT_SECONDS;
        boolean restarts = settings.slowStart() && settings.idleRestart() && control.restartsAfterIdle();
        if (!restarts || idleSeconds <= timeout) {
            return;
        }
        if (window > settings.initialWindow()) {
            if (!slowStart) {
                threshold = 0.75 * window;
            }
            window = Math.max(settings.initialWindow(), Math.scalb(window, -(int) Math.min(60, idleSeconds / timeout)));
            slowStart = true;
        }
    }

    // Bytes of each connection that are left when slow start is over; 0 if the transfer ends within it.
    private double startSlowly(double bytes, double rate, TermSeconds seconds) {
        double left = bytes;
        double passed = 0;
        while (left > 0 && slowStart) {
            boolean first = window <= settings.initialWindow();
            double quota = Math.max(1, first ? window : window - 1) * segment;
            double room = room(rate);
            double opened = window * segment;
            if (settings.queueing()
                    && lossRate == 0
                    && !first
                    && SlowStartEnd.burstOverflows(control, opened, room, rate, rttSeconds, segment)) {
                double gone = Math.min(left, SlowStartEnd.passing(opened, room));
                passed += burst(left, rate, room, passed);
                left -= gone;
                break;
            }
            if (quota >= rate * rttSeconds) {
                double full = full(left, rate, passed);
                filling = full * rate;
                left -= filling;
                passed += full;
                break;
            }
            if (left <= quota) {
                passed += left / rate;
                window = 2 * left >= quota ? Math.min(2 * window, maximumWindow) : window;
                left = 0;
                break;
            }
            left -= quota;
            passed += rttSeconds;
            window = Math.min(control.startupGrowth() * window, maximumWindow);
            if (window >= Math.min(threshold, maximumWindow)) {
                leaveSlowStart(Math.min(window, threshold));
            } else if (lossRate > 0 && (bytes - left) / segment > 1 / lossRate) {
                leaveSlowStart(control.decrease() * window);
            }
        }
        left = Math.max(0, left);
        seconds.set(TimeTerm.SLOW_START, Math.max(0, passed - (bytes - left) / rate));
        return left;
    }

    private double room(double rate) {
        return Math.min(1, rate / bytesPerSecond) * queueBytes;
    }

    // Seconds of a round whose burst loses part of itself, and what follows it.
    private double burst(double left, double rate, double room, double passed) {
        double opened = window * segment;
        double through = SlowStartEnd.passing(opened, room);
        if (left > 2 * room) {
            repaired = passed + (room + Math.min(left, opened) / 2) / rate + rttSeconds;
        }
        if (left <= through) {
            return left / rate;
        }
        cut(SlowStartEnd.heardWindow(control, opened, room, rate, rttSeconds, segment) / segment);
        if (SlowStartEnd.overflowsAgain(window * segment, through, room)) {
            cut(window);
        }
        return Math.max(rttSeconds, through / rate);
    }

    // Seconds at full rate until a window overflows that was opened when the link got full, or the transfer ends.
    private double full(double left, double rate, double passed) {
        double opened = window * segment;
        double path = rate * rttSeconds;
        double room = room(rate);
        if (!settings.queueing() || lossRate > 0) {
            leaveSlowStart(control.decrease() * Math.min((path + room) / segment, maximumWindow));
            return 0;
        }
        double limit = Math.min(path + room, maximumWindow * segment);
        if (control == CongestionControl.BBR) {
            leaveSlowStart(limit / segment);
            double heard = Math.max(limit, 2 * limit - opened);
            if (SlowStartEnd.overflows(control, path, room) && left > heard) {
                repair(left - heard, 2 * limit, limit, room, rate, passed + heard / rate);
            }
            return 0;
        }
        double quiet = threshold == Double.POSITIVE_INFINITY
                ? SlowStartEnd.quietWindow(control, opened, rate, rttSeconds, segment)
                : threshold * segment;
        if (QueueOverflow.fills(limit, quiet) && (cuts > 0 || !fillsAfterHyStart())) {
            leaveSlowStart(quiet / segment);
            maximum = Math.max(maximum, window);
            return 0;
        }
        if (QueueOverflow.fills(limit, quiet)) {
            leaveSlowStart(quiet / segment);
            return fill(left, rate, passed, SlowStartEnd.GROWTH_AFTER_HYSTART);
        }
        return fill(left, rate, passed, 1);
    }

    private boolean fillsAfterHyStart() {
        return control == CongestionControl.CUBIC && settings.queueing() && settings.slowStart() && lossRate == 0;
    }

    // Seconds in which a window grows that fills a queue, by a part of what is acknowledged.
    private double fill(double left, double rate, double passed, double growth) {
        double opened = window * segment;
        double room = room(rate);
        double limit = rate * rttSeconds + room;
        double heard = Math.max(0, limit - opened) / growth + limit;
        if (left <= heard || limit >= maximumWindow * segment) {
            double most = Math.max(opened, left / growth > left ? left : 2 * left);
            window = Math.min(maximumWindow, Math.min(opened + growth * left, most) / segment);
            return left / rate;
        }
        repair(left - heard, 2 * growth * limit, limit, room, rate, passed + heard / rate);
        cut((1 + growth) * limit / segment);
        return heard / rate;
    }

    private void repair(double left, double most, double limit, double room, double rate, double heardAt) {
        double sent = Math.min(left, most);
        repaired = Math.max(repaired, heardAt + SlowStartEnd.repairSeconds(sent, limit, room, rate, rttSeconds));
    }

    private void cut(double before) {
        boolean shrinking = control == CongestionControl.CUBIC && cuts > 0 && before < maximum;
        maximum = shrinking ? before * control.meanOfSwing() : before;
        cuts++;
        slowStart = false;
        window = Math.max(2, control.decrease() * before);
        threshold = window;
    }

    private void leaveSlowStart(double nextWindow) {
        slowStart = false;
        window = Math.max(settings.initialWindow(), nextWindow);
        threshold = window;
    }

    // Bytes that are left when the swings of the window are no longer followed, one by one.
    private double follow(double bytes, double rate, TermSeconds seconds) {
        double left = bytes;
        double path = rate * rttSeconds;
        double limit = path + room(rate);
        double passed = 0;
        while (left > 0 && cuts > 0 && isFollowed(path) && limit < maximumWindow * segment) {
            double start = window;
            double grown = 0;
            while (left > 0 && !QueueOverflow.fills(window * segment, path)) {
                double epoch = control.epochSeconds(start, maximum, rttSeconds);
                double step = Math.max(rttSeconds, Math.min(1, epoch / 16));
                double slow = window * segment / rttSeconds;
                boolean last = left <= slow * step;
                step = last ? left / slow : step;
                left = last ? 0 : left - slow * step;
                passed += step;
                grown += step;
                window = control.window(start, maximum, grown, rttSeconds);
            }
            if (isSettled()) {
                break;
            }
            double rtt = Math.max(rttSeconds, window * segment / rate);
            double until = left > 0 ? control.secondsTo(limit / segment, window, maximum, rtt) + limit / rate : 0;
            if (left <= until * rate) {
                window = left > 0 ? control.window(window, maximum, left / rate, rtt) : window;
                passed += left / rate;
                left = 0;
            } else {
                left -= until * rate;
                passed += until;
                cut(control.window(window, maximum, until, rtt));
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
        boolean follows = settings.queueing() && lossRate == 0 && control != CongestionControl.BBR;
        return !isSettled()
                || (follows && cuts < QueueOverflow.FOLLOWED && !QueueOverflow.fills(window * segment, path));
    }

    // Whether the mean of the window's swings holds.
    private boolean isSettled() {
        double path = bytesPerSecond * rttSeconds;
        return control == CongestionControl.BBR
                || !settings.queueing()
                || lossRate > 0
                || cuts >= QueueOverflow.FOLLOWED
                || QueueOverflow.fills(control.decrease() * (path + queueBytes), path);
    }

    // What the steady rate adds to the transmission of so many bytes, put down to what binds.
    private void hold(double bytes, double rate, double swinging, int sharers, double oncoming, TermSeconds seconds) {
        double queues = swinging;
        if (settings.queueing() && control != CongestionControl.BBR && oncoming > 0 && lossRate == 0) {
            int flows = sharers * connections;
            double whole = Math.min(rate * flows, bytesPerSecond);
            double used = 1 - oncoming * (1 - burstShare(flows, bytes / rate));
            queues = Math.min(queues, used * whole / flows);
        }
        double least = Math.min(Math.min(windowRate, lossyRate), queues);
        if (bytes > 0 && least < rate) {
            TimeTerm binding =
                    least == lossyRate ? TimeTerm.LOSS : least == windowRate ? TimeTerm.WINDOW : TimeTerm.QUEUES;
            seconds.set(binding, seconds.get(binding) + bytes / least - bytes / rate);
        }
    }

    // Mean of the share over some seconds against an equal load; the shape of bursts is lost exponentially.
    private double burstShare(int flows, double seconds) {
        double length = seconds * 1e9 / TwoWayBursts.dispersalNanos(rttSeconds * 1e9);
        double shape = length < 1e-6 ? 1 : -StrictMath.expm1(-length) / length;
        double queue = queueBytes / bytesPerSecond;
        double queued = TwoWayBursts.swing(control, flows) * TwoWayBursts.queued(flows * entry);
        return TwoWayBursts.share(
                control,
                flows,
                latencySeconds(),
                rttSeconds,
                queue,
                queued * queue,
                queued * (queue + rttSeconds),
                shape);
    }
}
