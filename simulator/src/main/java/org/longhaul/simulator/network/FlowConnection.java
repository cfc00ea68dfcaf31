package org.longhaul.simulator.network;

import org.longhaul.topology.Topology;

/** A connection of the {@code flow} network: what TCP remembers between its transfers, and where the present one stands. */
final class FlowConnection extends Connection {

    static final int NO_FLOW = -1;

    /** Arcs from the target back to the source: the way of the acknowledgements. */
    final int[] reverseArcs;
    /** Round-trip time without queueing, with the serialisation of the two segments that one acknowledgement answers. */
    final long rttNanos;
    /** The slowest arc; its first on the path if several are. */
    final int bottleneckArc;

    final double lossRate;
    /** Room of the bottleneck's queue, bytes on the wire. */
    final double queueBytes;

    boolean established;
    boolean slowStart = true;
    /** Congestion window, segments. */
    double window;

    double slowStartThreshold = Double.POSITIVE_INFINITY;
    /** Window before the last loss, segments, and when that was. */
    double lastMaximum;

    double epochWindow;
    long epochNanos;
    long lastActiveNanos;
    long roundEndNanos;
    /** When the overshoot of slow start fills the queue, and when what it lost has been sent again. */
    long overshootNanos = Long.MAX_VALUE;

    long recoveredNanos;
    long lossesDrawn;
    /** Wire bytes that may still pass before the next random loss. */
    double bytesToLoss = -1;

    // The present transfer.
    int flow = NO_FLOW;
    double weight;
    double wireBytes;
    /** Where the quota of the present round ends, in wire bytes of the transfer; infinite outside rounds. */
    double quotaEnd = Double.POSITIVE_INFINITY;
    /** Where the present round began, in wire bytes of the transfer. */
    double roundBegin;

    /** Wire bytes that the present round may send. */
    double roundQuota;

    double lossAt = Double.POSITIVE_INFINITY;
    boolean paused;
    long timer = -1;
    long dataStartNanos;
    long probeNanos;

    FlowConnection(NetworkContext context, int source, int target, int channel, FlowNetwork.Settings settings) {
        super(context, source, target, channel);
        Topology topology = context.topology();
        reverseArcs = arcs.length == 0 ? arcs : context.routing().route(target, source, channel);
        int slowest = -1;
        double survives = 1;
        for (int arc : arcs) {
            survives *= 1 - topology.arcLossRate(arc);
            if (slowest < 0 || topology.arcBitsPerSecond(arc) < topology.arcBitsPerSecond(slowest)) {
                slowest = arc;
            }
        }
        long back = 0;
        for (int arc : reverseArcs) {
            back += topology.arcLatencyNanos(arc);
        }
        bottleneckArc = slowest;
        lossRate = 1 - survives;
        long pair = settings.headers() && arcs.length > 0
                ? Math.round(2 * settings.mtuBytes() * 1e9 / bottleneckBytesPerSecond)
                : 0;
        rttNanos = latencyNanos + back + pair;
        long stated = slowest < 0 ? 0 : topology.arcQueueBytes(slowest);
        queueBytes = stated >= 0 ? stated : bandwidthDelayBytes();
        window = settings.initialWindow();
    }

    double rttSeconds() {
        return rttNanos * 1e-9;
    }

    /** What fills the path at the bottleneck's full rate, bytes on the wire. */
    double bandwidthDelayBytes() {
        return bottleneckBytesPerSecond * rttNanos * 1e-9;
    }
}
