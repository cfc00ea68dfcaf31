package org.longhaul.simulator.network.flow.tcp;

import java.util.Arrays;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.DefaultQueue;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * What flows that end leave of a link unused until the windows of the others have grown into it.
 *
 * <p><b>Model.</b> Of a flow that ends the others get at first what the queue has: together they have their part of the
 * windows that filled path and queue, {@code W = (1 - x) (1 + β)/2 (BDP + Q)} after a flow of share {@code x}, and {@code W/RTT}
 * is the link's rate while that is below it. From then on they grow as their congestion control does: Reno by a segment a
 * round; CUBIC from the plateau of its curve, {@code C t³} or its Reno-friendly increase, whichever is more (RFC 9438,
 * sections 4.2 and 4.3); until their first loss by what is acknowledged in slow start, and
 * by a twentieth of it after HyStart, each of those that stay as its own state has it. So a port into which many
 * send idles more and more towards the end, above all behind a short queue. BBR finds what is free within a few rounds and
 * idles nothing.
 *
 * <p>A flow that begins at the link by slow start fills what is free; one whose window is open brings what it took when it ended,
 * and none has more than it sends.
 *
 * <p><b>Validity.</b> No constant was fitted. The windows are taken at the middle of their swing and as one: which of them
 * was cut last is not known.
 *
 * <p><b>Cost.</b> One look at a link when a flow ends there, and while it idles one event for every sixteenth by which the
 * windows grow, however many flows there are.
 *
 * @see <a href="https://doi.org/10.1145/1592681.1592693">Chen, Griffith, Liu, Katz, Joseph, "Understanding TCP incast
 *     throughput collapse in datacenter networks", WREN 2009: the goodput falls once fast senders are done</a>
 */
public final class Regrowth {

    /** Flows beyond which the one that ends speaks for all. */
    private static final int MANY = 64;
    /** Part by which windows grow from one event to the next. */
    private static final double STEP = 1.0 / 16;

    private static final double NONE_LEFT = 1e-9;
    private final Fluid fluid;
    private final FairShare shares;
    private final double segment;
    private final double maximumWindow;
    private final boolean applies;

    // By arc; of one that stands for equal arcs, each of them.
    /** Segments in the windows of those that were left, at a time; 0 if they have what they had. */
    private final double[] windows;

    private final long[] at;
    /** When the first flow ended, and the round trip since the last one did. */
    private final long[] since;

    private final double[] round;
    /** That of those that were left, of most of them if they have several. */
    private final CongestionControl[] control;

    /** Part of what is acknowledged by which windows grow that have not yet lost. */
    private final double[] unlostGrowth;
    /** Part of the rate that is used until the next event. */
    private final double[] share;

    private final long[] timer;

    Regrowth(Fluid fluid, double segment, double maximumWindow) {
        this.fluid = fluid;
        this.maximumWindow = maximumWindow;
        this.segment = segment;
        shares = fluid.shares;
        applies = fluid.settings.queueing()
                && fluid.settings.slowStart()
                && (fluid.isMixed() || fluid.settings.congestionControl() != CongestionControl.BBR);
        int arcs = applies ? fluid.topology.arcCount() : 0;
        windows = new double[arcs];
        at = new long[arcs];
        since = new long[arcs];
        control = new CongestionControl[arcs];
        Arrays.fill(control, fluid.settings.congestionControl());
        round = new double[arcs];
        unlostGrowth = new double[arcs];
        share = new double[arcs];
        Arrays.fill(share, 1);
        timer = new long[arcs];
        Arrays.fill(timer, -1);
    }

    /** Part of an arc's rate that windows reach. */
    public double share(int arc) {
        return applies ? share[arc] : 1;
    }

    // --- flows ---

