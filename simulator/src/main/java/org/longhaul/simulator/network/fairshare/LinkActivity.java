package org.longhaul.simulator.network.fairshare;

import java.util.Arrays;

/**
 * Which links take part in the solving.
 *
 * <p>A link is <em>idle</em>, and left out, while it cannot bind. Either its flows could all go as fast as their
 * bottlenecks' <em>references</em> and would still fit, where a reference lies somewhat above a bottleneck's level and
 * follows it in steps. Or it has a <em>dominator</em>: a link that all of its flows cross too and that has no more
 * capacity. A link that binds is active.
 */
final class LinkActivity {

    static final int NO_LINK = -1;

    // The fields of a link that change together stand together in one table. Padded rows of paths point to the link
    // after the last.
    static final int FIELD_BITS = 3;
    /** Sum of the rates of an active link's flows that it does not bind. */
    static final int ELSEWHERE = 0;
    /** The value of {@link #ELSEWHERE} above which the link has to be looked at. */
    static final int LIMIT = 1;
    /** Not below the largest level of an active link's flows that it does not bind. */
    static final int HIGHEST = 2;
    /** Sum of the reference rates of an idle link's flows. */
    static final int UPPER = 3;
    /** The value of {@link #ELSEWHERE} below which the link has to be looked at. */
    static final int LEAST = 4;

    /** Room that a reference leaves above the level. */
    private static final double REFERENCE = 1.08;
    /** A reference this many times above its level follows it down. */
    private static final double LOOSE = 1.3;
    /** Part of its capacity that an idle link's upper sum may reach. */
    private static final double NEARLY_FULL = 1 - 1e-9;
    /** The same for a link that is to become idle, so that it is not back at once. */
    private static final double ROOMY = 0.97;

    private final FlowGraph graph;
    private final FillingPass pass;
    private final double[] capacity;
    final boolean[] active;
    final double[] fields;
    private final double[] upperLimit;
    private final double[] reference;
    private final int[] dominator;
    private final int[] dominatedCount;
    private int[] awake = new int[16];
    private int awakeCount;

    // Links that bind nothing, in the order in which they are looked at.
    private final int[] quiet;
    private final boolean[] isQuiet;
    private final long[] lookAt;
    private int quietHead;
    private int quietCount;
    private long passes;

    LinkActivity(FlowGraph graph, FillingPass pass) {
        this.graph = graph;
        this.pass = pass;
        capacity = graph.capacity;
        int links = graph.linkCount;
        active = new boolean[links];
        fields = new double[(links + 1) << FIELD_BITS];
        upperLimit = new double[links + 1];
        reference = new double[links];
        dominator = new int[links];
        dominatedCount = new int[links];
        quiet = new int[links];
        isQuiet = new boolean[links];
        lookAt = new long[links];
        Arrays.fill(dominator, NO_LINK);
        for (int link = 0; link < links; link++) {
            clear(link);
        }
        upperLimit[links] = Double.POSITIVE_INFINITY;
        unwatch(links << FIELD_BITS);
    }

    private void unwatch(int at) {
        fields[at + LIMIT] = Double.POSITIVE_INFINITY;
        fields[at + LEAST] = Double.NEGATIVE_INFINITY;
    }

    /** A link that has no flow any more. */
    void clear(int link) {
        int at = link << FIELD_BITS;
        Arrays.fill(fields, at, at + LEAST, 0);
        unwatch(at);
        active[link] = false;
        setDominator(link, NO_LINK);
    }

    /** The network has no flow any more. */
    void clear() {
        for (; quietCount > 0; quietCount--) {
            isQuiet[quiet[quietHead]] = false;
            quietHead = (quietHead + 1) % quiet.length;
        }
        passes = 0;
    }

    double field(int link, int field) {
        return fields[(link << FIELD_BITS) + field];
    }

    boolean isDominated(int link) {
        return dominator[link] != NO_LINK;
    }

    /** An unsolved flow was added. */
    void joined(int flow) {
        for (int link : graph.path[flow]) {
            if (active[link]) {
                graph.activeLinks[flow]++;
            } else if (dominator[link] != NO_LINK && !graph.crosses(flow, dominator[link])) {
                setDominator(link, NO_LINK);
                look(link);
            }
        }
    }

    /** The reference level of a flow, rate divided by weight. */
    private double referenceOf(int flow) {
        int by = graph.bottleneck[flow];
        return by >= 0 ? reference[by] : graph.flowLevel(flow);
    }

    /** A link binds flows from now on. */
    void startReference(int link, double level) {
        reference[link] = level * REFERENCE;
    }

    double reference(int link) {
        return reference[link];
    }

    /** A link's level changed: its reference follows if it must, or if it lies too far above. */
    void levelChanged(int link, double level) {
        double before = reference[link];
        if (level <= before && level * LOOSE * REFERENCE >= before) {
            return;
        }
        reference[link] = level * REFERENCE;
        double change = reference[link] - before;
        for (int i = 0; i < graph.boundCount[link]; i++) {
            addUpper(graph.members[link][i], change);
        }
        lookAtAwake();
    }

    /** A flow's reference changed. */
    void shift(int flow, double change) {
        addUpper(flow, change);
        lookAtAwake();
    }

