package org.longhaul.simulator.collective;

import java.util.List;

/** What a collective may ask about the hosts of its group: a narrow view of the topology. */
public interface HostView {

    /** Index of the node of that id; the error names the nearest id. */
    int node(String hostId);

    /** Hosts that hold no worker of the job, in order of preference. */
    int[] spareHosts();

    /** Dense number of a host's site; hosts without a site are sites of their own. */
    int site(int node);

    /** Dense number of a host's region; hosts without a region share that of their site. */
    int region(int node);

    /** Names of a host's regions, outermost first, where slashes in the region's name part them; empty without a region. */
    List<String> regionPath(int node);

    /** One-way latency of the route, nanoseconds. */
    long latencyNanos(int sourceNode, int targetNode);

    /** Smallest capacity on the route, bits per second; the largest long between a host and itself. */
    long bottleneckBps(int sourceNode, int targetNode);
}
