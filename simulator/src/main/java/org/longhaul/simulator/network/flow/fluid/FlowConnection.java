package org.longhaul.simulator.network.flow.fluid;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Connection;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.Routes;
import org.longhaul.simulator.network.Transfer;
import org.longhaul.topology.Topology;

/** A connection of the {@code flow} network: what TCP remembers between its transfers, and where the present one stands. */
public final class FlowConnection extends Connection {

    static final int NO_FLOW = -1;

    public final CongestionControl control;
    /** The most that it carries by the rules of its host, bytes on the wire. */
    public final double mostBytesPerSecond;

    /** What the first byte that is under way, or the next one, belongs to. */
    public enum Attempt {
        /** The first data of a transfer, on a connection that is set up. */
        DATA,
        /** The set-up of the connection. */
        SETUP,
        /** A loss probe (RFC 8985). */
        PROBE,
        /** A retransmission after a timeout. */
        TIMEOUT
    }

    /** Where the present transfer stands. */
    public enum Phase {
        /** There is none, or its first byte is under way. */
        LEAD,
        /** It has a flow. */
        FLOW,
        /** What was under way is lost; the sender tries again at times of its own. */
        STALLED,
        /** Its path is down and time stands still for it. */
        HELD
    }

    private static final int[] NO_PATH = {};

    /** Arcs from the target back to the source: the way of the acknowledgements. */
    public int[] reverseArcs = NO_PATH;
    /** Round-trip time without queueing, with the serialisation of the two segments that one acknowledgement answers. */
    public long rttNanos;

    /** What a new connection takes to be set up without queueing: a round trip of two packets without payload. */
    long setUpNanos;

    public double lossRate;
    /** Loss rate of the way back. */
    public double answerLossRate;
    /** Room of the bottleneck's queue, bytes on the wire. */
    public double queueBytes;

    public boolean established;
    public boolean slowStart = true;
    /** Congestion window, segments. */
    public double window;

    public double slowStartThreshold = Double.POSITIVE_INFINITY;
    /** Window before the last loss, segments, and when that was. */
    public double lastMaximum;

    public double epochWindow;
    public long epochNanos;
    public long lastActiveNanos;
    public long roundEndNanos;
    /** When what a queue lost has arrived after all. */
    public long recoveredNanos;
    /** When what random losses took has been sent again. */
    public long repairedNanos;
    /** Since when the sender waits for a try that arrives, of its set-up or after losses that nothing tells of; -1 if not. */
    public long silentNanos = -1;
    /** What follows the try that arrives, nanoseconds. */
    public long afterSilenceNanos;
    /** When the last segment of a transfer was lost; -1 before that. */
    public long lastSegmentLostNanos = -1;
    /** How often a loss has cut its window. */
    public int cuts;

    public long lossesDrawn;
    /** Key of its losses; 0 before the first. */
    public long lossKey;
    /** Wire bytes that may still pass before the next random loss. */
    public double bytesToLoss = -1;

    // The present transfer, from the last point at which it was interrupted or moved.
    public Phase phase = Phase.LEAD;
    public int flow = NO_FLOW;
    public double weight;
    /** What it has of its weight so far, what that tends to, and the event of its next step. */
    public double factor = 1;

    public double factorAim = 1;
    public long factorEvent = -1;
    /** Where {@code LookTimes} keeps the time of that event. */
    public int lookArc = -1;

    public int lookPower;
    /** What the logarithm of its factor lacked at a time. */
    public double factorLag;
    /** Seconds in which that shrinks to 1/e. */
    public double factorSeconds = Double.POSITIVE_INFINITY;
    /** What the logarithm of its share differs by from that of its equals. */
    public double deviation;
    /** Segments that it took from those in the windows of others when it ended; 0 if there were none. */
    public double leftWindow;

    public double factorNext;
    public long factorNanos;
    /** Full links that it shares with others. */
    public int fullLinks = 1;
    /** When it first found its share of a full link. */
    public long joinedNanos = Long.MAX_VALUE;

    public double wireBytes;
    public long payloadBytes;
    /** Where the quota of the present round ends, in wire bytes of the transfer; infinite outside rounds. */
    public double quotaEnd = Double.POSITIVE_INFINITY;
    /** Where the present round began, in wire bytes of the transfer. */
    public double roundBegin;

    /** Wire bytes that the present round may send. */
    public double roundQuota;

    /** When the present round was opened, and whether its burst loses part of itself. */
    public long roundOpenNanos;

    public boolean burstOverflows;
    public final Restart restart = new Restart();
    public final Repair repair = new Repair();
    /** Whether its window fills a queue: from which wire byte, from which window on and by how much for each byte. */
    public boolean filling;

