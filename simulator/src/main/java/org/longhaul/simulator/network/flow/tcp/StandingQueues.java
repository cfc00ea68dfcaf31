package org.longhaul.simulator.network.flow.tcp;

import java.util.Arrays;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.LinkLedger;

/**
 * What stands in the queues of the {@code flow} network: what running transfers have put there.
 *
 * <p>A flow that a link binds keeps in its queue what its window holds beyond the path, at most what it has left to deliver
 * and its part of the room. What a transfer has delivered has left the queue; a flow never waits for itself, because its
 * own bytes come one after the other anyway.
 *
 * <p><b>Cost.</b> One look at each flow of a link; where they are many, the sum is taken again only after an eighth
 * of a round trip.
 */
final class StandingQueues {

    private static final int MANY = 64;
    /** The same where the network has very many flows. */
    private static final int FEW = 8;

    private final Fluid fluid;
    private final WindowModel windows;
    private final LinkLedger ledger;
    private final FairShare shares;
    private final long[] sum;
    private final long[] summedAt;

    StandingQueues(Fluid fluid, WindowModel windows) {
        this.fluid = fluid;
        this.windows = windows;
        ledger = fluid.ledger;
        shares = fluid.shares;
        sum = new long[fluid.topology.arcCount()];
        summedAt = new long[fluid.topology.arcCount()];
        Arrays.fill(summedAt, -1);
    }

    /** Waiting in the queues of arcs behind others' bytes, nanoseconds. */
    long delayNanos(FlowConnection connection, int[] arcs) {
        if (!fluid.settings.queueing()) {
            return 0;
        }
        int ownArc = connection.flow >= 0 ? shares.firstFull(connection.flow) : FairShare.OWN_CAP;
        double seconds = 0;
        for (int arc : arcs) {
            double rate = ledger.bytesPerSecond(arc);
            long bytes = rate > 0 ? bytes(arc, connection, arc == ownArc) : 0;
            if (bytes > 0) {
                seconds += bytes / rate;
            }
        }
        return Math.round(seconds * 1e9);
    }

    private long bytes(int arc, FlowConnection asking, boolean isOwn) {
        long now = fluid.loop.nowNanos();
        long own = isOwn ? backlog(asking, now) : 0;
        boolean crowded = shares.isCrowded();
        if (ledger.users(arc) <= (crowded ? FEW : MANY)) {
            return total(arc, now) - own;
        }
        if (summedAt[arc] < 0 || now - summedAt[arc] > Math.max(asking.rttNanos, crowded ? queueNanos(arc) : 0) / 8) {
            summedAt[arc] = now;
            sum[arc] = total(arc, now);
        }
        return Math.max(0, sum[arc] - own);
    }

    private long queueNanos(int arc) {
        return Math.round(sum[arc] / ledger.bytesPerSecond(arc) * 1e9);
    }

    private long total(int arc, long now) {
        long total = 0;
        int count = shares.flowsOn(arc);
        for (int i = 0; i < count; i++) {
            if (shares.firstFull(shares.member(arc, i)) == arc) {
                FlowConnection connection = fluid.rates.connection(shares.member(arc, i));
                total += ledger.times(connection, arc) * backlog(connection, now);
            }
        }
        return total;
    }

    /** Whole bytes that one flow has in the queue of its bottleneck: whole, so that sums do not depend on their order. */
    private long backlog(FlowConnection connection, long now) {
        double rate = fluid.rates.rate(connection);
        if (rate <= 0 || connection.paused) {
            return 0;
        }
        double part = Math.min(1, rate / connection.bottleneckBytesPerSecond);
        double left = connection.wireBytes - fluid.progress.served(connection.flow, now);
        double beyond = windows.queues.standing(connection, rate, part, now);
        return Math.round(Math.max(0, Math.min(beyond, Math.min(left, part * connection.queueBytes))));
    }
}