    /** The weight of a flow that a link binds changed. */
    void reweighed(int flow, double change) {
        addUpperRate(flow, change * referenceOf(flow));
        lookAtAwake();
    }

    private void addUpper(int flow, double change) {
        addUpperRate(flow, graph.weight[flow] * change);
    }

    private void addUpperRate(int flow, double rate) {
        for (int link : graph.path[flow]) {
            int at = (link << FIELD_BITS) + UPPER;
            double upper = fields[at] + rate;
            fields[at] = upper;
            if (upper > upperLimit[link]) {
                upperLimit[link] = Double.POSITIVE_INFINITY;
                if (awakeCount == awake.length) {
                    awake = Arrays.copyOf(awake, awakeCount * 2);
                }
                awake[awakeCount++] = link;
            }
        }
    }

    private void lookAtAwake() {
        while (awakeCount > 0) {
            look(awake[--awakeCount]);
        }
    }

    /** An idle link's flows or capacity changed: it stays idle if it can. */
    void look(int link) {
        if (!active[link] && dominator[link] == NO_LINK && !fits(link, NEARLY_FULL) && !findDominator(link)) {
            activate(link);
        }
    }

    private boolean fits(int link, double share) {
        double sum = 0;
        int[] flows = graph.members[link];
        for (int i = 0; i < graph.memberCount[link]; i++) {
            sum += graph.weight[flows[i]] * referenceOf(flows[i]);
        }
        fields[(link << FIELD_BITS) + UPPER] = sum;
        upperLimit[link] = NEARLY_FULL * capacity[link];
        return sum <= share * capacity[link];
    }

    void activate(int link) {
        setDominator(link, NO_LINK);
        active[link] = true;
        upperLimit[link] = Double.POSITIVE_INFINITY;
        int[] flows = graph.members[link];
        for (int i = 0; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (graph.activeLinks[flow] == 1 && graph.bottleneck[flow] >= 0) {
                graph.unbundle(flow);
            }
            graph.activeLinks[flow]++;
        }
        pass.sums.sumUp(link);
        pass.offer(link);
        noteQuiet(link);
    }

    private void rest(int link) {
        active[link] = false;
        unwatch(link << FIELD_BITS);
        int[] flows = graph.members[link];
        for (int i = 0; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            graph.activeLinks[flow]--;
            if (graph.activeLinks[flow] == 1 && graph.bottleneck[flow] >= 0) {
                graph.bundle(flow);
            }
        }
    }

    /** An active link binds nothing at present. */
    void noteQuiet(int link) {
        if (!isQuiet[link]) {
            isQuiet[link] = true;
            lookAt[link] = passes + 8 + graph.memberCount[link] / 4;
            quiet[(quietHead + quietCount++) % quiet.length] = link;
        }
    }

    /** A pass is over: the links that have bound nothing for longest may become idle. */
    void passed() {
        passes++;
        for (int i = 0; i < 2 && quietCount > 0 && lookAt[quiet[quietHead]] <= passes; i++) {
            int link = quiet[quietHead];
            quietHead = (quietHead + 1) % quiet.length;
            quietCount--;
            isQuiet[link] = false;
            if (active[link] && graph.boundCount[link] == 0) {
                if (fits(link, ROOMY) || findDominator(link)) {
                    rest(link);
                } else {
                    upperLimit[link] = Double.POSITIVE_INFINITY;
                    noteQuiet(link);
                }
            }
        }
    }

    /** A link's capacity changed from the given one. */
    void capacityChanged(int link, double before) {
        if (capacity[link] > before) {
            releaseDominated(link);
        }
        if (dominator[link] != NO_LINK && !isNarrower(dominator[link], link)) {
            setDominator(link, NO_LINK);
        }
        look(link);
    }

    /** Links that leaned on this one's capacity are looked at again now that it has more. */
    private void releaseDominated(int link) {
        // All flows of a dominated link cross this one, so that one of their paths leads to it.
        for (int i = 0; dominatedCount[link] > 0 && i < graph.memberCount[link]; i++) {
            for (int other : graph.path[graph.members[link][i]]) {
                if (dominator[other] == link && !isNarrower(link, other)) {
                    setDominator(other, NO_LINK);
                    look(other);
                }
            }
        }
    }

    private boolean findDominator(int link) {
        int[] flows = graph.members[link];
        for (int candidate : graph.path[flows[0]]) {
            boolean common = isNarrower(candidate, link) && graph.memberCount[candidate] >= graph.memberCount[link];
            for (int i = 1; common && i < graph.memberCount[link]; i++) {
                common = graph.crosses(flows[i], candidate);
            }
            if (common) {
                setDominator(link, candidate);
                return true;
            }
        }
        return false;
    }

    /** Whether a link has less capacity than another; of equals the one with the smaller number counts as narrower. */
    private boolean isNarrower(int link, int other) {
        return capacity[link] < capacity[other] || (capacity[link] == capacity[other] && link < other);
    }

    private void setDominator(int link, int by) {
        int before = dominator[link];
        if (before != NO_LINK) {
            dominatedCount[before]--;
        }
        dominator[link] = by;
        if (by != NO_LINK) {
            dominatedCount[by]++;
        }
        upperLimit[link] = by == NO_LINK && !active[link] ? NEARLY_FULL * capacity[link] : Double.POSITIVE_INFINITY;
    }
}
