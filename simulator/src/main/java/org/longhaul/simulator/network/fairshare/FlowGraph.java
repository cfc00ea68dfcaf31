package org.longhaul.simulator.network.fairshare;

import java.util.Arrays;

/**
 * Flows over links, and the state of their max-min fair allocation: each flow's bottleneck and each link's level.
 *
 * <p>A flow's <em>level</em> is its rate divided by its weight. A link that is the bottleneck of some flows gives all of
 * them the same level; a flow whose own cap binds has the level {@code cap / weight}. So no flow carries a level of its own.
 * Capacities and rates are in bytes per second.
 *
 * <p>A link's members stand in the order: flows that it is the only {@linkplain LinkActivity active} link of (a
 * <em>bundle</em>, which moves as one), other flows that it binds, flows that are bound elsewhere.
 *
 * <p><b>Memory.</b> The other hops and the weights of the flows that a link binds stand in one array of rows, padded with a
 * link that does not exist, so that changing all of them is one run through memory.
 */
final class FlowGraph {

    /** Bottleneck of a flow that its own cap holds. */
    static final int OWN_CAP = -1;
    /** Bottleneck of a flow that has not been given a rate. */
    static final int UNSOLVED = -2;

    /** Levels that differ by no more, relatively, are one. */
    private static final double SAME_LEVEL = 1e-9;

    /** Ints at a row's begin that hold the weight. */
    static final int WEIGHT_INTS = 2;

    final int linkCount;
    final double[] capacity;
    /** Level of the flows that the link is the bottleneck of; infinite if there are none. */
    final double[] level;

    final double[] totalWeight;
    /** The total weight with which the allocation was made, and links where it differs from the present one. */
    private final double[] solvedWeight;

    private final boolean[] weightChanged;
    private int[] changed = new int[16];
    private int changedCount;
    /** Weight of the flows that the link is the bottleneck of. */
    final double[] boundWeight;
    /** Not above the smallest cap level of the flows that the link is the bottleneck of. */
    final double[] leastCap;

    final int[][] members;
    final int[] memberCount;
    final int[] boundCount;
    final int[] bundledCount;
    private final int[][] memberHops;
    /** For each link, a row for each flow that it binds, in the order of its members. */
    final int[][] rows;
    /** Length of a link's rows. */
    final int[] rowInts;

    int[][] path = new int[16][];
    double[] weight = new double[16];
    double[] capLevel = new double[16];
    int[] bottleneck = new int[16];
    /** Number of active links of the flow's path. */
    int[] activeLinks = new int[16];

    private int[][] positions = new int[16][];
    private int[] free = new int[16];
    private int freeCount;
    private int used;
    private int live;

    FlowGraph(double[] capacity) {
        this.capacity = capacity.clone();
        linkCount = capacity.length;
        level = filled(Double.POSITIVE_INFINITY);
        totalWeight = new double[linkCount];
        solvedWeight = new double[linkCount];
        weightChanged = new boolean[linkCount];
        boundWeight = new double[linkCount];
        leastCap = filled(Double.POSITIVE_INFINITY);
        members = new int[linkCount][];
        memberHops = new int[linkCount][];
        memberCount = new int[linkCount];
        boundCount = new int[linkCount];
        bundledCount = new int[linkCount];
        rows = new int[linkCount][];
        rowInts = new int[linkCount];
    }

    private double[] filled(double value) {
        double[] values = new double[linkCount];
        Arrays.fill(values, value);
        return values;
    }

    int liveFlows() {
        return live;
    }

    boolean isLive(int flow) {
        return path[flow].length > 0;
    }

    /** Rate divided by weight; 0 for a flow that has not been solved. */
    double flowLevel(int flow) {
        int by = bottleneck[flow];
        if (by >= 0) {
            return level[by];
        }
        return by == OWN_CAP ? capLevel[flow] : 0;
    }

    double rate(int flow) {
        return weight[flow] * flowLevel(flow);
    }

    /**
     * The first link of the path of a flow that is full with flows of its level, or a negative number if its own cap holds
     * it. Where several are full it does not matter which of them the allocation calls its bottleneck.
     */
    int firstFull(int flow) {
        if (bottleneck[flow] < 0) {
            return bottleneck[flow];
        }
        double own = level[bottleneck[flow]];
        for (int link : path[flow]) {
            double there = level[link] < Double.POSITIVE_INFINITY ? level[link] : capacity[link] / solvedWeight[link];
            if (Math.abs(there - own) <= SAME_LEVEL * own) {
                return link;
            }
        }
        return bottleneck[flow];
    }

    private void noteWeight(int link) {
        if (!weightChanged[link]) {
            weightChanged[link] = true;
            if (changedCount == changed.length) {
                changed = Arrays.copyOf(changed, changedCount * 2);
            }
            changed[changedCount++] = link;
        }
    }

    /** The allocation is that of the flows that there are now. */
    void solved() {
        for (int i = 0; i < changedCount; i++) {
            weightChanged[changed[i]] = false;
            solvedWeight[changed[i]] = totalWeight[changed[i]];
        }
        changedCount = 0;
    }

