package org.longhaul.simulator.network.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.simulator.network.ConnectionTable;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;

/**
 * The connections of the {@code flow} network, one object for all pairs of nodes whose connections are in the same state
 * because all that they ever carried was equal. A pair that is used by itself gets its own again.
 */
final class Bundles {

    private final FlowNetwork network;
    private final ConnectionTable<FlowConnection> table;
    /** Each connection once, in the order in which they were made. */
    private List<FlowConnection> distinct = new ArrayList<>();

    /** Of the last round that was bundled, and the version at which its groups got their connections. */
    private @Nullable RoundPairs lastPairs;

    private @Nullable RoundGroups lastGroups;
    private long lastVersion;

    /** First colours of arcs as they were built; null while nobody asked. */
    private long @Nullable [] arcColours;

    private long nextNumber = 1;
    private long version;
    private boolean isBundled;

    Bundles(FlowNetwork network, ConnectionTable<FlowConnection> table) {
        this.network = network;
        this.table = table;
    }

    /** Changes whenever pairs change their connection. */
    long version() {
        return version;
    }

    /** Pairs that the last round connected; of use while the network is as it was built. */
    @Nullable
    RoundPairs lastPairs() {
        return lastPairs;
    }

    /** The groups of the last round, if it connected these pairs and all members of each still share its connection. */
    @Nullable
    RoundGroups lastGroups(RoundPairs pairs) {
        return pairs == lastPairs && version == lastVersion ? lastGroups : null;
    }

    /** The groups have just got their {@linkplain #connections connections}. */
    void keep(RoundPairs pairs, RoundGroups groups) {
        lastPairs = pairs;
        lastGroups = groups;
        lastVersion = version;
    }

    /** Equal for arcs of which the topology says the same; of use while the network is as it was built. */
    long[] arcColours() {
        long[] known = arcColours;
        if (known == null) {
            known = new long[network.fluid.topology.arcCount()];
            for (int arc = 0; arc < known.length; arc++) {
                known[arc] = firstColour(arc);
            }
            arcColours = known;
        }
        return known;
    }

    private long firstColour(int arc) {
        Fluid fluid = network.fluid;
        long hash = Hashes.mix(fluid.states.bitsPerSecond(arc));
        hash = Hashes.mix(hash + fluid.states.latencyNanos(arc));
        hash = Hashes.mix(hash + Double.doubleToLongBits(fluid.states.lossRate(arc)));
        return Hashes.mix(hash + fluid.topology.arcQueueBytes(arc));
    }

    /** A connection was made for a pair. */
    void opened(FlowConnection connection) {
        connection.number = nextNumber++;
        distinct.add(connection);
        version++;
    }

    /** A connection was closed. */
    void closed(FlowConnection connection) {
        connection.pairs = 0;
        version++;
    }

    /** Equal for pairs whose connections are in one state for sure; 0 for a pair that has none yet. */
    long stateOf(int source, int target, int channel) {
        FlowConnection connection = table.find(source, target, channel);
        return connection == null ? 0 : connection.number;
    }

    /** Whether a pair has a connection whose shares are and will be those of its equals. */
    boolean isAsOthers(int source, int target, int channel) {
        FlowConnection connection = table.find(source, target, channel);
        return connection != null && connection.joinedNanos < Long.MAX_VALUE && connection.deviation == 0;
    }

    /** The pair's connection, for it alone from now on. */
    FlowConnection alone(FlowConnection connection, int source, int target, int channel) {
        boolean isItsOwn = connection.pairs == 1 && connection.source == source && connection.target == target;
        if (!isBundled || (isItsOwn && connection.crossed == null)) {
            return connection;
        }
        FlowConnection own = network.connection(source, target, channel);
        own.remember(connection);
        connection.pairs--;
        opened(own);
        table.replace(own);
        return own;
    }

    /** Every pair has a connection of its own from now on. */
    void dissolve() {
        if (isBundled) {
            table.forEachPair((source, target, channel, connection) -> alone(connection, source, target, channel));
            isBundled = false;
        }
    }

    /** The connections of groups: that of all members if it is of no one else, a new one that remembers the same otherwise. */
    FlowConnection[] connections(int[] source, int[] target, int[] channel, RoundGroups groups) {
        isBundled = true;
        FlowConnection[] found = new FlowConnection[groups.count()];
        boolean[] isNew = new boolean[found.length];
        boolean isSplit = false;
        for (int b = 0; b < found.length; b++) {
            int i = groups.first(b);
            FlowConnection before = table.find(source[i], target[i], channel[i]);
            if (before != null && before.pairs == groups.members(b)) {
                found[b] = before;
            } else {
                found[b] = split(before, source[i], target[i], channel[i], groups.members(b));
                isNew[b] = true;
                isSplit = true;
            }
        }
        for (int i = 0; isSplit && i < source.length; i++) {
            if (isNew[groups.number(i)]) {
                table.put(source[i], target[i], channel[i], found[groups.number(i)]);
            }
        }
        return found;
    }

    private FlowConnection split(@Nullable FlowConnection before, int source, int target, int channel, int members) {
        FlowConnection part = network.connection(source, target, channel);
        part.pairs = members;
        if (before != null) {
            part.remember(before);
            before.pairs -= members;
        }
        opened(part);
        return part;
    }

    /** A hash over the states of all connections, independent of absolute time. */
    long fingerprint(long hashBefore, long now) {
        long hash = hashBefore;
        if (!isBundled) {
            for (FlowConnection connection : table.inOrder()) {
                hash = hash * 31 + network.memory.fingerprint(connection, now);
            }
            return hash;
        }
        List<FlowConnection> alive = new ArrayList<>(distinct.size());
        for (FlowConnection connection : distinct) {
            if (connection.pairs > 0) {
                alive.add(connection);
                hash = hash * 31 + connection.number;
                hash = hash * 31 + network.memory.fingerprint(connection, now);
            }
        }
        distinct = alive;
        return hash;
    }
}
