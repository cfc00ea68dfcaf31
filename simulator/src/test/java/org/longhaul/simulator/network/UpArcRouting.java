package org.longhaul.simulator.network;

import java.util.Arrays;
import java.util.BitSet;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

/** Paths of fewest hops over the arcs that are up at a moment: what routing converges to after a change. */
public record UpArcRouting(Topology topology, BitSet down) implements Routing {

    public UpArcRouting {
        down = (BitSet) down.clone();
    }

    @Override
    public int[] route(int source, int target, long flowKey) {
        int[] by = new int[topology.nodeCount()];
        Arrays.fill(by, -1);
        int[] queue = new int[topology.nodeCount()];
        int size = 1;
        queue[0] = source;
        for (int at = 0; at < size; at++) {
            for (int i = 0; i < topology.degree(queue[at]); i++) {
                int arc = topology.outArc(queue[at], i);
                int next = topology.arcTarget(arc);
                if (!down.get(arc) && next != source && by[next] < 0) {
                    by[next] = arc;
                    queue[size++] = next;
                }
            }
        }
        int hops = 0;
        for (int node = target; node != source; node = topology.arcSource(by[node])) {
            if (by[node] < 0) {
                throw new UnreachableException(topology, source, target);
            }
            hops++;
        }
        int[] path = new int[hops];
        for (int node = target; node != source; node = topology.arcSource(by[node])) {
            path[--hops] = by[node];
        }
        return path;
    }
}
