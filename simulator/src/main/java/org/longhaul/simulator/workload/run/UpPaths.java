package org.longhaul.simulator.workload.run;

import java.util.BitSet;
import org.longhaul.simulator.fault.FaultInjector;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.UnreachableException;

/** Whether a path leads from one node to another over links that are up. */
final class UpPaths {
    private final Routing whole;
    private final FaultInjector injector;
    private final boolean areRerouted;
    private BitSet downLinks = new BitSet();
    private Routing around;

    /**
     * Of a network.
     *
     * @param whole routes while nothing is down
     * @param rerouting whether routes find their way around links that are down
     */
    UpPaths(Routing whole, FaultInjector injector, Recovery.Rerouting rerouting) {
        this.whole = whole;
        this.around = whole;
        this.injector = injector;
        this.areRerouted = rerouting != Recovery.Rerouting.NONE;
    }

    boolean reach(int from, int to) {
        return !injector.isAnyLinkDown() || isRouteUp(areRerouted ? around() : whole, from, to);
    }

    private boolean isRouteUp(Routing routing, int from, int to) {
        try {
            for (int arc : routing.route(from, to, 0)) {
                if (!injector.isUp(arc)) {
                    return false;
                }
            }
            return true;
        } catch (UnreachableException e) {
            return false;
        }
    }

    /** The routes that are taken once those who route know which links are down. */
    private Routing around() {
        BitSet down = injector.downLinks();
        if (!down.equals(downLinks)) {
            downLinks = down;
            around = Routings.withoutLinks(whole, down);
        }
        return around;
    }
}
