package org.longhaul.topology;

import java.util.Arrays;

/**
 * Shortest distances from every core node to one of them: latency first, then hops, which breaks ties and keeps paths free
 * of loops where latencies are zero; or hops first, then latency, as the topology's {@link PathRule} has it.
 *
 * <p>Latency first: Dijkstra's algorithm with a binary heap, O((V + E) log E), from the target over opposite arcs. Hops
 * first: breadth first, O(V + E); a node's latency is final before the node is left, since all nodes one hop nearer were
 * left before.
 */
final class DistanceTree {
    static final long UNREACHED = Long.MAX_VALUE;

    final long[] latencyNanos;
    final int[] hops;
    private final RoutingGraph graph;

    DistanceTree(RoutingGraph graph, int target) {
        this.graph = graph;
        this.latencyNanos = new long[graph.coreCount];
        this.hops = new int[graph.coreCount];
        Arrays.fill(latencyNanos, UNREACHED);
        Arrays.fill(hops, Integer.MAX_VALUE);
        latencyNanos[target] = 0;
        hops[target] = 0;
        if (graph.topology.paths() == PathRule.FEWEST_LINKS) {
            growByHops(target);
        } else {
            growByLatency(target);
        }
    }

    private void growByHops(int target) {
        int[] queue = new int[graph.coreCount];
        int end = 0;
        queue[end++] = target;
        for (int next = 0; next < end; next++) {
            int v = queue[next];
            if (v != target && !graph.topology.mayRelay(graph.nodeOf[v])) {
                continue;
            }
            for (int i = graph.start[v]; i < graph.start[v + 1]; i++) {
                int u = graph.heads[i];
                if (!graph.topology.isOpen(graph.arcs[i] ^ 1) || hops[u] <= hops[v]) {
                    continue;
                }
                if (hops[u] == Integer.MAX_VALUE) {
                    hops[u] = hops[v] + 1;
                    queue[end++] = u;
                }
                latencyNanos[u] =
                        Math.min(latencyNanos[u], latencyNanos[v] + graph.topology.arcLatencyNanos(graph.arcs[i] ^ 1));
            }
        }
    }

    private void growByLatency(int target) {
        DistanceHeap heap = new DistanceHeap(64);
        heap.add(0, 0, target);
        while (!heap.isEmpty()) {
            long latency = heap.topLatency();
            int hop = heap.topHops();
            int v = heap.pollNode();
            if (latency != latencyNanos[v] || hop != hops[v]) {
                continue;
            }
            if (v == target || graph.topology.mayRelay(graph.nodeOf[v])) {
                relax(v, heap);
            }
        }
    }

    private void relax(int v, DistanceHeap heap) {
        int hop = hops[v] + 1;
        for (int i = graph.start[v]; i < graph.start[v + 1]; i++) {
            int u = graph.heads[i];
            // The way to the target enters v by the opposite of the arc that leaves it.
            if (!graph.topology.isOpen(graph.arcs[i] ^ 1)) {
                continue;
            }
            long latency = latencyNanos[v] + graph.topology.arcLatencyNanos(graph.arcs[i] ^ 1);
            if (latency < latencyNanos[u] || (latency == latencyNanos[u] && hop < hops[u])) {
                latencyNanos[u] = latency;
                hops[u] = hop;
                heap.add(latency, hop, u);
            }
        }
    }

    /** Whether the {@code i}-th core arc, which leaves {@code v}, begins a shortest path to the target. */
    boolean isOnShortestPath(int v, int i) {
        int head = graph.heads[i];
        return graph.topology.isOpen(graph.arcs[i])
                && hops[head] < hops[v]
                && hops[head] + 1 == hops[v]
                && latencyNanos[head] + graph.topology.arcLatencyNanos(graph.arcs[i]) == latencyNanos[v]
                && (hops[head] == 0 || graph.topology.mayRelay(graph.nodeOf[head]));
    }
}
