package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/** The hosts of a topology as collectives see them. Thread-safe as far as the routing is. */
public final class TopologyHosts implements HostView {

    private final Topology topology;
    private final Routing routing;
    private final int[] site;
    private final int[] region;
    private final int[] spare;

    /**
     * A view.
     *
     * @param topology the network
     * @param routing its routes
     * @param workerNodes node of every worker of the job
     */
    public TopologyHosts(Topology topology, Routing routing, int[] workerNodes) {
        this.topology = topology;
        this.routing = routing;
        this.site = new int[topology.nodeCount()];
        this.region = new int[topology.nodeCount()];
        Map<String, Integer> numbers = new HashMap<>();
        for (int node = 0; node < site.length; node++) {
            Node its = topology.node(node);
            String siteName = its.site() == null ? "node " + its.id() : "site " + its.site();
            String regionName = its.region() == null ? "of " + siteName : "region " + its.region();
            site[node] = number(numbers, siteName);
            region[node] = number(numbers, regionName);
        }
        boolean[] occupied = new boolean[topology.nodeCount()];
        for (int node : workerNodes) {
            occupied[node] = true;
        }
        IntArrayList free = new IntArrayList();
        for (int host : topology.hosts()) {
            if (!occupied[host]) {
                free.add(host);
            }
        }
        this.spare = free.toIntArray();
    }

    private static int number(Map<String, Integer> numbers, String name) {
        Integer known = numbers.putIfAbsent(name, numbers.size());
        return known == null ? numbers.size() - 1 : known;
    }

    @Override
    public int node(String hostId) {
        return topology.nodeIndex(hostId);
    }

    @Override
    public int[] spareHosts() {
        return spare.clone();
    }

    @Override
    public int site(int node) {
        return site[node];
    }

    @Override
    public int region(int node) {
        return region[node];
    }

    @Override
    public List<String> regionPath(int node) {
        String name = topology.node(node).region();
        return name == null ? List.of() : List.of(name.split("/"));
    }

    @Override
    public long latencyNanos(int sourceNode, int targetNode) {
        long nanos = 0;
        for (int arc : routing.route(sourceNode, targetNode, 0)) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }

    @Override
    public long bottleneckBps(int sourceNode, int targetNode) {
        long bps = Long.MAX_VALUE;
        for (int arc : routing.route(sourceNode, targetNode, 0)) {
            bps = Math.min(bps, topology.arcBitsPerSecond(arc));
        }
        return bps;
    }
}