    /** A flow is about to end. */
    void leaves(FlowConnection connection, long now) {
        if (!applies || connection.flow < 0) {
            return;
        }
        int arc = shares.bottleneck(connection.flow);
        if (arc < 0) {
            forgetDeserted(connection);
            return;
        }
        double part = shares.rate(connection.flow) / boundRate(arc);
        if (!(part < 1 - NONE_LEFT)) {
            forget(arc);
            return;
        }
        if (connection.slowStart && !connection.filling) {
            return;
        }
        if (fluid.isMixed()) {
            control[arc] = controlOfOthers(arc, connection);
            if (control[arc] == CongestionControl.BBR) {
                forget(arc);
                return;
            }
        }
        double flows = flows(arc);
        double rtt = meanRoundTrip(arc, connection);
        double path = pathSegments(arc, rtt);
        double before = fullSegments(arc, path);
        if (before >= flows * maximumWindow) {
            // Windows that are at their most have nothing to regain.
            forget(arc);
            return;
        }
        if (windows[arc] > 0) {
            grow(arc, now, flows);
            before = Math.min(windows[arc], before);
        } else {
            since[arc] = now;
            at[arc] = now;
            unlostGrowth[arc] = growthOfOthers(arc, connection);
        }
        double members = flowsOf(connection, arc);
        connection.leftWindow = Math.min(part * before / members, connection.wireBytes / segment);
        windows[arc] = before - members * connection.leftWindow;
        round[arc] = rtt * Math.max(1, windows[arc] / path);
        follow(arc, path, flows - members, now);
    }

    /** A flow has left slow start at a full link. */
    void filled(FlowConnection connection) {
        if (applies && shares.bottleneck(connection.flow) >= 0) {
            forget(shares.bottleneck(connection.flow));
        }
    }

    /** A flow begins with an open window, or has left slow start by a loss, with what that left of it. */
    void joins(FlowConnection connection, long now) {
        if (!applies) {
            return;
        }
        for (int arc : connection.arcs) {
            if (windows[arc] > 0) {
                double flows = flows(arc);
                if (flows <= 0) {
                    forget(arc);
                    continue;
                }
                grow(arc, now, flows);
                double open = connection.leftWindow > 0 ? connection.leftWindow : connection.window;
                windows[arc] += flowsOf(connection, arc) * Math.min(open, connection.wireBytes / segment);
                follow(arc, pathSegments(arc, round[arc]), flows, now);
            }
        }
    }

    /** Where no window fills an arc any longer none grows into it. */
    private void forgetDeserted(FlowConnection connection) {
        for (int arc : connection.arcs) {
            if (windows[arc] > 0 && shares.boundCount(arc) == 0) {
                forget(arc);
            }
        }
    }

    private void forget(int arc) {
        windows[arc] = 0;
        cancel(arc);
        use(arc, 1);
    }

    private void cancel(int arc) {
        if (timer[arc] >= 0) {
            fluid.loop.cancel(timer[arc]);
            timer[arc] = -1;
        }
    }

    private void use(int arc, double part) {
        if (share[arc] != part) {
            share[arc] = part;
            fluid.ledger.noteChange(arc);
            fluid.requestSolve();
        }
    }

    // --- windows ---

    private void grow(int arc, long now, double flows) {
        double seconds = (now - at[arc]) * 1e-9;
        double begun = (at[arc] - since[arc]) * 1e-9;
        double end = begun + seconds;
        double each = control[arc].additiveIncrease() * seconds / round[arc];
        if (control[arc] == CongestionControl.CUBIC) {
            each = Math.max(each, CongestionControl.CUBIC_SCALE * (end * end * end - begun * begun * begun));
        }
        double unlost = windows[arc] * StrictMath.expm1(StrictMath.log1p(unlostGrowth[arc]) * seconds / round[arc]);
        windows[arc] += Math.max(flows * each, unlost);
        at[arc] = now;
    }

    /** Seconds until the windows have grown by so many segments. */
    private double secondsTo(int arc, double segments, double flows) {
        double each = segments / flows;
        double seconds = each * round[arc] / control[arc].additiveIncrease();
        if (control[arc] == CongestionControl.CUBIC) {
            double begun = (at[arc] - since[arc]) * 1e-9;
            seconds = Math.min(
                    seconds, StrictMath.cbrt(begun * begun * begun + each / CongestionControl.CUBIC_SCALE) - begun);
        }
        return unlostGrowth[arc] > 0
                ? Math.min(
                        seconds,
                        round[arc] * StrictMath.log1p(segments / windows[arc]) / StrictMath.log1p(unlostGrowth[arc]))
                : seconds;
    }

    /** Sets what of an arc the windows fill, and when to look again if that is not all. */
    private void follow(int arc, double path, double flows, long now) {
        cancel(arc);
        if (windows[arc] >= path * (1 - NONE_LEFT)) {
            use(arc, 1);
            return;
        }
        double next = Math.min(path, windows[arc] * (1 + STEP));
        double idle = 1 - (windows[arc] + next) / 2 / path;
        use(arc, 1 - idle * (1 - elsewhereShare(arc)));
        long nanos = Math.max(1, Math.round(secondsTo(arc, next - windows[arc], flows) * 1e9));
        timer[arc] = fluid.loop.schedule(now + nanos, EventPriority.TIMER, time -> {
            timer[arc] = -1;
            look(arc, time);
        });
    }

