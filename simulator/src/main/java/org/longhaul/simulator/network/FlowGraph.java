package org.longhaul.simulator.network;

import java.util.Arrays;

/**
 * Flows over links, and the state of their max-min fair allocation: each flow's bottleneck and each link's level.
 *
 * <p>A flow's <em>level</em> is its rate divided by its weight. A link that is the bottleneck of some flows gives all of
 * them the same level; a flow whose own cap binds has the level {@code cap / weight}. Capacities and rates are in bytes
 * per second.
 *
 * <p>Two devices keep the work of a change small. A link is <em>idle</em> while every flow on it is at or below the
 * link's threshold, at which all of them together would still fit: it cannot bind and is left out of the solving. A flow
 * is <em>bundled</em> at its bottleneck if all other links of its path are idle: the flows of a bundle move as one.
 */
final class FlowGraph {

    /** Bottleneck of a flow that its own cap holds. */
    static final int OWN_CAP = -1;
    /** Bottleneck of a flow that has not been given a rate. */
    static final int UNSOLVED = -2;

    static final int NO_LINK = -1;

    /** In place of the level of a flow that rises. */
    static final double RISING = -1;

    /** Share of a link's room that its flows may reach before it stops being idle. */
    private static final double IDLE_ROOM = 2.0 / 3;

    final int linkCount;
    final double[] capacity;
    /** Level of the flows that the link is the bottleneck of; infinite if there are none. */
    final double[] level;
    /** Sum of the rates on an active link. */
    final double[] load;

    final double[] totalWeight;
    /** Weight of the flows that the link is the bottleneck of. */
    final double[] boundWeight;

    final double[] bundleWeight;
    /** Not above the smallest level at which a flow of the bundle stops being free of everything else. */
    final double[] bundleLimit;

    final boolean[] active;
    final double[] threshold;
    /** A link that all flows of an idle link cross too and that has no more capacity, so that the idle one cannot bind. */
    final int[] dominator;
    /** Number of links whose dominator the link is. */
    final int[] dominatedCount;

    final int[][] members;
    final int[] memberCount;
    final int[] bundledCount;
    private final int[][] memberHops;

    int[][] path = new int[16][];
    double[] weight = new double[16];
    double[] capLevel = new double[16];
    /** Level of a flow that is not bundled; {@link #RISING} while a pass looks for it. */
    double[] openLevel = new double[16];

    int[] bottleneck = new int[16];
    int[] activeLinks = new int[16];
    boolean[] bundled = new boolean[16];
    private int[][] positions = new int[16][];
    private int[] free = new int[16];
    private int freeCount;
    private int used;
    private int live;

    FlowGraph(double[] capacity) {
        this.capacity = capacity.clone();
        linkCount = capacity.length;
        level = filled(Double.POSITIVE_INFINITY);
        load = new double[linkCount];
        totalWeight = new double[linkCount];
        boundWeight = new double[linkCount];
        bundleWeight = new double[linkCount];
        bundleLimit = filled(Double.POSITIVE_INFINITY);
        active = new boolean[linkCount];
        threshold = filled(Double.POSITIVE_INFINITY);
        dominator = new int[linkCount];
        Arrays.fill(dominator, NO_LINK);
        dominatedCount = new int[linkCount];
        members = new int[linkCount][];
        memberHops = new int[linkCount][];
        memberCount = new int[linkCount];
        bundledCount = new int[linkCount];
    }

    private double[] filled(double value) {
        double[] values = new double[linkCount];
        Arrays.fill(values, value);
        return values;
    }

    int liveFlows() {
        return live;
    }

    /** One more than the largest number of a flow. */
    int flowBound() {
        return used;
    }

    boolean isLive(int flow) {
        return path[flow].length > 0;
    }

    /** Rate divided by weight; 0 for a flow that has not been solved. */
    double flowLevel(int flow) {
        return bundled[flow] ? level[bottleneck[flow]] : Math.max(0, openLevel[flow]);
    }

    double rate(int flow) {
        return weight[flow] * flowLevel(flow);
    }

    /** Adds an unsolved flow; its links' loads do not know it before it is solved. */
    int add(int[] links, double flowWeight, double cap) {
        int flow = freeCount > 0 ? free[--freeCount] : grow();
        path[flow] = links;
        positions[flow] = new int[links.length];
        weight[flow] = flowWeight;
        capLevel[flow] = cap / flowWeight;
        bottleneck[flow] = UNSOLVED;
        openLevel[flow] = 0;
        activeLinks[flow] = 0;
        bundled[flow] = false;
        for (int hop = 0; hop < links.length; hop++) {
            int link = links[hop];
            join(link, flow, hop);
            totalWeight[link] += flowWeight;
            if (active[link]) {
                activeLinks[flow]++;
            }
        }
        live++;
        return flow;
    }

    /** Takes a flow out of its links' lists; the caller has taken its rate off their loads. */
    void remove(int flow) {
        if (bundled[flow]) {
            unbundle(flow);
        }
        int[] links = path[flow];
        for (int hop = 0; hop < links.length; hop++) {
            int link = links[hop];
            swap(link, positions[flow][hop], memberCount[link] - 1);
            memberCount[link]--;
            totalWeight[link] -= weight[flow];
            if (memberCount[link] == 0) {
                clear(link);
            }
        }
        positions[flow] = new int[0];
        path[flow] = positions[flow];
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = flow;
        if (--live == 0) {
            // Numbers start over, so that equal traffic from an empty network is computed in equal order.
            used = 0;
            freeCount = 0;
        }
    }