    public double fillBegin;
    public double fillWindow;
    public double fillGrowth;
    /** What its window would be longer by had its delay ended slow start; negative if it would be shorter. */
    public double uneven;

    /** Wire bytes of the transfer after which its sender hears of an overflow. */
    public double overflowAt = Double.POSITIVE_INFINITY;

    public double lossAt = Double.POSITIVE_INFINITY;
    public boolean paused;
    /** Whether the window of a round of slow start is sent evenly over it. */
    public boolean spread;

    public long timer = -1;
    /** Step of its timer while its window stands at its most and nothing changes, and a time at which it was due; or 0. */
    public long restStepNanos;

    public long restNanos;

    /** Whether a link, or the steady window, holds its flow. */
    public boolean held;
    /** The arc that held it if that may be another one by now, or -1. */
    public int movesFrom = -1;
    /** As what the arc that holds it counts it, if one does, and whether its window filled a queue then. */
    public @Nullable HeldFlow counted;

    public boolean countedFills;

    public long probeNanos;

    // Its first byte, or what is tried after an outage.
    public Attempt attempt = Attempt.DATA;
    public long sentNanos;
    public long arrivalNanos;
    /** The arrival of the first byte, the next try or the opening of the connection. */
    public long event = -1;
    /** When the next try is, when the first timeout is if that is a probe, and how long after it the one after it is. */
    public long tryNanos;

    public long firstTimeoutNanos;
    public long timeoutNanos;
    /** Window when the path broke or changed, segments. */
    public double brokenWindow;
    /** When it broke under a flow. */
    public long brokenNanos = -1;
    /** Round trip then, with queueing. */
    public long brokenRoundNanos;
    /** Segments that had arrived when the path broke and whose acknowledgements were lost: the next one answers them too. */
    public double unanswered;
    /** Loss rate before the path changed, and the rate that the flow had. */
    public double lossRateBefore;

    public double answerLossRateBefore;

    public double rateBefore;
    /** The smallest round trip that BBR knows of, and when it looks again. */
    public long smallestRttNanos;

    public long smallestRttUntilNanos = -1;
    /** When the path last changed under the flow. */
    public long changedNanos;
    /** Whether a loss that the sender repairs without a timeout left its window below the path's room. */
    public boolean repairs;
    /** Whether the ledger counts it among the users of its path. */
    public boolean usesPath;
    /** What its present or last transfer crossed as one of several equal ones; null if it is by itself. */
    public @Nullable Crossed crossed;
    /** Pairs of nodes whose connection it is, and its number among all. */
    public int pairs = 1;

    public long number;
    /** Transfers that were served and wait for the repair of a loss. */
    public final ArrayDeque<Transfer> repairing = new ArrayDeque<>(0);

    public FlowConnection(
            int source,
            int target,
            int channel,
            CongestionControl control,
            double mostBytesPerSecond,
            FlowSettings settings) {
        super(source, target, channel);
        this.control = control;
        this.mostBytesPerSecond = mostBytesPerSecond;
        window = settings.initialWindow();
    }

    /**
     * What a bundle of equal transfers crosses: arcs that stand for equal ones.
     *
     * @param members transfers in the bundle
     * @param arcs there
     * @param reverseArcs back
     * @param times members that cross each arc
     * @param reverseTimes members whose acknowledgements cross each arc of the way back
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Crossed(int members, int[] arcs, int[] reverseArcs, int[] times, int[] reverseTimes) {}

    /** Transfers that its present one stands for. */
    public int members() {
        return crossed == null ? 1 : crossed.members;
    }

    /** Transfers that cross an arc of its path in its present one. */
    public int times(int hop) {
        return crossed == null ? 1 : crossed.times[hop];
    }

    /** Transfers whose acknowledgements cross an arc of the way back. */
    int reverseTimes(int hop) {
        return crossed == null ? 1 : crossed.reverseTimes[hop];
    }

    /** The next transfer is that of a bundle. */
    public void cross(Crossed by) {
        crossed = by;
        arcs = by.arcs;
        reverseArcs = by.reverseArcs;
    }

