package org.longhaul.simulator.network.flow.fluid;

import org.longhaul.simulator.network.ArcStates;
import org.longhaul.simulator.network.Transfer;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.topology.Topology;

/** Per arc: what it has carried, how many transfers use it, and what acknowledgements take of it. */
public final class LinkLedger {

    private static final long WHOLE = 1 << 20;

    private final Topology topology;
    private final ArcStates states;
    private final FlowSettings settings;
    private final FairShare shares;
    private final long[] payload;
    // Whole bytes for each transfer: what a transfer adds must not depend on what was carried before.
    private final long[] wire;
    private final int[] users;
    /** What its users could send at most, in parts of its rate of {@link #WHOLE}; of the links as the topology states them. */
    private final long[] demand;

    private final double[] rate;
    private final ArcSet changed;
    private EqualArcs equal = EqualArcs.NONE;
    private boolean isMerged;
    /** What arcs that stand for others had carried before they did. */
    private final long[] payloadBefore;

    private final long[] wireBefore;

    LinkLedger(Topology topology, ArcStates states, FlowSettings settings, FairShare shares) {
        this.topology = topology;
        this.states = states;
        this.settings = settings;
        this.shares = shares;
        int arcs = topology.arcCount();
        payload = new long[arcs];
        wire = new long[arcs];
        users = new int[arcs];
        demand = new long[arcs];
        rate = shares.capacities();
        changed = new ArcSet(arcs);
        payloadBefore = new long[arcs];
        wireBefore = new long[arcs];
    }

    /** A transfer uses its connection's path from now on. */
    public void open(FlowConnection connection) {
        connection.usesPath = true;
        int[] arcs = connection.arcs;
        long slowest = slowestBitsPerSecond(arcs);
        for (int hop = 0; hop < arcs.length; hop++) {
            int arc = arcs[hop];
            users[arc] += connection.times(hop);
            demand(arc, slowest, connection.times(hop));
        }
    }

    /** A transfer leaves its connection's path, having carried something over it. */
    public void close(FlowConnection connection, long payloadBytes, double wireBytes) {
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
    public void uncount(Transfer.Part part) {
        for (int arc : part.arcs()) {
            payload[arc] -= part.bytes();
        }
    }

    /** Transfers that use an arc, or each of the equal arcs that it stands for. */
    public int users(int arc) {
        return users[arc];
    }

    /** Transfers that cross an arc, or each of those that it stands for, in the present one of a connection. */
    public int times(FlowConnection connection, int arc) {
        if (connection.crossed == null) {
            return 1;
        }
        int hop = 0;
        while (connection.arcs[hop] != arc) {
            hop++;
        }
        return connection.times(hop);
    }

    /** Arcs that one stands for, itself among them. */
    public int size(int arc) {
        return equal.size(arc);
    }

    public long payloadBytes(int arc) {
        int at = equal.standIn(arc);
        return at == arc ? payload[arc] : payload[arc] + payload[at] - payloadBefore[at];
    }

    public long wireBytes(int arc) {
        int at = equal.standIn(arc);
        return at == arc ? wire[arc] : wire[arc] + wire[at] - wireBefore[at];
    }

    // --- equal arcs, of which one stands for all ---

    /** From now on arcs stand for others that carry the same. */
    public void merge(EqualArcs by) {
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
    public void part() {
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

    public boolean isMerged() {
        return isMerged;
    }

    /** The arc that stands for one at present. */
    public int standIn(int arc) {
        return equal.standIn(arc);
    }

    /** Present rate of an arc that stands for itself, less what acknowledgements take of it, bytes per second. */
    public double bytesPerSecond(int arc) {
        return rate[arc];
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
    public void noteChange(int arc) {
        changed.add(arc);
    }

    /** Whether the rate of an arc may have changed since the arcs were last given theirs. */
    public boolean hasChanges() {
        return !changed.isEmpty();
    }

    /** Gives arcs their present rate, less the acknowledgements' part and what bursts and windows leave unused. */
    void applyCapacities(FlowRates.Listener flows) {
        for (int i = 0; i < changed.size(); i++) {
            int arc = changed.get(i);
            double capacity = states.bitsPerSecond(arc) / 8.0;
            if (settings.acknowledgements()) {
                capacity /= 1 + acknowledgementLoad(arc);
            }
            rate[arc] = capacity;
            capacity *= flows.usable(arc) * equal.size(arc);
            if (capacity != shares.capacity(arc)) {
                shares.setCapacity(arc, capacity);
            }
        }
        changed.clear();
    }
}
