package org.longhaul.simulator.collective;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hosts in sites of 1 to 5 at places of any depth in a tree of regions, seeded, the last ones spare. */
public final class UnevenHosts implements HostView {

    private final int[] site;
    private final List<List<String>> regions = new ArrayList<>();
    private final int workers;

    public UnevenHosts(int hosts, int workers, long seed) {
        Random random = new Random(seed);
        this.workers = workers;
        this.site = new int[hosts];
        List<String> path = new ArrayList<>();
        int left = 0;
        for (int host = 0; host < hosts; host++) {
            if (left-- == 0) {
                left = random.nextInt(5);
                path = new ArrayList<>();
                for (int depth = random.nextInt(4); depth > 0; depth--) {
                    path.add("region " + random.nextInt(3));
                }
                site[host] = host;
            } else {
                site[host] = site[host - 1];
            }
            regions.add(path);
        }
    }

    @Override
    public int node(String hostId) {
        return Integer.parseInt(hostId);
    }

    @Override
    public int[] spareHosts() {
        int[] spare = new int[site.length - workers];
        for (int i = 0; i < spare.length; i++) {
            spare[i] = workers + i;
        }
        return spare;
    }

    @Override
    public int site(int node) {
        return site[node];
    }

    @Override
    public int region(int node) {
        return regions.get(node).isEmpty()
                ? 3 + site[node]
                : regions.get(node).get(0).hashCode() % 3;
    }

    @Override
    public List<String> regionPath(int node) {
        return regions.get(node);
    }

    @Override
    public long latencyNanos(int sourceNode, int targetNode) {
        return 1000;
    }

    @Override
    public long bottleneckBps(int sourceNode, int targetNode) {
        return 1_000_000_000L + (31L * sourceNode + 17L * targetNode) % 101;
    }
}
