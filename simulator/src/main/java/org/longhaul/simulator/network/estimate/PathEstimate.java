package org.longhaul.simulator.network.estimate;

import org.longhaul.topology.Topology;

/**
 * Expects, in closed form, how long transfers between two nodes take that are made one after the other, over links as the
 * topology states them. It remembers what a connection would: not thread-safe.
 */
public abstract class PathEstimate {

    private final int[] arcs;
    private final int[] back;
    private final double latencySeconds;
    private final double backLatencySeconds;
    private final int slowestArc;
    private long lastUse;

    /**
     * An estimate.
     *
     * @param topology of the path
     * @param arcs from the source to the target; empty for a node and itself
     * @param back arcs the other way; empty if data on them makes no difference
     */
    public PathEstimate(Topology topology, int[] arcs, int[] back) {
        this.arcs = arcs.clone();
        this.back = back.clone();
        long nanos = 0;
        int slowest = -1;
        for (int arc : arcs) {
            nanos += topology.arcLatencyNanos(arc);
            if (slowest < 0 || topology.arcBitsPerSecond(arc) < topology.arcBitsPerSecond(slowest)) {
                slowest = arc;
            }
        }
        latencySeconds = nanos * 1e-9;
        double backSeconds = 0;
        for (int arc : back) {
            backSeconds += topology.arcLatencyNanos(arc) * 1e-9;
        }
        backLatencySeconds = back.length == 0 ? latencySeconds : backSeconds;
        slowestArc = slowest;
    }

    /** Number of arcs from the source to the target. */
    public final int length() {
        return arcs.length;
    }

    /** The i-th arc from the source to the target. */
    public final int arc(int i) {
        return arcs[i];
    }

    /** Number of arcs the other way, data on which makes a difference. */
    public final int backLength() {
        return back.length;
    }

    /** The i-th arc the other way. */
    public final int backArc(int i) {
        return back[i];
    }

    /** The slowest arc of the path, its first if several are; −1 on an empty path. */
    public final int slowestArc() {
        return slowestArc;
    }

    /** Propagation from the source to the target. */
    public final double latencySeconds() {
        return latencySeconds;
    }

    /** Propagation the other way; that from the source to the target where no arcs the other way are given. */
    public final double backLatencySeconds() {
        return backLatencySeconds;
    }

    /** Forgets the transfers of earlier uses, when it is first used for another one; uses are numbered from 1. */
    public final void resetFor(long use) {
        if (lastUse != use) {
            lastUse = use;
            reset();
        }
    }

    /** Forgets earlier transfers: connections are established, but have been idle for long. */
    public abstract void reset();

    /**
     * A transfer.
     *
     * @param startSeconds when it starts; not before the one before it ended
     * @param bytes payload
     * @param transmissionSeconds time that its most loaded link takes for all the payload that crosses it meanwhile
     * @param sharers transfers that share its slowest arc, itself included
     * @param oncoming part of its time in which data crosses its way back, from 0 to 1
     * @param seconds filled with the terms of its time
     * @return whether an equal transfer that follows at once takes equally long
     */
    public abstract boolean transfer(
            double startSeconds,
            long bytes,
            double transmissionSeconds,
            int sharers,
            double oncoming,
            TermSeconds seconds);

    /**
     * Whether a transfer over this path, if it were made now, took as long as an equal one over the other path: other links of
     * the same kind, with the same transfers behind them.
     */
    public abstract boolean isLike(PathEstimate other);

    /** Remembers, instead of a transfer of its own, the one just made over a path that it was like. */
    public abstract void follow(PathEstimate like);
}
