package org.longhaul.simulator.network.flow.tcp;

import java.util.Arrays;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.LookTimes;

/**
 * How flows come to their shares: from loss epoch to loss epoch.
 *
 * <p><b>Model.</b> At each overflow of a queue the windows of its flows are cut to {@code β}, and then grow alike, so that
 * what a share differs from its equilibrium by shrinks to {@code β} in an epoch: the time in which the windows regain what
 * they lost. A flow that crosses several full links meets the epochs of all of them. A flow starts off with an equal share,
 * or, where others were established at a full link before it began, with what slow start got it. Reno stops at the overflow: on average half of the swing of the others' window was free, and all
 * are cut. CUBIC stops by HyStart (RFC 9406) when its burst has lengthened the round trip by an eighth (4 to 16 ms), not
 * below 16 segments. BBR has no loss epochs: its estimate of the bandwidth follows in ten round trips.
 *
 * <p><b>Steps.</b> A flow looks at what it shares, and takes what it will have on average until it looks again, at ages that
 * grow by a fourth: some ten to twenty events a flow, however long it lasts and whatever others do, many of them together
 * ({@link LookTimes}).
 */
public final class Convergence {

    /** Relative differences that make no difference. */
    private static final double SAME = 0.02;
    /** Convergence within these round trips is at once; nor does a flow look again before. */
    private static final int QUICK_ROUNDS = 20;
    /** Part of its age after which a flow looks again. */
    private static final int PATIENCE = 4;
    /** The same where there are very many flows. */
    private static final int PATIENCE_IN_CROWD = 1;

    private static final int HYSTART_SEGMENTS = 16;
    private static final double HYSTART_LEAST = 0.004;
    private static final double HYSTART_MOST = 0.016;
    private static final double BBR_ROUNDS = 10;
    private final Fluid fluid;
    private final WindowModel windows;
    private final ShareWeights weights;
    private final MixedControls mixed;
    private final LookTimes looks;
    private final LockOut lockOut;
    private final double segment;
    private FlowConnection[] pending = new FlowConnection[16];
    private int pendingCount;

    Convergence(Fluid fluid, WindowModel windows, ShareWeights weights, MixedControls mixed, double segment) {
        this.fluid = fluid;
        this.windows = windows;
        this.weights = weights;
        this.mixed = mixed;
        lockOut = new LockOut(fluid, windows);
        this.segment = segment;
        looks = new LookTimes(fluid.topology.arcCount());
    }

    /** Whether shares of full links have a part that chance gives them. */
    public boolean draws() {
        return weights.apply()
                && fluid.settings.slowStart()
                && (fluid.isMixed() || fluid.settings.congestionControl() != CongestionControl.BBR);
    }

