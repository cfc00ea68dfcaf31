package org.longhaul.simulator.workload.run;

import java.util.ArrayDeque;
import java.util.BitSet;
import org.longhaul.simulator.fault.FaultInjector;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

/** Whether a path leads from one node to another over links that are up. */
final class UpPaths {
    private final NetworkSetup setup;
    private final FaultInjector injector;
    private final boolean areRerouted;

    /**
     * Of a network.
     *
     * @param rerouting whether routes find their way around links that are down
     */
    UpPaths(NetworkSetup setup, FaultInjector injector, Recovery.Rerouting rerouting) {
        this.setup = setup;
        this.injector = injector;
        this.areRerouted = rerouting != Recovery.Rerouting.NONE;
    }

    boolean reach(int from, int to) {
        return !injector.isAnyLinkDown() || (areRerouted ? isAnyPathUp(from, to) : isRouteUp(from, to));
    }

    private boolean isRouteUp(int from, int to) {
        try {
            for (int arc : setup.routing().route(from, to, 0)) {
                if (!injector.isUp(arc)) {
                    return false;
                }
            }
            return true;
        } catch (UnreachableException e) {
            return false;
        }
    }

    private boolean isAnyPathUp(int from, int to) {
        Topology topology = setup.topology();
        BitSet seen = new BitSet();
        ArrayDeque<Integer> next = new ArrayDeque<>();
        seen.set(from);
        next.add(from);
        while (!next.isEmpty()) {
            int node = next.remove();
            if (node == to) {
                return true;
            }
            for (int i = 0; i < topology.degree(node); i++) {
                int arc = topology.outArc(node, i);
                int neighbour = topology.arcTarget(arc);
                if (topology.isOpen(arc) && injector.isUp(arc) && !seen.get(neighbour)) {
                    seen.set(neighbour);
                    next.add(neighbour);
                }
            }
        }
        return false;
    }
}
