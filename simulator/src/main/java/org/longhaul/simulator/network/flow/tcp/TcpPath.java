package org.longhaul.simulator.network.flow.tcp;

import java.util.Objects;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.estimate.TimeTerm;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Topology;

/** What TCP meets on a path of idle links, as {@link TcpEstimate} takes it: rates in bytes a second, on the wire. */
final class TcpPath {

    static final double MINIMUM_TIMEOUT_SECONDS = 0.2;

    final FlowSettings settings;
    final CongestionControl control;
    final int connections;
    private final Topology topology;
    private final int[] arcs;
    final double latencySeconds;
    final double bytesPerSecond;
    final double rttSeconds;
    /** The round trip without the packets of the slowest link that windows count in. */
    final double propagationSeconds;

    final double lossRate;
    /** Share of packets that get no answer, since they or it are lost. */
    final double unanswered;

    final double queueBytes;
    /** How many times faster than it takes them bursts come to the slowest arc. */
    final double entry;
    /** Wire bytes of a full segment. */
    final double segment;

    /** Largest window, segments. */
    final double maximumWindow;
    /** Bytes on the wire for each byte of payload. */
    final double headerFactor;
    /** What the largest window in a round trip and the cap of a connection allow. */
    final double windowRate;
    /** What random losses allow; infinite without any. */
    final double lossyRate;
    /** What the swings of windows behind a short queue keep busy; infinite if all of the link. */
    final double queueRate;
    /** Whether some queue does not hold a first window that more follows. */
    private final boolean losesOfFirst;

    TcpPath(
            FlowSettings settings,
            CongestionControl control,
            double mostBytesPerSecond,
            Topology topology,
            int[] arcs,
            int[] back,
            int slowestArc,
            double latencySeconds,
            int connections) {
        this.settings = settings;
        this.control = control;
        this.connections = connections;
        this.topology = topology;
        this.arcs = arcs;
        this.latencySeconds = latencySeconds;
        bytesPerSecond = arcs.length == 0 ? Double.POSITIVE_INFINITY : topology.arcBitsPerSecond(slowestArc) / 8.0;
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
        double fastest = BurstWindows.MOST_ENTRY * bytesPerSecond * 8;
        for (int i = 0; i < arcs.length && arcs[i] != slowestArc; i++) {
            fastest = Math.min(fastest, (double) topology.arcBitsPerSecond(arcs[i]));
        }
        entry = fastest / (bytesPerSecond * 8);
        rttSeconds = Math.max(1e-9, latencySeconds + backNanos * 1e-9 + pair);
        propagationSeconds = rttSeconds - pair;
        unanswered = 1 - answered;
        double lost = settings.lossLimit() ? 1 - survives : 0;
        lossRate = control == CongestionControl.BBR ? 0 : lost;
        double delayBytes = bytesPerSecond * rttSeconds;
        long stated = arcs.length == 0 ? 0 : topology.arcQueueBytes(slowestArc);
        queueBytes = stated >= 0 ? stated : DefaultQueue.bytes(bytesPerSecond, rttSeconds, settings.mtuBytes());
        segment = settings.headers() ? settings.mtuBytes() : settings.segmentBytes();
        maximumWindow = settings.maximumWindow() == 0
                ? Double.POSITIVE_INFINITY
                : (double) settings.maximumWindow() / settings.segmentBytes();
        headerFactor = settings.headers() ? (double) settings.mtuBytes() / settings.segmentBytes() : 1;
        windowRate = Math.min(maximumWindow * segment / rttSeconds, mostBytesPerSecond);
        if (lost <= 0) {
            lossyRate = Double.POSITIVE_INFINITY;
        } else if (control == CongestionControl.BBR) {
            lossyRate = BbrEstimates.sustained(lost, unanswered, bytesPerSecond, rttSeconds, segment);
        } else {
            lossyRate = lossySegments() * segment;
        }
        double use = control.sawtoothUtilisation(queueBytes / Math.max(1, delayBytes));
        queueRate = settings.queueing() && use < 1 ? use * bytesPerSecond : Double.POSITIVE_INFINITY;
        losesOfFirst = passingOfFirst(settings.initialWindow(), Double.POSITIVE_INFINITY) < Double.POSITIVE_INFINITY;
    }

    /** Packets of a first window that pass all queues of the path; infinite if all do. */
    double passingOfFirst(double window, double left) {
        return settings.queueing() && lossRate == 0 && control != CongestionControl.BBR
                ? FirstBurst.passing(topology, arcs, window, left, segment)
                : Double.POSITIVE_INFINITY;
    }

    /** From the arrival of the first byte of a first window to that of the last byte that a queue of the path lost of it. */
    double firstRepairedSeconds(double window, double left, double passing) {
        double packet = segment / bytesPerSecond;
        double others = FirstBurst.secondsOfAll(topology, arcs, segment) - packet;
        double packets = FirstBurst.packets(left, segment);
        if (packets <= window) {
            int lost = (int) Math.max(1, packets - passing);
            return FirstBurst.tailSeconds((int) passing, lost, propagationSeconds, packet, others);
        }
        return FirstBurst.followedSeconds(
                passing, window - passing, packets - window, propagationSeconds, packet, others);
    }

