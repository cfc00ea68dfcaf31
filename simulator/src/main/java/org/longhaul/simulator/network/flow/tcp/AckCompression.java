package org.longhaul.simulator.network.flow.tcp;

import it.unimi.dsi.fastutil.ints.Int2IntMap;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.ArcSet;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.HeldFlow;

/**
 * Acknowledgement compression on the links of the {@code flow} network: which links hold flows, what those put in front of the
 * acknowledgements of others, and the share of its rate that this leaves each link ({@link TwoWayBursts}).
 *
 * <p><b>Part of a link.</b> How much of r's data queues there is ρ⁴, with ρ the part of r's rate that its held flows would
 * take: data that is held to less than r's rate elsewhere, such as a trickle, arrives spread out and queues no more than it
 * must (any steep function of ρ would do: what waits matters only above the latency).
 *
 * <p><b>Cost.</b> O(path) for a flow that comes to be held by a link or ceases to be; whether a flow has come to be held by
 * another link is looked at every quarter of a second, and a link's bursts in ever longer steps. Sums are of integers, so that
 * they do not depend on the order of flows.
 */
public final class AckCompression {

    /** Such times after which nothing changes in the shape of bursts any more. */
    private static final double DISPERSED = 8;

    /** Smallest change of a link's share that is worth new rates, and of the windows in a queue, part of them. */
    private static final double SHARE_STEP = 1.0 / 128;

    private static final double WAIT_STEP = 1.0 / 32;
    private static final double SAME_LEVEL = 1e-9;

    private final Fluid fluid;
    private final boolean applies;

    // By arc, of the flows that it holds: how many, and sums over them.
    private final int[] flows;
    /** How many of them use Reno. */
    private final int[] renos;

    private final long[] latencySum;
    private final long[] roundSum;
    private final long[] queueSum;
    private final long[] partSum;
    private final long[] entrySum;
    /** Times that the arc takes for their windows. */
    private final long[] windowSum;

    private final long[] frontSum;
    private final long[] besideSum;
    /** Time that the arc takes for the windows in its queue, at first and later, nanoseconds. */
    private final long[] freshWindow;

    private final long[] laterWindow;
    /** Sums over the flows of what their acknowledgements wait for. */
    private final long[] freshWaits;

    private final long[] laterWaits;
    /** By arc: arcs whose flows' acknowledgements cross it, and how many flows. */
    private final @Nullable Int2IntOpenHashMap[] behind;

    private final double[] share;
    /** Part of the bursts that transfers have begun anew since the last look. */
    private final double[] renewed;

    private final boolean[] meets;
    /** While an arc meets data: since when; else how long it had met it. */
    private final long[] meetsSince;

    private final long[] metUntil;
    private final long[] timer;
    private final ArcSet touched;
    /** Flows that are to be counted. */
    private FlowConnection[] fresh = new FlowConnection[16];

    private int freshCount;
    private final MovedFlows moved;
    private final BurstWindows burstWindows;

    AckCompression(Fluid fluid, WindowModel windows) {
        this.fluid = fluid;
        applies = fluid.settings.queueing()
                && (fluid.settings.congestionControl() != CongestionControl.BBR || fluid.isMixed());
        int arcs = applies ? fluid.topology.arcCount() : 0;
        flows = new int[arcs];
        renos = new int[arcs];
        latencySum = new long[arcs];
        roundSum = new long[arcs];
        queueSum = new long[arcs];
        partSum = new long[arcs];
        entrySum = new long[arcs];
        windowSum = new long[arcs];
        frontSum = new long[arcs];
        besideSum = new long[arcs];
        freshWindow = new long[arcs];
        laterWindow = new long[arcs];
        freshWaits = new long[arcs];
        laterWaits = new long[arcs];
        behind = new Int2IntOpenHashMap[arcs];
        share = new double[arcs];
        Arrays.fill(share, 1);
        renewed = new double[arcs];
        meets = new boolean[arcs];
        meetsSince = new long[arcs];
        metUntil = new long[arcs];
        timer = new long[arcs];
        Arrays.fill(timer, -1);
        touched = new ArcSet(arcs);
        moved = new MovedFlows(fluid.loop, arcs, this::countMoved);
        burstWindows = new BurstWindows(fluid, windows);
    }

    /** Share of an arc's rate that its bursts leave in use. */
    public double share(int arc) {
        return applies ? share[arc] : 1;
    }

    // --- flows ---