    /** Takes over what another connection remembers between transfers. */
    public void remember(FlowConnection other) {
        established = other.established;
        slowStart = other.slowStart;
        window = other.window;
        slowStartThreshold = other.slowStartThreshold;
        lastMaximum = other.lastMaximum;
        epochWindow = other.epochWindow;
        epochNanos = other.epochNanos;
        lastActiveNanos = other.lastActiveNanos;
        roundEndNanos = other.roundEndNanos;
        recoveredNanos = other.recoveredNanos;
        repairedNanos = other.repairedNanos;
        cuts = other.cuts;
        roundOpenNanos = other.roundOpenNanos;
        burstOverflows = other.burstOverflows;
        restart.remember(other.restart);
        lossesDrawn = other.lossesDrawn;
        bytesToLoss = other.bytesToLoss;
        quotaEnd = other.quotaEnd;
        roundBegin = other.roundBegin;
        roundQuota = other.roundQuota;
        probeNanos = other.probeNanos;
        unanswered = other.unanswered;
        smallestRttNanos = other.smallestRttNanos;
        smallestRttUntilNanos = other.smallestRttUntilNanos;
        changedNanos = other.changedNanos;
        repairs = other.repairs;
        factor = other.factor;
        factorAim = other.factorAim;
        factorLag = other.factorLag;
        factorSeconds = other.factorSeconds;
        deviation = other.deviation;
        leftWindow = other.leftWindow;
        joinedNanos = other.joinedNanos;
    }

    /** How long the answer takes, without queueing, that an attempt has to wait for before data follows; 0 if for none. */
    public long answerNanos(Attempt attempt) {
        return switch (attempt) {
            case SETUP -> setUpNanos;
            case PROBE -> rttNanos;
            case DATA, TIMEOUT -> 0;
        };
    }

    /** The path that the routing finds now, or null. */
    public @Nullable Path findPath(Routes routes, Topology topology) {
        return findPath(routes, topology, source, target, channel);
    }

    public static @Nullable Path findPath(Routes routes, Topology topology, int source, int target, int channel) {
        int[] found = routes.find(source, target, channel);
        if (found == null) {
            return null;
        }
        int[] back = routes.find(target, source, channel);
        if (back != null) {
            return new Path(found, back);
        }
        int[] mirrored = mirrored(found);
        for (int arc : mirrored) {
            if (!topology.isOpen(arc)) {
                return null;
            }
        }
        return new Path(found, mirrored);
    }

    public boolean isOn(Path path) {
        return Arrays.equals(arcs, path.arcs()) && Arrays.equals(reverseArcs, path.back());
    }

    public void take(Path path) {
        arcs = path.arcs();
        reverseArcs = path.back();
    }

    /** The other directions of the same links: the way back where the routing has none. */
    private static int[] mirrored(int[] path) {
        int[] back = new int[path.length];
        for (int i = 0; i < path.length; i++) {
            back[i] = path[path.length - 1 - i] ^ 1;
        }
        return back;
    }

    /** Brings what follows from the states of the path's arcs up to date. */
    public void survey(ArcStates states, Topology topology, FlowSettings settings) {
        survey(states);
        double survives = 1;
        long nominalNanos = 0;
        for (int arc : arcs) {
            survives *= 1 - states.lossRate(arc);
            nominalNanos += topology.arcLatencyNanos(arc);
        }
        for (int arc : reverseArcs) {
            nominalNanos += topology.arcLatencyNanos(arc);
        }
        lossRate = 1 - survives;
        double answered = 1;
        for (int arc : reverseArcs) {
            answered *= 1 - states.lossRate(arc);
        }
        answerLossRate = 1 - answered;
        // At least the clock's resolution: rates and rounds are quotients of it.
        rttNanos = Math.max(
                1, latencyNanos + states.latencyNanos(reverseArcs) + pairNanos(bottleneckBytesPerSecond, settings));
        setUpNanos = latencyNanos + states.latencyNanos(reverseArcs);
        if (bottleneckArc >= 0) {
            long headers =
                    settings.headers() ? Math.round(2 * settings.headerBytes() * 1e9 / bottleneckBytesPerSecond) : 0;
            setUpNanos += headers;
            // A queue keeps the size that it was built with.
            double nominalRate = topology.arcBitsPerSecond(bottleneckArc) / 8.0;
            long stated = topology.arcQueueBytes(bottleneckArc);
            nominalNanos += pairNanos(nominalRate, settings);
            queueBytes = stated >= 0
                    ? stated
                    : DefaultQueue.bytes(nominalRate, Math.max(1, nominalNanos) * 1e-9, settings.mtuBytes());
        }
    }

    private long pairNanos(double bytesPerSecond, FlowSettings settings) {
        return settings.headers() && arcs.length > 0 ? Math.round(2 * settings.mtuBytes() * 1e9 / bytesPerSecond) : 0;
    }

    public double rttSeconds() {
        return rttNanos * 1e-9;
    }

    /** What fills the path at the bottleneck's full rate, bytes on the wire. */
    public double bandwidthDelayBytes() {
        return bottleneckBytesPerSecond * rttNanos * 1e-9;
    }
}
