package org.longhaul.simulator.network;

import java.util.Arrays;
import org.longhaul.topology.Topology;

/** Per arc: what it has carried, how many transfers use it, since when it is full, and what acknowledgements take of it. */
final class LinkLedger {

    private static final long WHOLE = 1 << 20;

    private final Topology topology;
    private final ArcStates states;
    private final FlowNetwork.Settings settings;
    private final FairShare shares;
    private final long[] payload;
    // Whole bytes for each transfer: what a transfer adds must not depend on what was carried before.
    private final long[] wire;
    private final int[] users;
    /** What its users could send at most, in parts of its rate of {@link #WHOLE}; of the links as the topology states them. */
    private final long[] demand;

    private final double[] rate;
    private final boolean[] full;
    private final long[] fullSince;
    // A link that stands idle is not full, whatever rate its last user had.
    private final boolean[] idle;
    private int[] changed = new int[16];
    private int changedCount;
    private int[] released = new int[16];
    private int releasedCount;
    private final boolean[] isChanged;
    private EqualArcs equal = EqualArcs.NONE;
    private boolean isMerged;
    /** What arcs that stand for others had carried before they did. */
    private final long[] payloadBefore;

    private final long[] wireBefore;

    LinkLedger(Topology topology, ArcStates states, FlowNetwork.Settings settings, FairShare shares) {
        this.topology = topology;
        this.states = states;
        this.settings = settings;
        this.shares = shares;
        int arcs = topology.arcCount();
        payload = new long[arcs];
        wire = new long[arcs];
        users = new int[arcs];
        demand = new long[arcs];
        rate = shares.graph.capacity.clone();
        full = new boolean[arcs];
        fullSince = new long[arcs];
        idle = new boolean[arcs];
        Arrays.fill(idle, true);
        isChanged = new boolean[arcs];
        payloadBefore = new long[arcs];
        wireBefore = new long[arcs];
    }

    /** A transfer uses its connection's path from now on. */
    void open(FlowConnection connection, long now) {
        connection.usesPath = true;
        int[] arcs = connection.arcs;
        long slowest = slowestBitsPerSecond(arcs);
        for (int hop = 0; hop < arcs.length; hop++) {
            int arc = arcs[hop];
            users[arc] += connection.times(hop);
            demand(arc, slowest, connection.times(hop));
            if (idle[arc]) {
                idle[arc] = false;
                fullSince[arc] = now;
            }
        }
    }

    /** A transfer leaves its connection's path, having carried something over it. */
    void close(FlowConnection connection, long payloadBytes, double wireBytes) {
        connection.usesPath = false;
        int[] arcs = connection.arcs;
        long slowest = slowestBitsPerSecond(arcs);
        for (int hop = 0; hop < arcs.length; hop++) {
            int arc = arcs[hop];
            int times = connection.times(hop);
            demand(arc, slowest, -times);
            payload[arc] += payloadBytes * times;
            wire[arc] += Math.round(wireBytes) * times;
            users[arc] -= times;
            if (users[arc] == 0) {
                noteRelease(arc);
            }
        }
        if (settings.acknowledgements()) {
            double share = acknowledgementShare();
            int[] back = connection.reverseArcs;
            for (int hop = 0; hop < back.length; hop++) {
                wire[back[hop]] += Math.round(wireBytes * share) * connection.reverseTimes(hop);
            }
        }
    }

    /** What a closed connection had delivered of a transfer does not count. */
    void uncount(Transfer.Part part) {
        for (int arc : part.arcs()) {
            payload[arc] -= part.bytes();
        }
    }

    int users(int arc) {
        return users[arc];
    }

    /** Whether transfers use an arc, running or about to. */
    boolean isUsed(int arc) {
        return users[arc] > 0;
    }

    long payloadBytes(int arc) {
        int at = equal.standIn(arc);
        return at == arc ? payload[arc] : payload[arc] + payload[at] - payloadBefore[at];
    }

    long wireBytes(int arc) {
        int at = equal.standIn(arc);
        return at == arc ? wire[arc] : wire[arc] + wire[at] - wireBefore[at];
    }

    // --- equal arcs, of which one stands for all ---

