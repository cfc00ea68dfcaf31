package org.longhaul.simulator.collective;

import java.util.List;

/** Hosts 0, 1, 2, … in equal sites of equal regions, the last ones spare. */
public record FakeHosts(int hosts, int workers, int hostsPerSite, int sitesPerRegion) implements HostView {

    static FakeHosts oneSite(int workers) {
        return new FakeHosts(workers + 1, workers, workers + 1, 1);
    }

    @Override
    public int node(String hostId) {
        return Integer.parseInt(hostId);
    }

    @Override
    public int[] spareHosts() {
        int[] spare = new int[hosts - workers];
        for (int i = 0; i < spare.length; i++) {
            spare[i] = workers + i;
        }
        return spare;
    }

    @Override
    public int site(int node) {
        return node / hostsPerSite;
    }

    @Override
    public int region(int node) {
        return site(node) / sitesPerRegion;
    }

    @Override
    public List<String> regionPath(int node) {
        return List.of("continent " + region(node) / 2, "region " + region(node));
    }

    @Override
    public long latencyNanos(int sourceNode, int targetNode) {
        return sourceNode == targetNode ? 0 : 1000;
    }

    @Override
    public long bottleneckBps(int sourceNode, int targetNode) {
        return site(sourceNode) == site(targetNode) ? 10_000_000_000L : 1_000_000_000L;
    }
}
