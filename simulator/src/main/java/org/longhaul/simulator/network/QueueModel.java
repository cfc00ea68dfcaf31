package org.longhaul.simulator.network;

/**
 * What queues at links do to the windows and delays of the {@code flow} network.
 *
 * <p><b>Queues.</b> A flow that a link holds swings its window between {@code β (BDP + Q)} and {@code BDP + Q}; if the lower
 * end is below BDP the link idles part of the time. When data flows both ways over a path and both start together,
 * acknowledgements wait behind the burst of the other side: windows go out as bursts, of which the queue takes Q, and a
 * link is busy for {@code W/C} of every {@code W/C + a} seconds (a the one-way latency); the bursts disperse over some tens
 * of rounds.
 *
 *
 * <p><b>Calibration.</b> The two constants of the dispersal were set in view of the two-way and ring measurements, of which no
 * row is set apart for calibration.
 *
 * @see <a href="https://doi.org/10.1145/115994.116006">Zhang, Shenker, Clark, "Observations on the dynamics of a congestion
 *     control algorithm: the effects of two-way traffic", SIGCOMM 1991: acknowledgement compression</a>
 */
final class QueueModel {

    /** Rounds after which nothing changes in the shape of bursts any more. */
    static final double DISPERSED_ROUNDS = 512;
    /** Rounds in which a synchronised burst loses most of its shape. */
    static final double DISPERSAL_ROUNDS = 64;
    /** What is left of the bursts for good. */
    private static final double LASTING_BURSTS = 0.3;

    private final FlowNetwork network;
    private final LinkLedger ledger;
    private final CongestionControl control;
    private final double segment;
    private final double maximumWindow;

    /**
     * @param segment wire bytes of a full segment
     * @param maximumWindow largest window, segments
     */
    QueueModel(FlowNetwork network, LinkLedger ledger, double segment, double maximumWindow) {
        this.network = network;
        this.ledger = ledger;
        this.segment = segment;
        this.maximumWindow = maximumWindow;
        control = network.settings.congestionControl();
    }

    /** Weight of a connection in the sharing of links. */
    double weight(FlowConnection connection) {
        return switch (network.settings.rttBias()) {
            case NONE -> 1;
            case INVERSE_LATENCY -> connection.latencyNanos == 0 ? 1 : 1e9 / connection.latencyNanos;
            case CONGESTION_CONTROL ->
                control.shareWeight(
                        connection.rttSeconds(),
                        standingQueue(connection.queueBytes, connection.bandwidthDelayBytes())
                                / connection.bottleneckBytesPerSecond);
        };
    }

    /**
     * Share of the bottleneck's rate that one flow gets against data the other way, after a number of round trips at full
     * rate.
     */
    double burstShare(FlowConnection connection, double rounds) {
        // At first the queue bounds a burst; later the window fills path and queue again and goes out less and less in
        // one.
        double swing = control.meanOfSwing();
        return burstShare(
                connection.bottleneckBytesPerSecond * connection.latencyNanos * 1e-9,
                swing * connection.queueBytes,
                swing * (connection.queueBytes + connection.bandwidthDelayBytes()),
                StrictMath.exp(-rounds / DISPERSAL_ROUNDS));
    }

    /**
     * Share of a link's rate in bursts, each of which waits for the acknowledgements of the one before.
     *
     * @param between bytes that the link could carry meanwhile
     * @param fresh bytes of a burst at first
     * @param later bytes of a burst in the end
     * @param shape what is left of the bursts' first shape, from 1 to 0
     */
    static double burstShare(double between, double fresh, double later, double shape) {
        return 1 - shape * idleShare(between, fresh) - (1 - shape) * LASTING_BURSTS * idleShare(between, later);
    }

    /** Share of its time that a link idles when a burst goes out and the next one waits for its acknowledgement. */
    private static double idleShare(double between, double burst) {
        return between > 0 ? between / (burst + between) : 0;
    }

    boolean meetsOncomingData(FlowConnection connection) {
        for (int arc : connection.reverseArcs) {
            if (ledger.isUsed(arc)) {
                return true;
            }
        }
        return false;
    }

    /** The most that a window without random loss lets through, bytes per second on the wire. */
    double steadyRate(FlowConnection connection) {
        double byWindow = maximumWindow * segment / Math.max(connection.rttSeconds(), 1e-9);
        if (!network.settings.queueing()) {
            return byWindow;
        }
        double q = connection.queueBytes / Math.max(1, connection.bandwidthDelayBytes());
        double use = control.sawtoothUtilisation(q);
        return use >= 1 ? byWindow : Math.min(byWindow, use * connection.bottleneckBytesPerSecond);
    }

    /** The window at which the flow's part of the bottleneck's queue overflows, segments. */
    double windowLimit(FlowConnection connection) {
        double rate = network.rates.rate(connection);
        double part = Math.min(1, rate / connection.bottleneckBytesPerSecond);
        double bytes = rate * connection.rttSeconds() + part * connection.queueBytes;
        return Math.max(network.settings.initialWindow(), Math.min(bytes / segment, maximumWindow));
    }

    long roundNanos(FlowConnection connection) {
        return Math.max(
                1,
                connection.rttNanos
                        + queueDelayNanos(connection, connection.arcs)
                        + queueDelayNanos(connection, connection.reverseArcs));
    }

    /** Waiting in the queues of links that have been full for longer than it takes to fill them. */
    long queueDelayNanos(FlowConnection connection, int[] arcs) {
        if (!network.settings.queueing()) {
            return 0;
        }
        double seconds = 0;
        long now = network.loop.nowNanos();
        for (int arc : arcs) {
            if (ledger.fullForNanos(arc, now) > 2 * connection.rttNanos) {
                double rate = ledger.bytesPerSecond(arc);
                double delayBytes = rate * connection.rttSeconds();
                long stated = network.topology.arcQueueBytes(arc);
                seconds += rate > 0 ? standingQueue(stated >= 0 ? stated : delayBytes, delayBytes) / rate : 0;
            }
        }
        return Math.round(seconds * 1e9);
    }

    /** Mean bytes in a queue of the given room in front of a full link. */
    private double standingQueue(double room, double delayBytes) {
        return control == CongestionControl.BBR
                ? Math.min(room, delayBytes) / 2
                : Math.max(0, control.meanOfSwing() * (delayBytes + room) - delayBytes);
    }
}
