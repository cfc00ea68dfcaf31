package org.longhaul.simulator.network;

import org.longhaul.topology.Topology;

/**
 * What TCP makes of transfers between two nodes, in closed form: the {@code flow} network's rules without its events.
 *
 * <p><b>Slow start.</b> With window w, round-trip time T and rate r, rounds of T send w, then 2w, and so on, until a window
 * outlasts its round trip; from there on the rate is steady. What the last window lost in the queue is sent again.
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

    private final FlowNetwork.Settings settings;
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
    /** When the round that overfilled the queue began, seconds from the first byte of the transfer; infinite if none did. */
    private double overshootBegan;

    TcpEstimate(FlowNetwork.Settings settings, Topology topology, int[] arcs, int[] back, int connections) {
        super(topology, arcs, back);
        this.settings = settings;
        this.control = settings.congestionControl();
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
        windowRate = maximumWindow * segment / rttSeconds;
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
        if (bytes > 0) {
            double own = bytes * headerFactor / connections;
            double rate = own / transmission;
            double left = own;
            overshootBegan = Double.POSITIVE_INFINITY;
            if (slowStart) {
                left = startSlowly(own, rate, seconds);
            }
            hold(left, rate, sharers, oncoming, seconds);
            recover(seconds);
        }
        activeUntil = startSeconds + seconds.total();
        return window == windowBefore && slowStart == slowBefore;
    }

    private void restartAfterIdle(double idleSeconds) {
        double timeout = rttSeconds + MINIMUM_TIMEOUT_SECONDS;
        if (!settings.slowStart() || !settings.idleRestart() || idleSeconds <= timeout) {
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
        while (true) {
            double quota = Math.max(1, window <= settings.initialWindow() ? window : window - 1) * segment;
            if (quota >= rate * rttSeconds) {
                // The share of the link is full; so is that share of its queue before the window is cut.
                double full = rate * rttSeconds + Math.min(1, rate / bytesPerSecond) * queueBytes;
                leaveSlowStart(control.decrease() * Math.min(full / segment, maximumWindow));
                overshootBegan = passed;
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
                break;
            }
            if (lossRate > 0 && (bytes - left) / segment > 1 / lossRate) {
                leaveSlowStart(control.decrease() * window);
                break;
            }
        }
        seconds.set(TimeTerm.SLOW_START, Math.max(0, passed - (bytes - left) / rate));
        return left;
    }

    private void leaveSlowStart(double nextWindow) {
        slowStart = false;
        window = Math.max(settings.initialWindow(), nextWindow);
        threshold = window;
    }

    // What the overshoot of slow start lost has to be sent again before a transfer is complete that goes on after it.
    private void recover(TermSeconds seconds) {
        double data = seconds.total() - latencySeconds();
        if (settings.queueing() && data > overshootBegan + WindowModel.OVERSHOOT_ROUNDS * rttSeconds) {
            double repaired = overshootBegan + control.recoveryRounds() * rttSeconds;
            seconds.set(TimeTerm.SLOW_START, seconds.get(TimeTerm.SLOW_START) + Math.max(0, repaired - data));
        }
    }

    // What the steady rate adds to the transmission of so many bytes, put down to what binds.
    private void hold(double bytes, double rate, int sharers, double oncoming, TermSeconds seconds) {
        double queues = queueRate;
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
            seconds.set(binding, bytes / least - bytes / rate);
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