    /** Whether first windows lose the same in the queues of both paths. */
    private boolean losesLike(TcpPath other) {
        if (!losesOfFirst && !other.losesOfFirst) {
            return true;
        }
        boolean isLike = arcs.length == other.arcs.length;
        for (int i = 0; i < arcs.length && isLike; i++) {
            isLike = topology.arcBitsPerSecond(arcs[i]) == other.topology.arcBitsPerSecond(other.arcs[i])
                    && topology.arcQueueBytes(arcs[i]) == other.topology.arcQueueBytes(other.arcs[i]);
        }
        return isLike;
    }

    /** Whether a transfer takes as long over the other path. */
    boolean isLike(TcpPath other) {
        return control == other.control
                && connections == other.connections
                && latencySeconds == other.latencySeconds
                && bytesPerSecond == other.bytesPerSecond
                && rttSeconds == other.rttSeconds
                && lossRate == other.lossRate
                && lossyRate == other.lossyRate
                && unanswered == other.unanswered
                && queueBytes == other.queueBytes
                && entry == other.entry
                && windowRate == other.windowRate
                && Objects.equals(settings, other.settings)
                && losesLike(other);
    }

    /** Segments that arrive in a second under random loss. */
    private double lossySegments() {
        double window = meanWindow();
        return RandomLosses.segmentsPerSecond(window, control.decrease() * window, lossRate, unanswered, rttSeconds);
    }

    /** Mean window under random loss, segments. */
    private double meanWindow() {
        return Math.max(
                2,
                control == CongestionControl.CUBIC
                        ? Math.max(renoFriendlyWindow(), cubicWindow())
                        : Math.sqrt(1.5 / lossRate));
    }

    /**
     * CUBIC's mean window where it grows as Reno would. From a top W to the next, the time in which 1/p segments go out at the
     * mean window, it grows back what the loss cut, but stands still for half a recalculation on average: without that pause
     * this is Reno's sqrt(3/(2p)).
     */
    private double renoFriendlyWindow() {
        double mean = control.meanOfSwing();
        double pause =
                control.additiveIncrease() * CongestionControl.CUBIC_RECALCULATION_NANOS * 1e-9 / (2 * rttSeconds);
        double gained = control.additiveIncrease() / (mean * lossRate);
        double cut = 1 - control.decrease();
        return mean * (Math.sqrt(pause * pause + 4 * cut * gained) - pause) / (2 * cut);
    }

    private double cubicWindow() {
        return 1.054 * StrictMath.pow(rttSeconds / lossRate, 0.75);
    }

    /** Its part of the slowest link's queue, bytes. */
    double room(double rate) {
        return Math.min(1, rate / bytesPerSecond) * queueBytes;
    }

    /** Where HyStart's delay ends slow start against data the other way, bytes. */
    double metWindow(double rate) {
        return SlowStartEnd.metWindow(settings.initialWindow() * segment, rate, rttSeconds, segment);
    }

    /**
     * Adds what the steady rate adds to the transmission of a transfer's bytes, put down to what binds.
     *
     * @param bytes of each connection
     * @param rate of each, of the links alone
     * @param swinging the most that a window lets through that a queue cuts
     * @param window mean of a window that has not come to a queue's end, bytes; infinite for any other
     * @param uneven by how much others' windows may be longer, as of {@link BurstWindows#own}
     * @param sharers how many transfers share the link
     * @param oncoming load the other way, parts of this one
     */
    void hold(
            double bytes,
            double rate,
            double swinging,
            double window,
            double uneven,
            int sharers,
            double oncoming,
            TermSeconds seconds) {
        double queues = swinging;
        if (settings.queueing() && control != CongestionControl.BBR && oncoming > 0 && lossRate == 0) {
            int flows = sharers * connections;
            double whole = Math.min(rate * flows, bytesPerSecond);
            double used = 1 - oncoming * (1 - burstShare(flows, bytes, rate, window, uneven));
            queues = Math.min(queues, used * whole / flows);
        }
        double least = Math.min(Math.min(windowRate, lossyRate), queues);
        if (bytes > 0 && least < rate) {
            TimeTerm binding =
                    least == lossyRate ? TimeTerm.LOSS : least == windowRate ? TimeTerm.WINDOW : TimeTerm.QUEUES;
            seconds.set(binding, seconds.get(binding) + bytes / least - bytes / rate);
        }
    }

    /** Mean of the share against an equal load; the shape of bursts is lost exponentially. */
    private double burstShare(int flows, double bytes, double rate, double window, double uneven) {
        double length = bytes / rate * 1e9 / TwoWayBursts.dispersalNanos(rttSeconds * 1e9);
        double shape = length < 1e-6 ? 1 : -StrictMath.expm1(-length) / length;
        double queue = queueBytes / bytesPerSecond;
        double swing = TwoWayBursts.swing(control, flows);
        double own = BurstWindows.own(window, uneven, bytes);
        double beside = Math.sqrt(flows) * BurstWindows.beside(window, uneven, bytes);
        double front = (flows * Math.min(own, window) + beside) / bytesPerSecond;
        double queued = TwoWayBursts.queued(flows * entry);
        return TwoWayBursts.share(
                control,
                flows,
                latencySeconds,
                rttSeconds,
                queue,
                flows * own / bytesPerSecond,
                queued * Math.min(swing * queue, front),
                queued * Math.min(swing * (queue + rttSeconds), front),
                shape);
    }
}
