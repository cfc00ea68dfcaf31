package org.longhaul.simulator.fault;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.longhaul.simulator.network.Network;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;

/**
 * Routes that follow failures: at every moment those over the links that were up a convergence delay before. A link of
 * which one direction is down is not used in either, as routing protocols do that test links both ways.
 */
final class Rerouting {

    private record View(long dueNanos, BitSet downLinks) {}

    /** Routings of different failures that are kept; each holds trees of the whole network. */
    private static final int MAX_KNOWN = 16;

    private final Network network;
    private final Routing whole;
    private final long convergenceNanos;
    private final ArrayDeque<View> pending = new ArrayDeque<>();
    private final Map<BitSet, Routing> known = new HashMap<>();
    private BitSet inUse = new BitSet();

    Rerouting(Network network, Routing whole, long convergenceNanos) {
        this.network = network;
        // A routing that cannot be recomputed is refused now, not at the first failure.
        Routings.withoutLinks(whole, new BitSet());
        this.whole = whole;
        this.convergenceNanos = convergenceNanos;
    }

    long nextNanos() {
        View next = pending.peek();
        return next == null ? Long.MAX_VALUE : next.dueNanos;
    }

    /** Some link has gone down or come up. */
    void linksChanged(long nowNanos, BitSet down) {
        pending.add(new View(nowNanos + convergenceNanos, down));
    }

    /** Puts the newest routes to use that are due. */
    void converge(long nowNanos) {
        BitSet down = inUse;
        while (nextNanos() <= nowNanos) {
            down = pending.remove().downLinks;
        }
        if (!down.equals(inUse)) {
            inUse = down;
            network.setRouting(routing(down));
        }
    }

    private Routing routing(BitSet down) {
        if (down.isEmpty()) {
            return whole;
        }
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(down, links -> Routings.withoutLinks(whole, links));
    }

    long fingerprint() {
        return inUse.isEmpty() ? 0 : inUse.hashCode();
    }
}
