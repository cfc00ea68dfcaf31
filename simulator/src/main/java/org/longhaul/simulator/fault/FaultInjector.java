package org.longhaul.simulator.fault;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.Network;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Applies incidents to a network as they begin and end: what is no longer as the topology states it, or is so again. Asks
 * nothing of a clock: whoever drives the run learns when the next change is due and calls back then. Not thread-safe.
 *
 * <p>All changes of one moment are applied together, so that an element that one incident gives back and another takes at
 * the same moment does not come up in between.
 */
public final class FaultInjector {

    /** Hears what becomes of nodes; called while changes are applied. */
    public interface NodeListener {

        /** A node has gone down; its connections are closed. */
        void nodeDown(int node);

        /**
         * A node is up again.
         *
         * @param resumeNanos when its workers go on, since the start of the run
         */
        void nodeUp(int node, long resumeNanos);

        /** From now on computing on a node takes so many times as long. */
        void slowDown(int node, double factor);
    }

    private final Network network;
    private final NodeListener listener;
    private final NetworkConditions conditions;
    private final @Nullable Rerouting rerouting;
    private final IncidentSource source;
    private final PriorityQueue<Incident> inProgress =
            new PriorityQueue<>(Comparator.comparingLong(Incident::endNanos));
    private final ArcState[] applied;
    private final boolean[] isNodeUp;
    private final double[] slowDown;
    private final List<Occurrence> occurrences = new ArrayList<>();
    private final Object2IntOpenHashMap<String> countByFault = new Object2IntOpenHashMap<>();
    private int downArcs;
    private long settledNanos;
    private @Nullable Incident ahead;
    private long fingerprint;
    private long changes;

    /**
     * An injector that has applied nothing yet.
     *
     * @param topology the network's
     * @param network is changed
     * @param routing routes while nothing is down
     * @param recovery whether and how fast routes follow
     * @param source the incidents
     * @param listener hears of nodes
     */
    public FaultInjector(
            Topology topology,
            Network network,
            Routing routing,
            Recovery recovery,
            IncidentSource source,
            NodeListener listener) {
        this.network = network;
        this.listener = listener;
        this.source = source;
        this.conditions = new NetworkConditions(topology);
        this.rerouting = recovery.rerouting() == Recovery.Rerouting.NONE
                ? null
                : new Rerouting(network, routing, recovery.convergence().toNanos());
        this.applied = new ArcState[topology.arcCount()];
        Arrays.setAll(applied, arc -> ArcState.of(topology, arc));
        this.isNodeUp = new boolean[topology.nodeCount()];
        Arrays.fill(isNodeUp, true);
        this.slowDown = new double[topology.nodeCount()];
        Arrays.fill(slowDown, 1);
        this.ahead = source.next();
    }

    /** When the next change is due, nanoseconds since the start of the run; {@link Long#MAX_VALUE} if never. */
    public long nextChangeNanos() {
        long next = ahead == null ? Long.MAX_VALUE : ahead.startNanos();
        Incident ending = inProgress.peek();
        if (ending != null) {
            next = Math.min(next, ending.endNanos());
        }
        return rerouting == null ? next : Math.min(next, rerouting.nextNanos());
    }

    /**
     * Applies every change that is due.
     *
     * @param nowNanos time since the start of the run
     * @param networkNowNanos the same moment on the clock of the network's loop
     */
    public void advanceTo(long nowNanos, long networkNowNanos) {
        boolean any = false;
        while (!inProgress.isEmpty() && inProgress.element().endNanos() <= nowNanos) {
            conditions.end(inProgress.remove());
            any = true;
        }
        while (ahead != null && ahead.startNanos() <= nowNanos) {
            begin(ahead);
            ahead = source.next();
            any = true;
        }
        if (any) {
            applyNodes(nowNanos, networkNowNanos, false);
            applyArcs(nowNanos);
            applyNodes(nowNanos, networkNowNanos, true);
            changes++;
            fingerprint = conditions.fingerprint();
        }
        if (rerouting != null && rerouting.nextNanos() <= nowNanos) {
            rerouting.converge(nowNanos);
            changes++;
        }
    }

    private void begin(Incident incident) {
        conditions.begin(incident);
        if (!incident.isPermanent()) {
            inProgress.add(incident);
        }
        occurrences.add(new Occurrence(incident, countByFault.addTo(incident.fault(), 1)));
    }

    private void applyArcs(long nowNanos) {
        boolean linksChanged = false;
        IntArrayList changed = conditions.takeChangedArcs();
        for (int i = 0; i < changed.size(); i++) {
            int arc = changed.getInt(i);
            ArcState state = conditions.arc(arc);
            ArcState before = applied[arc];
            if (!state.equals(before)) {
                applied[arc] = state;
                network.setArc(arc, state);
                if (state.up() != before.up()) {
                    linksChanged = true;
                    downArcs += state.up() ? -1 : 1;
                }
            }
        }
        if (linksChanged && rerouting != null) {
            rerouting.linksChanged(nowNanos, downLinks());
        }
    }

    // Nodes that go down do so before their links, nodes that come up after them: a connection is closed while it still
    // is
    // what it was, and opened when there is something to open it on.
    private void applyNodes(long nowNanos, long networkNowNanos, boolean up) {
        IntArrayList changed = up ? conditions.takeChangedNodes() : conditions.changedNodes();
        for (int i = 0; i < changed.size(); i++) {
            int node = changed.getInt(i);
            if (conditions.isNodeUp(node) != isNodeUp[node] && conditions.isNodeUp(node) == up) {
                isNodeUp[node] = up;
                if (up) {
                    long restart = conditions.restartNanos(node);
                    settledNanos = Math.max(settledNanos, nowNanos + restart);
                    network.resetNode(node, networkNowNanos + restart);
                    listener.nodeUp(node, nowNanos + restart);
                } else {
                    network.resetNode(node, Long.MAX_VALUE);
                    listener.nodeDown(node);
                }
            }
            if (up && conditions.slowDown(node) != slowDown[node]) {
                slowDown[node] = conditions.slowDown(node);
                listener.slowDown(node, slowDown[node]);
            }
        }
    }

    /** Whether one direction of a link is up. */
    public boolean isUp(int arc) {
        return applied[arc].up();
    }

    /** Indices of the links of which a direction is down. */
    public BitSet downLinks() {
        BitSet down = new BitSet();
        for (int arc = 0; arc < applied.length; arc++) {
            if (!applied[arc].up()) {
                down.set(arc >> 1);
            }
        }
        return down;
    }

    /** Whether any direction of any link is down. */
    public boolean isAnyLinkDown() {
        return downArcs > 0;
    }

    /** Whether no node is being restarted at a time that is not before the last change. */
    public boolean isSettled(long nowNanos) {
        return nowNanos >= settledNanos;
    }

    /** Whether a node is up. */
    public boolean isNodeUp(int node) {
        return isNodeUp[node];
    }

    /** Hash over all that differs from the topology now; equal conditions have equal ones. */
    public long fingerprint() {
        return fingerprint * 31 + (rerouting == null ? 0 : rerouting.fingerprint());
    }

    /** How often something has changed so far. */
    public long changes() {
        return changes;
    }

    /** Incidents that have begun, in order of their starts. */
    public List<Occurrence> occurrences() {
        return Collections.unmodifiableList(occurrences);
    }
}