    /** From now on arcs stand for others that carry the same. */
    void merge(EqualArcs by) {
        equal = by;
        isMerged = true;
        for (int arc : by.arcs()) {
            payloadBefore[arc] = payload[arc];
            wireBefore[arc] = wire[arc];
            if (by.size(arc) > 1) {
                noteChange(arc);
            }
        }
    }

    /** Every arc stands for itself again, and has carried what the one that stood for it has. */
    void part() {
        for (int arc : equal.arcs()) {
            payload[arc] = payloadBytes(arc);
            wire[arc] = wireBytes(arc);
            if (equal.size(arc) > 1) {
                noteChange(arc);
            }
        }
        equal = EqualArcs.NONE;
        isMerged = false;
    }

    boolean isMerged() {
        return isMerged;
    }

    /** The arc that stands for one at present. */
    int standIn(int arc) {
        return equal.standIn(arc);
    }

    /** Present rate of an arc that stands for itself, less what acknowledgements take of it, bytes per second. */
    double bytesPerSecond(int arc) {
        return rate[arc];
    }

    void levelChanges(int arc, double newLevel, long now) {
        boolean isFull = newLevel < Double.POSITIVE_INFINITY;
        if (isFull && !full[arc]) {
            fullSince[arc] = now;
        }
        full[arc] = isFull;
    }

    /** How long the arc has been full, nanoseconds; 0 if it is not. */
    long fullForNanos(int arc, long now) {
        return full[arc] && !idle[arc] ? now - fullSince[arc] : 0;
    }

    /** Bytes of acknowledgements for each byte of data on the wire: one for every two segments. */
    double acknowledgementShare() {
        return settings.headerBytes() / (2.0 * settings.mtuBytes());
    }

    private long slowestBitsPerSecond(int[] arcs) {
        long slowest = Long.MAX_VALUE;
        for (int arc : arcs) {
            slowest = Math.min(slowest, topology.arcBitsPerSecond(arc));
        }
        return slowest;
    }

    // A path of so many bits per second at its slowest is used so many times more.
    private void demand(int arc, long slowest, int times) {
        long before = demand[arc];
        demand[arc] += times * Math.round(WHOLE * ((double) slowest / topology.arcBitsPerSecond(arc)));
        // The two directions of a link are arcs 2l and 2l + 1: use of one sends acknowledgements over the other.
        if (settings.acknowledgements() && Math.min(before, demand[arc]) < WHOLE) {
            noteChange(equal.standIn(arc ^ 1));
        }
    }

    /** Part of an arc's rate that acknowledgements of what the other direction carries take beside its data. */
    private double acknowledgementLoad(int arc) {
        return acknowledgementShare() * Math.min(1, (double) demand[equal.standIn(arc ^ 1)] / WHOLE);
    }

    /** The rate of an arc, or what acknowledgements take of it, may have changed. */
    void noteChange(int arc) {
        if (!isChanged[arc]) {
            isChanged[arc] = true;
            if (changedCount == changed.length) {
                changed = Arrays.copyOf(changed, changedCount * 2);
            }
            changed[changedCount++] = arc;
        }
    }

    private void noteRelease(int arc) {
        if (releasedCount == released.length) {
            released = Arrays.copyOf(released, releasedCount * 2);
        }
        released[releasedCount++] = arc;
    }

    /** Links that nobody took over in the instant in which they were released stand idle. */
    private void noteIdle() {
        for (int i = 0; i < releasedCount; i++) {
            int arc = released[i];
            idle[arc] = users[arc] == 0;
            // Once it has stood idle it fills anew: what comes next does not depend on how long ago it was full.
            full[arc] &= !idle[arc];
        }
        releasedCount = 0;
    }

    /** Gives arcs their present rate, less the acknowledgements' part and what bursts leave unused. */
    void applyCapacities(AckCompression bursts) {
        noteIdle();
        for (int i = 0; i < changedCount; i++) {
            int arc = changed[i];
            isChanged[arc] = false;
            double capacity = states.bitsPerSecond(arc) / 8.0;
            if (settings.acknowledgements()) {
                capacity /= 1 + acknowledgementLoad(arc);
            }
            rate[arc] = capacity;
            capacity *= bursts.share(arc) * equal.size(arc);
            if (capacity != shares.graph.capacity[arc]) {
                shares.setCapacity(arc, capacity);
            }
        }
        changedCount = 0;
    }
}
