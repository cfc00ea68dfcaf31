package org.longhaul.simulator.network.flow;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The pairs that a round connects, and their paths on the network as it was built. */
    static final class Pairs {

        private final int[] source;
        private final int[] target;
        private final int[] channel;
        private final int[][] forward;
        private final int[][] back;

        private Pairs(int[] source, int[] target, int[] channel, int[][] forward, int[][] back) {
            this.source = source;
            this.target = target;
            this.channel = channel;
            this.forward = forward;
            this.back = back;
        }

        private boolean connect(int[] sources, int[] targets, int[] channels) {
            return Arrays.equals(source, sources) && Arrays.equals(target, targets) && Arrays.equals(channel, channels);
        }
    }

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
        Pairs pairs = network.isAsBuilt() ? pairs() : null;
        if (pairs == null) {
            return false;
        }
        int[][] forward = pairs.forward;
        int[][] back = pairs.back;
        long[] colour = colours(pairs);
        Refinement refinement = new Refinement(forward, back, colour, fluid.topology.arcCount(), this::firstColour);
        long[] colours = refinement.refine(source.length / LEAST_GAIN);
        if (colours == null) {
            return false;
        }
        Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();
        numbers.defaultReturnValue(-1);
        int[] number = new int[source.length];
        int[] first = new int[source.length];
        int[] members = new int[source.length];
        for (int i = 0; i < source.length; i++) {
            int at = numbers.get(colours[i]);
            if (at < 0) {
                at = numbers.size();
                numbers.put(colours[i], at);
                first[at] = i;
            }
            number[i] = at;
            members[at]++;
        }
        EqualArcs arcs = EqualArcs.of(refinement, fluid.topology.arcCount());
        List<FlowConnection.Crossed> crossed = new ArrayList<>(numbers.size());
        for (int b = 0; b < numbers.size(); b++) {
            FlowConnection.Crossed found = arcs.crossed(forward[first[b]], back[first[b]], members[b]);
            if (found == null) {
                return false;
            }
            crossed.add(found);
        }
        FlowConnection[] connections =
                network.bundles.connections(source, target, channel, number, numbers.size(), first, members);
        List<Bundle> found = new ArrayList<>(connections.length);
        for (int b = 0; b < connections.length; b++) {
            found.add(new Bundle(connections[b], bytes[first[b]], crossed.get(b)));
        }
        bundles = found;
        equal = arcs;
        version = network.bundles.version();
        return true;
    }

    /** The paths of the transfers, those of the last round if its pairs were the same; null where one has none. */
    private @Nullable Pairs pairs() {
        Pairs last = network.bundles.lastPairs();
        if (last != null && last.connect(source, target, channel)) {
            return last;
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
        Pairs pairs = new Pairs(source, target, channel, forward, back);
        network.bundles.keep(pairs);
        return pairs;
    }

    private long[] colours(Pairs pairs) {
        int[] crossings = crossings(pairs);
        long[] colour = new long[source.length];
        for (int i = 0; i < source.length; i++) {
            long state = network.bundles.stateOf(source[i], target[i], channel[i]);
            state = Hashes.mix(state + network.ruleOf(source[i], channel[i]));
            boolean differs = isLossy(pairs.forward[i]) || isDrawn(i, pairs.forward[i], crossings);
            colour[i] = Hashes.mix(bytes[i] + Hashes.mix(state + (differs ? i + 1L : 0)));
        }
        return colour;
    }

    /** How many transfers of the round cross each arc; none are counted where shares are not drawn. */
    private int[] crossings(Pairs pairs) {
        if (!network.windows.convergence.draws()) {
            return new int[0];
        }
        int[] crossings = new int[fluid.topology.arcCount()];
        for (int[] path : pairs.forward) {
            for (int arc : path) {
                crossings[arc]++;
            }
        }
        return crossings;
    }

    private boolean isDrawn(int transfer, int[] path, int[] crossings) {
        if (crossings.length == 0
                || network.bundles.isAsOthers(source[transfer], target[transfer], channel[transfer])) {
            return false;
        }
        for (int arc : path) {
            if (crossings[arc] > 1 && crossings[arc] < LockOut.MANY) {
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

    private long firstColour(int arc) {
        long hash = Hashes.mix(fluid.states.bitsPerSecond(arc));
        hash = Hashes.mix(hash + fluid.states.latencyNanos(arc));
        hash = Hashes.mix(hash + Double.doubleToLongBits(fluid.states.lossRate(arc)));
        return Hashes.mix(hash + fluid.topology.arcQueueBytes(arc));
    }
}