    private void clear(int link) {
        active[link] = false;
        setDominator(link, NO_LINK);
        threshold[link] = Double.POSITIVE_INFINITY;
        level[link] = Double.POSITIVE_INFINITY;
        load[link] = 0;
        totalWeight[link] = 0;
        boundWeight[link] = 0;
        bundleWeight[link] = 0;
        bundleLimit[link] = Double.POSITIVE_INFINITY;
    }

    /** The level up to which nothing but its bottleneck can hold a flow that has one active link. */
    double freeUpTo(int flow) {
        double limit = capLevel[flow];
        for (int link : path[flow]) {
            if (!active[link]) {
                limit = Math.min(limit, threshold[link]);
            }
        }
        return limit;
    }

    void bundle(int flow) {
        int link = bottleneck[flow];
        bundled[flow] = true;
        swap(link, positionAt(flow, link), bundledCount[link]);
        bundledCount[link]++;
        bundleWeight[link] += weight[flow];
        bundleLimit[link] = Math.min(bundleLimit[link], freeUpTo(flow));
    }

    void unbundle(int flow) {
        int link = bottleneck[flow];
        bundled[flow] = false;
        openLevel[flow] = level[link];
        bundledCount[link]--;
        swap(link, positionAt(flow, link), bundledCount[link]);
        if (bundledCount[link] == 0) {
            bundleWeight[link] = 0;
            bundleLimit[link] = Double.POSITIVE_INFINITY;
        } else {
            bundleWeight[link] -= weight[flow];
        }
    }

    /**
     * Sets an idle link's threshold for its present flows.
     *
     * @return false if one of them is too near to the link's room for it to stay idle
     */
    boolean setThreshold(int link) {
        double limit = IDLE_ROOM * capacity[link] / totalWeight[link];
        int[] flows = members[link];
        for (int i = 0; i < memberCount[link]; i++) {
            if (flowLevel(flows[i]) > IDLE_ROOM * limit) {
                return false;
            }
        }
        threshold[link] = limit;
        for (int i = 0; i < memberCount[link]; i++) {
            if (bundled[flows[i]]) {
                int at = bottleneck[flows[i]];
                bundleLimit[at] = Math.min(bundleLimit[at], limit);
            }
        }
        return true;
    }

    /**
     * Looks for a link that every flow of this one crosses and that is not wider; if there is one, this one stays idle for as
     * long as that holds.
     */
    boolean findDominator(int link) {
        int[] flows = members[link];
        for (int candidate : path[flows[0]]) {
            boolean common = isNarrower(candidate, link) && memberCount[candidate] >= memberCount[link];
            for (int i = 1; common && i < memberCount[link]; i++) {
                common = crosses(flows[i], candidate);
            }
            if (common) {
                setDominator(link, candidate);
                threshold[link] = Double.POSITIVE_INFINITY;
                return true;
            }
        }
        return false;
    }

    /** Whether a link has less capacity than another; of equals the one with the smaller number counts as narrower. */
    boolean isNarrower(int link, int other) {
        return capacity[link] < capacity[other] || (capacity[link] == capacity[other] && link < other);
    }

    void setDominator(int link, int by) {
        int before = dominator[link];
        if (before != NO_LINK) {
            dominatedCount[before]--;
        }
        dominator[link] = by;
        if (by != NO_LINK) {
            dominatedCount[by]++;
        }
    }

    boolean crosses(int flow, int link) {
        for (int other : path[flow]) {
            if (other == link) {
                return true;
            }
        }
        return false;
    }

    private int positionAt(int flow, int link) {
        int[] links = path[flow];
        for (int hop = 0; hop < links.length; hop++) {
            if (links[hop] == link) {
                return positions[flow][hop];
            }
        }
        throw new IllegalStateException("Flow " + flow + " does not cross link " + link + ".");
    }

    private void join(int link, int flow, int hop) {
        int count = memberCount[link];
        if (members[link] == null) {
            members[link] = new int[4];
            memberHops[link] = new int[4];
        } else if (count == members[link].length) {
            members[link] = Arrays.copyOf(members[link], count * 2);
            memberHops[link] = Arrays.copyOf(memberHops[link], count * 2);
        }
        members[link][count] = flow;
        memberHops[link][count] = hop;
        positions[flow][hop] = count;
        memberCount[link] = count + 1;
    }

    private void swap(int link, int a, int b) {
        int[] flows = members[link];
        int[] hops = memberHops[link];
        int flowA = flows[a];
        int hopA = hops[a];
        flows[a] = flows[b];
        hops[a] = hops[b];
        flows[b] = flowA;
        hops[b] = hopA;
        positions[flows[a]][hops[a]] = a;
        positions[flowA][hopA] = b;
    }

    private int grow() {
        if (used == weight.length) {
            int capacityOfFlows = used * 2;
            path = Arrays.copyOf(path, capacityOfFlows);
            positions = Arrays.copyOf(positions, capacityOfFlows);
            weight = Arrays.copyOf(weight, capacityOfFlows);
            capLevel = Arrays.copyOf(capLevel, capacityOfFlows);
            openLevel = Arrays.copyOf(openLevel, capacityOfFlows);
            bottleneck = Arrays.copyOf(bottleneck, capacityOfFlows);
            activeLinks = Arrays.copyOf(activeLinks, capacityOfFlows);
            bundled = Arrays.copyOf(bundled, capacityOfFlows);
        }
        return used++;
    }
}