    /** A link, or the steady window, holds the connection's flow from now on. */
    void hold(FlowConnection connection) {
        // Paced windows are no bursts.
        boolean isNoted = connection.held && connection.countedFills == connection.filling;
        if (applies && !isNoted && connection.control != CongestionControl.BBR) {
            connection.held = true;
            connection.countedFills = connection.filling;
            countSoon(connection);
        }
    }

    /** Its window grows from now on, or its transfer ends. */
    public void release(FlowConnection connection) {
        connection.held = false;
        leave(connection);
    }

    /** A flow that was cut goes on, or its path has changed. */
    public void countSoon(FlowConnection connection) {
        if (connection.held) {
            if (freshCount == fresh.length) {
                fresh = Arrays.copyOf(fresh, 2 * freshCount);
            }
            fresh[freshCount++] = connection;
        }
    }

    /** The flow's bottleneck may have changed: that is looked at once in a while, for all of an arc together. */
    public void move(FlowConnection connection) {
        if (connection.counted != null && connection.movesFrom < 0) {
            moved.add(connection, connection.counted.arc());
        }
    }

    private void countMoved(int arc) {
        moved.take(arc, this::settle);
        if (!touched.isEmpty()) {
            fluid.requestSolve();
        }
    }

    /** Its flow is taken off the path. */
    public void leave(FlowConnection connection) {
        moved.remove(connection);
        if (connection.counted != null) {
            count(connection, connection.counted, -1);
            connection.counted = null;
        }
    }

    /** Counts flows at the arcs that hold them, after rates were solved; whether that may change any rate. */
    public boolean settle() {
        for (int i = 0; i < freshCount; i++) {
            FlowConnection connection = fresh[i];
            if (connection.held && connection.flow >= 0) {
                boolean begins = connection.counted == null;
                settle(connection);
                if (begins && connection.counted != null) {
                    beginStep(connection, connection.counted);
                }
            }
        }
        freshCount = 0;
        return !touched.isEmpty();
    }

    /** By its part of the arc's flows a transfer that has just begun makes their bursts new. */
    private void beginStep(FlowConnection connection, HeldFlow as) {
        if (fluid.progress.served(connection.flow, fluid.loop.nowNanos()) < 1) {
            int arc = as.arc();
            long filled = Math.min(as.queueNanos() + as.rttNanos(), as.windowNanos());
            double window = fluid.states.bitsPerSecond(arc) / 8e9 * filled;
            double part = connection.members() / (double) fluid.ledger.size(arc) / flows[arc];
            renewed[arc] = 1 - (1 - renewed[arc]) * (1 - part * TwoWayBursts.renewed(connection.wireBytes / window));
        }
    }

    private void settle(FlowConnection connection) {
        int by = fluid.shares.bottleneck(connection.flow);
        int arc = by < 0 ? connection.bottleneckArc : firstFull(connection, by);
        HeldFlow next = burstWindows.of(connection, arc, by >= 0);
        HeldFlow before = connection.counted;
        if (!next.equals(before)) {
            if (before != null) {
                count(connection, before, -1);
            }
            connection.counted = next;
            count(connection, next, 1);
        }
        if (connection.movesFrom < 0 && burstWindows.grows(connection)) {
            moved.add(connection, arc);
        }
    }

    // The first arc of the path that gives the flow no more than it has: there the queue is, also where several are
    // full.
    private int firstFull(FlowConnection connection, int bottleneck) {
        FairShare shares = fluid.shares;
        double level = shares.level(bottleneck);
        for (int arc : connection.arcs) {
            if (arc == bottleneck
                    || Math.abs(shares.capacity(arc) / shares.totalWeight(arc) - level) < SAME_LEVEL * level) {
                return arc;
            }
        }
        return bottleneck;
    }

    private void count(FlowConnection connection, HeldFlow as, int sign) {
        int arc = as.arc();
        int hop = 0;
        while (connection.arcs[hop] != arc) {
            hop++;
        }
        int times = sign * connection.times(hop);
        flows[arc] += times;
        renos[arc] += connection.control == CongestionControl.RENO ? times : 0;
        latencySum[arc] += times * as.latencyNanos();
        roundSum[arc] += times * as.rttNanos();
        queueSum[arc] += times * as.queueNanos();
        partSum[arc] += times * as.part();
        entrySum[arc] += times * as.entry();
        windowSum[arc] += times * as.windowNanos();
        frontSum[arc] += times * as.frontNanos();
        besideSum[arc] += times * as.besideNanos();
        for (int back : connection.reverseArcs) {
            Int2IntOpenHashMap arcs = behind[back];
            if (arcs == null) {
                arcs = new Int2IntOpenHashMap();
                behind[back] = arcs;
            }
            if (arcs.addTo(arc, times) + times == 0) {
                arcs.remove(arc);
            }
            freshWaits[arc] += times * freshWindow[back];
            laterWaits[arc] += times * laterWindow[back];
        }
        touched.add(arc);
    }