    /** Adds an unsolved flow. */
    int add(int[] links, double flowWeight, double cap) {
        int flow = freeCount > 0 ? free[--freeCount] : grow();
        path[flow] = links;
        positions[flow] = new int[links.length];
        weight[flow] = flowWeight;
        capLevel[flow] = cap / flowWeight;
        bottleneck[flow] = UNSOLVED;
        activeLinks[flow] = 0;
        for (int hop = 0; hop < links.length; hop++) {
            join(links[hop], flow, hop);
            totalWeight[links[hop]] += flowWeight;
            noteWeight(links[hop]);
        }
        live++;
        return flow;
    }

    /** Takes an unsolved flow out of its links' lists. */
    void remove(int flow) {
        int[] links = path[flow];
        for (int hop = 0; hop < links.length; hop++) {
            int link = links[hop];
            swap(link, positions[flow][hop], --memberCount[link]);
            totalWeight[link] = memberCount[link] == 0 ? 0 : totalWeight[link] - weight[flow];
            noteWeight(link);
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

    /** Gives a flow another weight, wherever it is bound; its own cap stays. */
    void setWeight(int flow, double to) {
        double change = to - weight[flow];
        capLevel[flow] = capLevel[flow] * weight[flow] / to;
        weight[flow] = to;
        for (int link : path[flow]) {
            totalWeight[link] = memberCount[link] == 1 ? to : totalWeight[link] + change;
            noteWeight(link);
        }
        int by = bottleneck[flow];
        if (by >= 0) {
            boundWeight[by] = boundCount[by] == 1 ? to : boundWeight[by] + change;
            leastCap[by] = Math.min(leastCap[by], capLevel[flow]);
            writeRow(flow, by, positionAt(flow, by));
        }
    }

    /** Makes a link the bottleneck of a flow that has none. */
    void bind(int flow, int link) {
        bottleneck[flow] = link;
        boundWeight[link] += weight[flow];
        leastCap[link] = Math.min(leastCap[link], capLevel[flow]);
        swap(link, positionAt(flow, link), boundCount[link]);
        writeRow(flow, link, boundCount[link]++);
        if (activeLinks[flow] == 1) {
            bundle(flow);
        }
    }

    /** The flow's bottleneck holds it no more. */
    void unbind(int flow) {
        int link = bottleneck[flow];
        if (activeLinks[flow] == 1) {
            unbundle(flow);
        }
        bottleneck[flow] = UNSOLVED;
        swapBound(link, positionAt(flow, link), --boundCount[link]);
        if (boundCount[link] == 0) {
            boundWeight[link] = 0;
            leastCap[link] = Double.POSITIVE_INFINITY;
        } else {
            boundWeight[link] -= weight[flow];
        }
    }

    void bundle(int flow) {
        int link = bottleneck[flow];
        swapBound(link, positionAt(flow, link), bundledCount[link]++);
    }

    void unbundle(int flow) {
        int link = bottleneck[flow];
        swapBound(link, positionAt(flow, link), --bundledCount[link]);
    }

    boolean crosses(int flow, int link) {
        for (int other : path[flow]) {
            if (other == link) {
                return true;
            }
        }
        return false;
    }

    /** The weight that a row of a link begins with. */
    static double weightAt(int[] rowsOfLink, int beginOfRow) {
        return Double.longBitsToDouble(
                ((long) rowsOfLink[beginOfRow] << 32) | (rowsOfLink[beginOfRow + 1] & 0xFFFFFFFFL));
    }

    private void writeRow(int flow, int link, int position) {
        int[] links = path[flow];
        int length = rowInts[link];
        int needed = links.length - 1 + WEIGHT_INTS;
        if (needed > length) {
            rowInts[link] = needed;
            rows[link] = new int[members[link].length * needed];
            for (int i = 0; i < position; i++) {
                writeRow(members[link][i], link, i);
            }
            length = needed;
        } else if ((position + 1) * length > rows[link].length) {
            rows[link] = Arrays.copyOf(rows[link], members[link].length * length);
        }
        int[] target = rows[link];
        int at = position * length;
        int end = at + length;
        long bits = Double.doubleToRawLongBits(weight[flow]);
        target[at++] = (int) (bits >>> 32);
        target[at++] = (int) bits;
        for (int other : links) {
            if (other != link) {
                target[at++] = other;
            }
        }
        Arrays.fill(target, at, end, linkCount);
    }

    private void swapBound(int link, int a, int b) {
        if (a == b) {
            return;
        }
        swap(link, a, b);
        int[] target = rows[link];
        int length = rowInts[link];
        for (int i = 0; i < length; i++) {
            int kept = target[a * length + i];
            target[a * length + i] = target[b * length + i];
            target[b * length + i] = kept;
        }
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
            bottleneck = Arrays.copyOf(bottleneck, capacityOfFlows);
            activeLinks = Arrays.copyOf(activeLinks, capacityOfFlows);
        }
        return used++;
    }
}
