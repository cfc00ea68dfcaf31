package org.longhaul.topology;

import java.util.Arrays;

/**
 * Shortest distances from every core node to one of them: latency first, then hops, which breaks ties and keeps paths free
 * of loops where latencies are zero.
 *
 * <p>Dijkstra's algorithm with a binary heap, O((V + E) log E), from the target over opposite arcs.
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
        DistanceHeap heap = new DistanceHeap(64);
        heap.add(0, 0, target);
        while (!heap.isEmpty()) {
            long latency = heap.topLatency();
            int hop = heap.topHops();
            int v = heap.pollNode();
            if (latency != latencyNanos[v] || hop != hops[v]) {
                continue;
            }
            if (v == target || graph.mayRelay(graph.nodeOf[v])) {
                relax(v, heap);
            }
        }
    }

    private void relax(int v, DistanceHeap heap) {
        int hop = hops[v] + 1;
        for (int i = graph.start[v]; i < graph.start[v + 1]; i++) {
            int u = graph.heads[i];
            long latency = latencyNanos[v] + graph.topology.arcLatencyNanos(graph.arcs[i]);
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
        return hops[head] < hops[v]
                && hops[head] + 1 == hops[v]
                && latencyNanos[head] + graph.topology.arcLatencyNanos(graph.arcs[i]) == latencyNanos[v]
                && (hops[head] == 0 || graph.mayRelay(graph.nodeOf[head]));
    }
}