    private void look(int arc, long now) {
        double flows = flows(arc);
        if (flows <= 0) {
            forget(arc);
            return;
        }
        grow(arc, now, flows);
        round[arc] = meanRoundTrip(arc, fluid.rates.connection(shares.member(arc, 0)));
        follow(arc, pathSegments(arc, round[arc]), flows, now);
    }

    // --- what an arc holds ---

    /** Rate of the flows that an arc binds. */
    private double boundRate(int arc) {
        return shares.level(arc) * shares.boundWeight(arc);
    }

    /** Part of an arc's rate that flows have that it does not bind. */
    private double elsewhereShare(int arc) {
        double capacity = shares.capacity(arc);
        double whole = fluid.ledger.bytesPerSecond(arc) * fluid.ledger.size(arc);
        return whole > 0 ? Math.max(0, Math.min(1, (capacity - boundRate(arc)) / whole)) : 0;
    }

    /** Segments that fill the path of an arc's own flows. */
    private double pathSegments(int arc, double rtt) {
        return fluid.ledger.bytesPerSecond(arc) * (1 - elsewhereShare(arc)) * rtt / segment;
    }

    /** Segments in the windows that fill path and queue, at the middle of their swing; at least the path. */
    private double fullSegments(int arc, double path) {
        long stated = fluid.topology.arcQueueBytes(arc);
        double room = stated >= 0
                ? stated
                : DefaultQueue.leastBytes(fluid.topology.arcBitsPerSecond(arc) / 8.0, fluid.settings.mtuBytes());
        double queue = Math.max(stated >= 0 ? 0 : path, room * (1 - elsewhereShare(arc)) / segment);
        return Math.max(path, control[arc].meanOfSwing() * (path + queue));
    }

    /** Mean round trip, without queueing, of the flows that an arc binds but one; of that one if they are many or none. */
    private double meanRoundTrip(int arc, FlowConnection but) {
        int count = shares.boundCount(arc);
        double sum = 0;
        double flows = 0;
        for (int i = 0; i < count && count <= MANY; i++) {
            FlowConnection connection = fluid.rates.connection(shares.member(arc, i));
            if (connection != but) {
                sum += connection.members() * connection.rttSeconds();
                flows += connection.members();
            }
        }
        return flows > 0 ? sum / flows : but.rttSeconds();
    }

    /**
     * Part of what is acknowledged by which the windows of those grow that an arc binds but one: those that have not yet lost do,
     * the others do not; of that one if they are many.
     */
    private double growthOfOthers(int arc, FlowConnection but) {
        int count = shares.boundCount(arc);
        if (count > MANY) {
            return but.filling ? but.fillGrowth : 0;
        }
        double grown = 0;
        double rates = 0;
        for (int i = 0; i < count; i++) {
            FlowConnection connection = fluid.rates.connection(shares.member(arc, i));
            if (connection != but) {
                double rate = connection.members() * fluid.rates.rate(connection);
                grown += connection.filling ? rate * connection.fillGrowth : 0;
                rates += rate;
            }
        }
        return rates > 0 ? grown / rates : 0;
    }

    /** The congestion control of those that an arc binds but one; BBR's if one of them has it, since it takes all that is free. */
    private CongestionControl controlOfOthers(int arc, FlowConnection but) {
        int count = shares.boundCount(arc);
        if (count > MANY) {
            return but.control;
        }
        double renos = 0;
        double others = 0;
        for (int i = 0; i < count; i++) {
            FlowConnection connection = fluid.rates.connection(shares.member(arc, i));
            if (connection != but) {
                switch (connection.control) {
                    case BBR -> {
                        return CongestionControl.BBR;
                    }
                    case RENO -> renos += connection.members();
                    case CUBIC -> others += connection.members();
                }
            }
        }
        return renos > others ? CongestionControl.RENO : CongestionControl.CUBIC;
    }

    private double flows(int arc) {
        int count = shares.boundCount(arc);
        if (!fluid.ledger.isMerged()) {
            return count;
        }
        double flows = 0;
        for (int i = 0; i < count; i++) {
            flows += fluid.rates.connection(shares.member(arc, i)).members();
        }
        return flows / fluid.ledger.size(arc);
    }

    private double flowsOf(FlowConnection connection, int arc) {
        return connection.members() / (double) fluid.ledger.size(arc);
    }
}