    private void pend(FlowConnection connection) {
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, pendingCount * 2);
        }
        pending[pendingCount++] = connection;
    }

    /**
     * After a solution: gives the flows that look at what they share the weights that follow from it.
     *
     * @return whether weights changed, so that it has to be solved again
     */
    public boolean follow(long now) {
        int count = pendingCount;
        // All aims before the first change: none depends on another one's.
        for (int i = 0; i < count; i++) {
            if (applies(pending[i])) {
                pending[i].factorNext = weights.atSeveral(pending[i]) * (mixed.apply() ? mixed.factor(pending[i]) : 1);
            }
        }
        boolean changes = false;
        for (int i = 0; i < count; i++) {
            if (applies(pending[i])) {
                changes |= aim(pending[i], now);
            }
        }
        pendingCount = 0;
        return changes;
    }

    private static boolean applies(FlowConnection connection) {
        return connection.flow >= 0 && connection.factorEvent < 0;
    }

    private boolean aim(FlowConnection connection, long now) {
        double convergence = secondsOfConvergence(connection);
        relax(connection, convergence, now);
        connection.factorSeconds = convergence;
        double aim = connection.factorNext;
        connection.factorLag += StrictMath.log(aim / connection.factorAim);
        connection.factorAim = aim;
        if (convergence * 1e9 < QUICK_ROUNDS * connection.rttNanos || Math.abs(connection.factorLag) < SAME) {
            connection.factorLag = 0;
        }
        long nanos = Math.max(
                QUICK_ROUNDS * connection.rttNanos,
                (now - connection.sentNanos) / (fluid.shares.isCrowded() ? PATIENCE_IN_CROWD : PATIENCE));
        if (mayChange(connection)) {
            nanos = lookAfter(connection, nanos, now);
        }
        double part = nanos * 1e-9 / convergence;
        double mean = -StrictMath.expm1(-part) / part;
        return weigh(connection, aim * StrictMath.exp(connection.deviation - connection.factorLag * mean), now);
    }

    private boolean mayChange(FlowConnection connection) {
        return connection.arcs.length > 1 || connection.factorLag != 0 || mixed.apply();
    }

    /** Has a flow look after a wait, or somewhat sooner; returns in how many nanoseconds. */
    private long lookAfter(FlowConnection connection, long nanos, long now) {
        long at = fluid.shares.isCrowded()
                ? LookTimes.common(now, nanos)
                : looks.enter(connection, weights.narrowest(connection), now, nanos);
        connection.factorEvent = fluid.loop.schedule(at, EventPriority.TIMER, time -> {
            connection.factorEvent = -1;
            looks.left(connection);
            pend(connection);
            fluid.requestSolve();
        });
        return at - now;
    }

    private boolean weigh(FlowConnection connection, double factor, long now) {
        double change = factor / connection.factor;
        if (change == 1 || (factor != 1 && change < 1 + SAME / 2 && change > 1 - SAME / 2)) {
            return false;
        }
        connection.factor = factor;
        fluid.rates.reweigh(connection, windows.weight(connection), now);
        return true;
    }

    private static void relax(FlowConnection connection, double convergence, long now) {
        if (connection.factorLag != 0) {
            double seconds = (now - connection.factorNanos) * 1e-9;
            connection.factorLag *= StrictMath.exp(-seconds / convergence);
        }
        connection.factorNanos = now;
    }

    /** A flow ends or is interrupted: what it has come nearer to its aim stays with its connection. */
    void leaves(FlowConnection connection, long now) {
        if (connection.factorEvent >= 0) {
            // As it was when the flow last looked: others that end in this instant must not count by their order.
            relax(connection, connection.factorSeconds, now);
            fluid.loop.cancel(connection.factorEvent);
            looks.left(connection);
            connection.factorEvent = -1;
        }
        if (mixed.apply()) {
            stir(connection);
        }
    }

    /** Those of other controls at a flow's link look at once at what they share. */
    private void stir(FlowConnection connection) {
        FairShare shares = fluid.shares;
        int arc = weights.narrowest(connection);
        for (int i = 0; arc >= 0 && i < shares.flowsOn(arc); i++) {
            FlowConnection other = fluid.rates.connection(shares.member(arc, i));
            if (other.control != connection.control && other.factorEvent >= 0) {
                fluid.loop.cancel(other.factorEvent);
                looks.left(other);
                other.factorEvent = -1;
                pend(other);
            }
        }
        fluid.requestSolve();
    }

    // --- epochs ---

    /** Seconds in which a difference shrinks to 1/e. */
    private double secondsOfConvergence(FlowConnection connection) {
        int arc = weights.narrowest(connection);
        return connection.control == CongestionControl.BBR
                ? BBR_ROUNDS * roundSeconds(connection, arc)
                : epochSeconds(connection, arc)
                        / (connection.fullLinks * -StrictMath.log(connection.control.decrease()));
    }

    /** A loss epoch of the flows at a link. */
    private double epochSeconds(FlowConnection connection, int arc) {
        int flows = fluid.ledger.users(arc);
        double window = windows(connection, arc) / Math.max(1, flows - 1);
        double lost = (1 - connection.control.decrease()) * windows(connection, arc) / Math.max(1, flows);
        double round = roundSeconds(connection, arc);
        double additive = lost * round / connection.control.additiveIncrease();
        return connection.control == CongestionControl.CUBIC
                ? Math.min(
                        additive,
                        connection.control.epochSeconds(connection.control.decrease() * window, window, round))
                : additive;
    }

    /** Segments that path and queue of a full link hold. */
    private double windows(FlowConnection connection, int arc) {
        double seconds = connection.rttSeconds() + weights.queueSeconds(connection, arc);
        return Math.max(2, fluid.ledger.bytesPerSecond(arc) * seconds / segment);
    }

    private double roundSeconds(FlowConnection connection, int arc) {
        return connection.rttSeconds() + connection.control.meanOfSwing() * weights.queueSeconds(connection, arc);
    }

    // --- latecomers ---

    /** A transfer's data begins. */
    public void begins(FlowConnection connection, long now) {
        if (!connection.slowStart && weights.apply()) {
            goesOn(connection, now);
        }
    }

    private void goesOn(FlowConnection connection, long now) {
        if (connection.factorEvent < 0 && mayChange(connection)) {
            connection.factorNanos = now;
            lookAfter(connection, QUICK_ROUNDS * connection.rttNanos, now);
        }
    }

    /** A flow leaves slow start at a full link: sets what share it begins with if it does so for the first time. */
    void joins(FlowConnection connection, long now) {
        if (!weights.apply()) {
            return;
        }
        if (connection.joinedNanos < Long.MAX_VALUE) {
            goesOn(connection, now);
            return;
        }
        int arc = weights.narrowest(connection);
        connection.deviation = draws() ? lockOut.deviation(connection, arc) : 0;
        connection.joinedNanos = now;
        if (mixed.apply()) {
            stir(connection);
        }
        double factor = 1;
        int others = fluid.ledger.users(arc) - 1;
        if (others > 0 && connection.control != CongestionControl.BBR) {
            double share = shareOfLatecomer(connection, arc, others);
            if (share < 1 - SAME) {
                double epochs = secondsBefore(connection, arc) / epochSeconds(connection, arc);
                factor = StrictMath.pow(share, -StrictMath.expm1(-epochs));
                factor = factor > 1 - SAME ? 1 : factor;
            }
        }
        if (factor < 1 || connection.deviation != 0 || mixed.apply()) {
            connection.factorLag = -StrictMath.log(factor);
            connection.factorNanos = now;
            pend(connection);
            fluid.requestSolve();
        } else {
            goesOn(connection, now);
        }
    }

    /** How long before a flow began the others at a link had found their shares of it: mean by what they carry. */
    private double secondsBefore(FlowConnection connection, int arc) {
        FairShare shares = fluid.shares;
        double carried = 0;
        double seconds = 0;
        for (int i = 0; i < shares.flowsOn(arc); i++) {
            FlowConnection other = fluid.rates.connection(shares.member(arc, i));
            int times = fluid.ledger.times(other, arc);
            int others = other == connection ? times - 1 : times;
            if (others > 0) {
                double rate = shares.rate(other.flow) * others / times;
                long before = Math.max(0, connection.sentNanos - Math.min(other.joinedNanos, connection.sentNanos));
                carried += rate;
                seconds += rate * 1e-9 * before;
            }
        }
        return carried > 0 ? seconds / carried : 0;
    }

    /** What a latecomer has at first of each of the others' windows. */
    private double shareOfLatecomer(FlowConnection connection, int arc, int others) {
        double mean = connection.control.meanOfSwing();
        double cut = connection.control.decrease();
        if (connection.control == CongestionControl.CUBIC) {
            double burst = Math.max(HYSTART_LEAST, Math.min(HYSTART_MOST, roundSeconds(connection, arc) / 8));
            double segments = Math.max(HYSTART_SEGMENTS, burst * fluid.ledger.bytesPerSecond(arc) / segment);
            double got = segments / windows(connection, arc);
            return got >= mean ? 1 : Math.min(1, got * others / (mean - got));
        }
        double got = cut * (1 - cut) / 2;
        double theirs = mean * cut / others;
        double grown = (mean - mean * cut - got) / (others + 1);
        return Math.min(1, (got + grown) / (theirs + grown));
    }
}
