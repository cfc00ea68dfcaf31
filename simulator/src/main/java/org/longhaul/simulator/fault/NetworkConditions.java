package org.longhaul.simulator.fault;

import it.unimi.dsi.fastutil.ints.IntAVLTreeSet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.topology.Topology;

/**
 * The state of every link and node at a moment: what the topology states, and what the incidents in progress make of it.
 * A state depends on the incidents in progress and their order of starting alone, not on those that are over: after the
 * last one every value is the topology's again, to the bit.
 */
public final class NetworkConditions {

    private final Topology topology;
    private final int[] linkHolds;
    private final int[] nodeHolds;
    private final List<List<Effect>> arcEffects = new ArrayList<>();
    private final List<List<Effect.SlowNode>> slowDowns = new ArrayList<>();
    private final long[] restartNanos;
    private final IntAVLTreeSet changedArcs = new IntAVLTreeSet();
    private final IntAVLTreeSet changedNodes = new IntAVLTreeSet();

    public NetworkConditions(Topology topology) {
        this.topology = topology;
        this.linkHolds = new int[topology.links().size()];
        this.nodeHolds = new int[topology.nodeCount()];
        this.restartNanos = new long[topology.nodeCount()];
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            arcEffects.add(new ArrayList<>(0));
        }
        for (int node = 0; node < topology.nodeCount(); node++) {
            slowDowns.add(new ArrayList<>(0));
        }
    }

    /** An incident begins. */
    public void begin(Incident incident) {
        for (Effect effect : incident.effects()) {
            change(effect, 1);
        }
    }

    /** An incident that has begun is over. */
    void end(Incident incident) {
        for (Effect effect : incident.effects()) {
            change(effect, -1);
        }
    }

    private void change(Effect effect, int holds) {
        if (effect instanceof Effect.LinkDown down) {
            linkHolds[down.link()] += holds;
            changedArcs.add(2 * down.link());
            changedArcs.add(2 * down.link() + 1);
        } else if (effect instanceof Effect.NodeDown down) {
            changeNode(down, holds);
        } else if (effect instanceof Effect.SlowNode slow) {
            addOrRemove(slowDowns.get(slow.node()), slow, holds);
            changedNodes.add(slow.node());
        } else {
            int arc = arc(effect);
            addOrRemove(arcEffects.get(arc), effect, holds);
            changedArcs.add(arc);
        }
    }

    private void changeNode(Effect.NodeDown down, int holds) {
        int node = down.node();
        // Of incidents that hold a node down together, its worker recovers once, for as long as the longest takes.
        restartNanos[node] =
                nodeHolds[node] == 0 ? down.restartNanos() : Math.max(restartNanos[node], down.restartNanos());
        nodeHolds[node] += holds;
        changedNodes.add(node);
        for (int i = 0; i < topology.degree(node); i++) {
            changedArcs.add(topology.outArc(node, i));
            changedArcs.add(topology.outArc(node, i) ^ 1);
        }
    }

    private static int arc(Effect effect) {
        if (effect instanceof Effect.ArcRate rate) {
            return rate.arc();
        }
        if (effect instanceof Effect.ArcLatency latency) {
            return latency.arc();
        }
        return ((Effect.ArcLoss) effect).arc();
    }

    private static <E> void addOrRemove(List<E> effects, E effect, int holds) {
        if (holds > 0) {
            effects.add(effect);
        } else {
            effects.remove(effect);
        }
    }

    /** Arcs that an incident has touched since the last call, ascending; they are forgotten. */
    IntArrayList takeChangedArcs() {
        IntArrayList arcs = new IntArrayList(changedArcs);
        // The closed direction of a one-way link has no state.
        arcs.removeIf((int arc) -> !topology.isOpen(arc));
        changedArcs.clear();
        return arcs;
    }

    /** Nodes that an incident has touched since they were last taken, ascending. */
    IntArrayList changedNodes() {
        return new IntArrayList(changedNodes);
    }

    /** Those nodes, which are forgotten. */
    IntArrayList takeChangedNodes() {
        IntArrayList nodes = new IntArrayList(changedNodes);
        changedNodes.clear();
        return nodes;
    }

    /** Whether no incident holds the link or one of its ends down. */
    boolean isLinkUp(int link) {
        return linkHolds[link] == 0
                && nodeHolds[topology.arcSource(2 * link)] == 0
                && nodeHolds[topology.arcTarget(2 * link)] == 0;
    }

    boolean isNodeUp(int node) {
        return nodeHolds[node] == 0;
    }

    /** How long the workers of a node that was down take from its being back to their going on. */
    long restartNanos(int node) {
        return restartNanos[node];
    }

    /** Factor on the time that computing takes on a node. */
    double slowDown(int node) {
        double factor = 1;
        for (Effect.SlowNode slow : slowDowns.get(node)) {
            factor *= slow.factor();
        }
        return factor;
    }

    /** What one direction of a link is now. */
    public ArcState arc(int arc) {
        double rate = 1;
        double delay = 1;
        long addedNanos = 0;
        double loss = topology.arcLossRate(arc);
        for (Effect effect : arcEffects.get(arc)) {
            if (effect instanceof Effect.ArcRate changed) {
                rate *= changed.factor();
            } else if (effect instanceof Effect.ArcLatency changed) {
                delay *= changed.factor();
                addedNanos += changed.addedNanos();
            } else if (effect instanceof Effect.ArcLoss added) {
                loss += added.lossRate() * (1 - loss);
            }
        }
        long bits = topology.arcBitsPerSecond(arc);
        long latency = topology.arcLatencyNanos(arc);
        return new ArcState(
                isLinkUp(arc >> 1) && rate > 0,
                rate > 0 && rate != 1 ? Math.max(1, Math.round(bits * rate)) : bits,
                Math.max(0, (delay == 1 ? latency : Math.round(latency * delay)) + addedNanos),
                Math.max(0, Math.min(Math.nextDown(1.0), loss)));
    }

    /** A hash over all that differs from the topology; 0 if nothing does. */
    long fingerprint() {
        long hash = 0;
        for (int arc = 0; arc < arcEffects.size(); arc++) {
            if (topology.isOpen(arc)
                    && (!isLinkUp(arc >> 1) || !arcEffects.get(arc).isEmpty())) {
                ArcState state = arc(arc);
                hash = mix(hash, arc * 2L + (state.up() ? 1 : 0));
                hash = mix(hash, state.bitsPerSecond());
                hash = mix(hash, state.latencyNanos());
                hash = mix(hash, Double.doubleToLongBits(state.lossRate()));
            }
        }
        for (int node = 0; node < nodeHolds.length; node++) {
            if (nodeHolds[node] > 0 || !slowDowns.get(node).isEmpty()) {
                hash = mix(hash, -1L - node);
                hash = mix(hash, nodeHolds[node] > 0 ? 0 : Double.doubleToLongBits(slowDown(node)));
            }
        }
        return hash;
    }

    private static long mix(long hash, long value) {
        long h = (hash ^ value) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 29)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 32);
    }
}
