package org.longhaul.topology.build;

import java.time.Duration;
import java.util.List;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** The most used networks in one call each; for every setting see the builder of the same name. */
public final class Topologies {
    private Topologies() {}

    /** Returns {@code hosts} hosts around one switch; see {@link Star}. */
    public static Topology star(int hosts, Bandwidth bandwidth, Duration latency) {
        return new Star().create(new Star.Settings(hosts, bandwidth, latency, 0, null, null, null));
    }

    /** Returns two stars joined by a line called {@code wide}; see {@link TwoSites}. */
    public static Topology twoSites(
            int hostsPerSite, Bandwidth access, Duration accessLatency, Bandwidth wide, Duration wideLatency) {
        return new TwoSites()
                .create(new TwoSites.Settings(
                        hostsPerSite,
                        access,
                        accessLatency,
                        wide,
                        wideLatency,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    /** Returns stars whose switches form a ring; see {@link RingOfSites}. */
    public static Topology ringOfSites(
            int sites,
            int hostsPerSite,
            Bandwidth access,
            Duration accessLatency,
            Bandwidth wide,
            Duration wideLatency) {
        return new RingOfSites()
                .create(new RingOfSites.Settings(
                        sites,
                        hostsPerSite,
                        access,
                        accessLatency,
                        wide,
                        wideLatency,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    /** Returns one host a site, each pair joined by a line of its own; see {@link FullMesh}. */
    public static Topology fullMesh(List<String> sites, List<List<Bandwidth>> bandwidth, List<List<Duration>> latency) {
        return new FullMesh()
                .create(new FullMesh.Settings(
                        sites, bandwidth, latency, 0, null, null, 1, null, Duration.ZERO, null, null));
    }

    /** Returns two tiers of switches with equal links; see {@link LeafSpine}. */
    public static Topology leafSpine(int leaves, int spines, int hostsPerLeaf, Bandwidth bandwidth, Duration latency) {
        return new LeafSpine()
                .create(new LeafSpine.Settings(leaves, spines, hostsPerLeaf, bandwidth, latency, bandwidth, latency));
    }

    /** Returns the three-level fat-tree of {@code ports}-port switches; see {@link FatTree}. */
    public static Topology fatTree(int ports, Bandwidth bandwidth, Duration latency) {
        return new FatTree().create(new FatTree.Settings(ports, bandwidth, latency));
    }
}
