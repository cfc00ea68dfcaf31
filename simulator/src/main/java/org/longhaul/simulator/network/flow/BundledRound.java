package org.longhaul.simulator.network.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferRound;
import org.longhaul.simulator.network.flow.fluid.EqualArcs;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.Path;
import org.longhaul.simulator.network.flow.fluid.Refinement;
import org.longhaul.simulator.network.flow.tcp.LockOut;

/**
 * A round of the {@code flow} network whose equal transfers are one: a bundle has one connection, which stands for those of
 * all its members, and crosses one arc in place of each class of equal arcs.
 *
 * <p>Loss is drawn for each connection, so none with loss equals another one; nor does one whose share of an arc that others of
 * the round cross is drawn ({@link LockOut}).
 */
final class BundledRound implements TransferRound {

    /** Transfers below which bundling is not worth the look. */
    private static final int FEWEST = 16;
    /** A round has at least so many times more transfers than bundles, or is not bundled. */
    private static final int LEAST_GAIN = 4;

    /** Equal transfers: their connection, and what of the network stands for what they cross. */
    private record Bundle(FlowConnection connection, long bytes, FlowConnection.Crossed crossed) {}

    private final FlowNetwork network;
    private final Fluid fluid;
    private final int[] source;
    private final int[] target;
    private final int[] channel;
    private final long[] bytes;

    private long version = -1;
    private List<Bundle> bundles = List.of();
    private EqualArcs equal = EqualArcs.NONE;
    private int pending;
    private @Nullable TransferListener done;

    private BundledRound(FlowNetwork network, int[] source, int[] target, int[] channel, long[] bytes) {
        this.network = network;
        fluid = network.fluid;
        this.source = source;
        this.target = target;
        this.channel = channel;
        this.bytes = bytes;
    }

    /** The round of these transfers, or null if too few of them are equal. */
    static @Nullable BundledRound of(FlowNetwork network, int[] source, int[] target, int[] channel, long[] bytes) {
        if (source.length < FEWEST || !network.isAsBuilt()) {
            return null;
        }
        BundledRound round = new BundledRound(network, source, target, channel, bytes);
        return round.bundle() ? round : null;
    }

    @Override
    public void start(TransferListener whenDone) {
        if (!network.transfers.running.isEmpty()) {
            throw new IllegalStateException("A round of equal transfers was started while others are under way.");
        }
        done = whenDone;
        if (version != network.bundles.version() && !bundle()) {
            pending = source.length;
            for (int i = 0; i < source.length; i++) {
                network.send(source[i], target[i], bytes[i], channel[i], this::one);
            }
            return;
        }
        pending = bundles.size();
        fluid.ledger.merge(equal);
        fluid.requestSolve();
        for (Bundle bundle : bundles) {
            bundle.connection.cross(bundle.crossed);
            bundle.connection.survey(fluid.states, fluid.topology, fluid.settings);
            network.start(bundle.connection, bundle.bytes, this::one);
        }
    }

    private void one(long now) {
        TransferListener listener = done;
        if (--pending == 0 && listener != null) {
            done = null;
            fluid.ledger.part();
            fluid.requestSolve();
            listener.completed(now);
        }
    }

    // --- the bundles ---

    private boolean bundle() {
        RoundPairs pairs = network.isAsBuilt() ? pairs() : null;
        if (pairs == null) {
            return false;
        }
        RoundGroups groups = asBefore(pairs);
        if (groups == null) {
            groups = groups(pairs);
        }
        if (groups == null) {
            return false;
        }
        FlowConnection[] connections = network.bundles.connections(source, target, channel, groups);
        List<Bundle> found = new ArrayList<>(connections.length);
        for (int b = 0; b < connections.length; b++) {
            found.add(new Bundle(connections[b], bytes[groups.first(b)], groups.crossed(b)));
        }
        bundles = found;
        equal = groups.arcs();
        version = network.bundles.version();
        network.bundles.keep(pairs, groups);
        return true;
    }

    /** The paths of the transfers, those of an earlier round if its pairs were the same; null where one has none. */
    @Nullable
    RoundPairs pairs() {
        RoundPairs last = network.bundles.lastPairs();
        if (last != null && last.connect(source, target, channel)) {
            return last;
        }
        RoundPairs known = network.known.pairs(source, target, channel);
        if (known != null) {
            return known;
        }
        int[][] forward = new int[source.length][];
        int[][] back = new int[source.length][];
        for (int i = 0; i < source.length; i++) {
            Path path = network.path(source[i], target[i], channel[i]);
            if (path == null) {
                return null;
            }
            forward[i] = path.arcs();
            back[i] = path.back();
        }
        return new RoundPairs(source, target, channel, forward, back, fluid.topology.arcCount());
    }

    /**
     * The groups of the last round, if they are those of this one. Each of them has a connection of its own since; where all of
     * its members also carry equally much, the first colours of transfers are the groups, which refine no further.
     */
    @Nullable
    RoundGroups asBefore(RoundPairs pairs) {
        RoundGroups last = network.bundles.lastGroups(pairs);
        if (last == null) {
            return null;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != bytes[last.first(last.number(i))]) {
                return null;
            }
        }
        for (int b = 0; b < last.count(); b++) {
            if (last.members(b) > 1 && isUnlikeAll(last.first(b), pairs)) {
                return null;
            }
        }
        return last;
    }

    /** The groups of equal transfers; null if there are too many of them. */
    @Nullable
    RoundGroups groups(RoundPairs pairs) {
        long[] colours = colours(pairs);
        long[] arcColours = network.bundles.arcColours();
        RoundGroups known = network.known.groups(pairs, colours, arcColours);
        if (known != null) {
            return known;
        }
        long[] first = colours.clone();
        Refinement refinement = new Refinement(
                pairs.forward(), pairs.back(), colours, fluid.topology.arcCount(), arc -> arcColours[arc]);
        long[] refined = refinement.refine(source.length / LEAST_GAIN);
        RoundGroups groups = refined == null
                ? null
                : RoundGroups.of(refined, pairs, EqualArcs.of(refinement, fluid.topology.arcCount()));
        if (groups != null) {
            network.known.keep(pairs, first, arcColours, groups);
        }
        return groups;
    }

    private long[] colours(RoundPairs pairs) {
        long[] colour = new long[source.length];
        for (int i = 0; i < source.length; i++) {
            long state = network.bundles.stateOf(source[i], target[i], channel[i]);
            state = Hashes.mix(state + network.ruleOf(source[i], channel[i]));
            colour[i] = Hashes.mix(bytes[i] + Hashes.mix(state + (isUnlikeAll(i, pairs) ? i + 1L : 0)));
        }
        return colour;
    }

    private boolean isUnlikeAll(int transfer, RoundPairs pairs) {
        int[] path = pairs.forward()[transfer];
        return isLossy(path) || isDrawn(transfer, path, pairs);
    }

    private boolean isDrawn(int transfer, int[] path, RoundPairs pairs) {
        if (!network.windows.convergence.draws()
                || network.bundles.isAsOthers(source[transfer], target[transfer], channel[transfer])) {
            return false;
        }
        for (int arc : path) {
            int crossings = pairs.crossings(arc);
            if (crossings > 1 && crossings < LockOut.MANY) {
                return true;
            }
        }
        return false;
    }

    private boolean isLossy(int[] arcs) {
        for (int arc : arcs) {
            if (fluid.states.lossRate(arc) > 0) {
                return true;
            }
        }
        return false;
    }
}
