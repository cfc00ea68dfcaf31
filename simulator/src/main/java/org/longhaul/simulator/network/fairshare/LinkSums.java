package org.longhaul.simulator.network.fairshare;

import java.util.Arrays;

/**
 * For each active link, the sum of the rates and the largest level of the flows that it does not bind, kept up as flows
 * change.
 *
 * <p>A link whose sum rises above its limit is noted: something may happen to it. Sums that have been changed many times are
 * taken anew, so that rounding errors do not add up.
 */
final class LinkSums {

    /** Relative difference below which levels count as equal. */
    private static final double SAME = FillingPass.SAME;
    /** Sums are taken anew when they have been used this often. */
    private static final int TRUSTED = 32;

    private final FlowGraph graph;
    private final double[] fields;
    private final int[] uses;
    private double tolerance = SAME;
    private int[] over = new int[64];
    private int overCount;

    /**
     * @param fields of all links, as {@link LinkActivity} lays them out
     */
    LinkSums(FlowGraph graph, double[] fields) {
        this.graph = graph;
        this.fields = fields;
        uses = new int[graph.linkCount];
    }

    /** A link that went over its limit and has not been returned yet; negative if there is none. */
    int nextOver() {
        return overCount > 0 ? over[--overCount] : -1;
    }

    /** The sums of a link are about to be relied on. */
    void use(int link) {
        if (++uses[link] > TRUSTED) {
            sumUp(link);
        }
    }

    /** A link has no flow any more. */
    void forget(int link) {
        uses[link] = 0;
    }

    /** The sum of the rates of the flows that an active link does not bind, bytes per second. */
    double elsewhere(int link) {
        return fields[(link << LinkActivity.FIELD_BITS) + LinkActivity.ELSEWHERE];
    }

    /** A link's sum changes, whatever its limit is. */
    void change(int link, double rate) {
        fields[link << LinkActivity.FIELD_BITS] += rate;
    }

    /** Relative difference below which levels count as equal from now on. */
    void setTolerance(double relative) {
        tolerance = relative;
    }

    /** The link is noted when its sum rises above the limit. */
    void setLimit(int link, double limit) {
        setLimits(link, Double.NEGATIVE_INFINITY, limit);
    }

    /** The link is noted when its sum leaves a range. */
    void setLimits(int link, double least, double most) {
        int at = link << LinkActivity.FIELD_BITS;
        fields[at + LinkActivity.LIMIT] = most;
        fields[at + LinkActivity.LEAST] = least;
    }

    /** Whether a level lies below that of a flow that the link does not bind. */
    boolean isBelowOthers(int link, double at) {
        return at < fields[(link << LinkActivity.FIELD_BITS) + LinkActivity.HIGHEST] * (1 - tolerance);
    }

    /** The level at which a link that binds flows is full, if it lets all others have their rates. */
    double fullLevel(int link) {
        return Math.max(0, graph.capacity[link] - elsewhere(link)) / graph.boundWeight[link];
    }

    /** Takes the sums over the flows that an active link does not bind anew. */
    void sumUp(int link) {
        double sum = 0;
        double highest = 0;
        int[] flows = graph.members[link];
        for (int i = graph.boundCount[link]; i < graph.memberCount[link]; i++) {
            double flowLevel = graph.flowLevel(flows[i]);
            sum += graph.weight[flows[i]] * flowLevel;
            highest = Math.max(highest, flowLevel);
        }
        int at = link << LinkActivity.FIELD_BITS;
        fields[at + LinkActivity.ELSEWHERE] = sum;
        fields[at + LinkActivity.HIGHEST] = highest;
        uses[link] = 0;
    }

    /** The sums of the links that share flows with this one follow its change to a level. */
    void addToOthers(int link, double to, double change) {
        int[] rows = graph.rows[link];
        int length = graph.rowInts[link];
        int end = graph.boundCount[link] * length;
        for (int row = graph.bundledCount[link] * length; row < end; row += length) {
            double rate = FlowGraph.weightAt(rows, row) * change;
            for (int hop = row + FlowGraph.WEIGHT_INTS; hop < row + length; hop++) {
                int at = rows[hop] << LinkActivity.FIELD_BITS;
                double sum = fields[at] + rate;
                fields[at] = sum;
                if (sum > fields[at + LinkActivity.LIMIT] || sum < fields[at + LinkActivity.LEAST]) {
                    noteOver(rows[hop]);
                }
                if (to > fields[at + LinkActivity.HIGHEST]) {
                    rises(rows[hop], to);
                }
            }
        }
    }

    /** The sums of all links of a flow's path follow the change of its level. */
    void addToPath(int flow, double to, double change) {
        double rate = graph.weight[flow] * change;
        for (int link : graph.path[flow]) {
            int at = link << LinkActivity.FIELD_BITS;
            double sum = fields[at] + rate;
            fields[at] = sum;
            if (sum > fields[at + LinkActivity.LIMIT] || sum < fields[at + LinkActivity.LEAST]) {
                noteOver(link);
            }
            if (to > fields[at + LinkActivity.HIGHEST]) {
                rises(link, to);
            }
        }
    }

    /** A link is crossed by a flow of a higher level than any before, which it may have to take over. */
    private void rises(int link, double to) {
        int at = link << LinkActivity.FIELD_BITS;
        fields[at + LinkActivity.HIGHEST] = to;
        if (fields[at + LinkActivity.LEAST] > Double.NEGATIVE_INFINITY) {
            noteOver(link);
        }
    }

    /** The sums of all links of a flow's path but one rise by a rate. */
    void add(int flow, int except, double rate) {
        for (int link : graph.path[flow]) {
            if (link != except) {
                int at = link << LinkActivity.FIELD_BITS;
                double sum = fields[at] + rate;
                fields[at] = sum;
                if (sum > fields[at + LinkActivity.LIMIT] || sum < fields[at + LinkActivity.LEAST]) {
                    noteOver(link);
                }
            }
        }
    }

    private void noteOver(int link) {
        setLimit(link, Double.POSITIVE_INFINITY);
        if (overCount == over.length) {
            over = Arrays.copyOf(over, overCount * 2);
        }
        over[overCount++] = link;
    }
}