    // --- arcs ---

    /** Brings shares up to date, before rates are solved. */
    public void update(long now) {
        int own = touched.size();
        for (int i = 0; i < own; i++) {
            fill(touched.get(i));
        }
        for (int i = 0; i < touched.size(); i++) {
            int arc = touched.get(i);
            double next = shareNow(arc, now);
            if (Math.abs(next - share[arc]) >= SHARE_STEP || (next == 1 && share[arc] < 1)) {
                share[arc] = next;
                fluid.ledger.noteChange(arc);
            }
        }
        touched.clear();
    }

    // What the windows of the arc's flows take of its queue.
    private void fill(int arc) {
        long first = 0;
        long later = 0;
        int n = flows[arc];
        if (n > 0) {
            double part = Math.min(1, (double) partSum[arc] / BurstWindows.WHOLE);
            double swing = TwoWayBursts.swing(control(arc), n);
            double queued =
                    part * part * part * part * TwoWayBursts.queued((double) entrySum[arc] / BurstWindows.WHOLE);
            double queue = (double) queueSum[arc] / n;
            double front = frontSum[arc] + besideSum[arc] / Math.sqrt(n);
            first = Math.round(queued * Math.min(swing * queue, front));
            later = Math.round(queued * Math.min(swing * (queue + (double) roundSum[arc] / n), front));
        }
        if (differs(first, freshWindow[arc]) || differs(later, laterWindow[arc])) {
            long moreFresh = first - freshWindow[arc];
            long moreLater = later - laterWindow[arc];
            freshWindow[arc] = first;
            laterWindow[arc] = later;
            Int2IntOpenHashMap arcs = behind[arc];
            if (arcs != null) {
                for (Int2IntMap.Entry each : arcs.int2IntEntrySet()) {
                    freshWaits[each.getIntKey()] += each.getIntValue() * moreFresh;
                    laterWaits[each.getIntKey()] += each.getIntValue() * moreLater;
                    touched.add(each.getIntKey());
                }
            }
        }
    }

    private static boolean differs(long next, long present) {
        return Math.abs(next - present) > WAIT_STEP * present || (next == 0) != (present == 0);
    }

    private double shareNow(int arc, long now) {
        int n = flows[arc];
        boolean meetsNow = n > 0 && laterWaits[arc] > 0;
        if (!meetsNow) {
            if (meets[arc]) {
                meets[arc] = false;
                metUntil[arc] = now;
                meetsSince[arc] = now - meetsSince[arc];
                cancel(arc);
            }
            return 1;
        }
        double latency = (double) latencySum[arc] / n;
        if (!meets[arc]) {
            // What stood idle for as long as a first byte takes begins with bursts anew.
            meets[arc] = true;
            double kept = latency > 0 ? Math.max(0, 1 - (now - metUntil[arc]) / latency) : 0;
            meetsSince[arc] = now - Math.round(kept * meetsSince[arc]);
        }
        if (renewed[arc] > 0) {
            meetsSince[arc] += Math.round(renewed[arc] * (now - meetsSince[arc]));
            renewed[arc] = 0;
            cancel(arc);
        }
        double round = (double) roundSum[arc] / n;
        double dispersal = TwoWayBursts.dispersalNanos(round);
        double age = (now - meetsSince[arc]) / dispersal;
        double step = age < DISPERSED ? Math.max(MovedFlows.DISPERSAL_STEP, age / 2) : 0;
        if (step > 0 && timer[arc] < 0) {
            timer[arc] =
                    fluid.loop.schedule(now + Math.max(1, Math.round(step * dispersal)), EventPriority.TIMER, time -> {
                        timer[arc] = -1;
                        touched.add(arc);
                        fluid.requestSolve();
                    });
        }
        double shape = StrictMath.exp(-(age + step / 2));
        return TwoWayBursts.share(
                control(arc),
                n,
                latency,
                round,
                (double) queueSum[arc] / n,
                (double) windowSum[arc],
                (double) freshWaits[arc] / n,
                (double) laterWaits[arc] / n,
                shape);
    }

    /** That of most of the flows that an arc holds. */
    private CongestionControl control(int arc) {
        return 2 * renos[arc] > flows[arc] ? CongestionControl.RENO : CongestionControl.CUBIC;
    }

    private void cancel(int arc) {
        if (timer[arc] >= 0) {
            fluid.loop.cancel(timer[arc]);
            timer[arc] = -1;
        }
    }
}
