package org.longhaul.simulator.network.flow.fluid;

import java.util.Arrays;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.fairshare.FairShare;

/**
 * The flows in progress: brings their rates up to date at the end of each instant in which something changed, and tells when
 * one has been served what it aims at.
 */
public final class FlowRates implements FairShare.Listener {

    /** Steers the rates, and is told what comes of them. */
    public interface Listener {
        /** A flow has been served up to its target: the target must move on, or the flow stop. */
        void reached(FlowConnection connection, long now);

        /** A flow leaves the network. */
        void leaves(FlowConnection connection);

        /** Rates are about to be brought up to date. */
        void solving(long now);

        /** Part of an arc's rate that its flows can use, from 0 to 1. */
        double usable(int arc);

        /** A flow may have another bottleneck or cap. */
        void moved(FlowConnection connection);

        /** A link binds a flow that has moved. */
        void bound(FlowConnection connection, long now);

        /** A solution is complete: whether weights follow from it, so that it has to be solved again. */
        boolean follow(long now);

        /** Rates are up to date: whether they have to be brought up to date once more within the instant. */
        boolean settle();
    }

    final FairShare shares;
    public final FluidProgress progress;
    private final EventLoop loop;
    private final LinkLedger ledger;
    private final Listener listener;
    private FlowConnection[] byFlow = new FlowConnection[64];
    private boolean solveRequested;
    private long milestone = -1;
    private long milestoneNanos = Long.MAX_VALUE;

    FlowRates(EventLoop loop, FairShare shares, LinkLedger ledger, Listener listener) {
        this.loop = loop;
        this.shares = shares;
        this.ledger = ledger;
        this.listener = listener;
        progress = new FluidProgress(shares.linkCount());
    }

    /** Starts the flow of a connection's transfer; it gets its rate at the end of the instant. */
    public void start(FlowConnection connection, double cap, double target, long now) {
        // Shares are those of all members; what one of them is served is the same in both counts.
        double most = Math.min(cap, connection.mostBytesPerSecond);
        int flow = shares.add(connection.arcs, connection.weight * connection.members(), most * connection.members());
        enter(flow, connection);
        progress.start(flow, connection.weight, target, now);
        requestSolve();
    }

    /** Gives the flow of a connection another weight; its rates follow when they are next brought up to date. */
    public void reweigh(FlowConnection connection, double weight, long now) {
        shares.setWeight(connection.flow, weight * connection.members());
        progress.reweigh(connection.flow, weight, now);
        connection.weight = weight;
    }

    private void enter(int flow, FlowConnection connection) {
        connection.flow = flow;
        if (flow >= byFlow.length) {
            byFlow = Arrays.copyOf(byFlow, Math.max(flow + 1, byFlow.length * 2));
        }
        byFlow[flow] = connection;
    }

    public void stop(FlowConnection connection) {
        listener.leaves(connection);
        progress.stop(connection.flow);
        shares.remove(connection.flow);
        connection.flow = FlowConnection.NO_FLOW;
        requestSolve();
    }

    /** Rate of a connection's flow, or of each one that it stands for; bytes per second. */
    public double rate(FlowConnection connection) {
        return shares.rate(connection.flow) / connection.members();
    }

    /** The most that a connection's flow, or each one that it stands for, gets; bytes per second. */
    public void setCap(FlowConnection connection, double bytesPerSecond) {
        double most = Math.min(bytesPerSecond, connection.mostBytesPerSecond);
        shares.setCap(connection.flow, most * connection.members());
        requestSolve();
    }

    public FlowConnection connection(int flow) {
        return byFlow[flow];
    }

    /** Rates are brought up to date at the end of the present instant. */
    void requestSolve() {
        if (!solveRequested) {
            solveRequested = true;
            loop.schedule(loop.nowNanos(), EventPriority.SOLVE, this::solve);
        }
    }

    private void solve(long now) {
        solveRequested = false;
        listener.solving(now);
        ledger.applyCapacities(listener);
        do {
            shares.solve(this);
        } while (listener.follow(now));
        if (listener.settle()) {
            requestSolve();
        }
        long next = progress.nextNanos();
        if (next != milestoneNanos) {
            if (milestoneNanos != Long.MAX_VALUE) {
                loop.cancel(milestone);
            }
            milestoneNanos = next;
            if (next != Long.MAX_VALUE) {
                milestone = loop.schedule(Math.max(now, next), EventPriority.MILESTONE, this::milestone);
            }
        }
    }

    private void milestone(long now) {
        if (now == BeyondTimeException.END_OF_TIME) {
            throw new BeyondTimeException();
        }
        milestoneNanos = Long.MAX_VALUE;
        while (progress.nextNanos() <= now) {
            listener.reached(byFlow[progress.nextFlow()], now);
        }
        requestSolve();
    }

    @Override
    public void levelChanges(int link, double newLevel) {
        progress.setPace(link, newLevel, loop.nowNanos());
    }

    @Override
    public void moved(int flow) {
        FlowConnection connection = byFlow[flow];
        long now = loop.nowNanos();
        int bottleneck = shares.bottleneck(flow);
        listener.moved(connection);
        progress.bind(flow, bottleneck, shares.rate(flow) / connection.members(), now);
        if (bottleneck >= 0) {
            listener.bound(connection, now);
        }
    }
}
