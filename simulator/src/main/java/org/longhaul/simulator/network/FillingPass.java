package org.longhaul.simulator.network;

import java.util.Arrays;

/**
 * One pass of incremental filling over a {@link FlowGraph}.
 *
 * <p>The agenda holds links by a lower bound of the level at which something happens to them. A link that comes up takes the
 * level at which it is full, given the rates of the flows that are bound elsewhere: lower levels are reached at that level,
 * higher ones are taken as soon as the agenda comes to the present one, since nothing below it changes any more. Where that
 * puts flows above the level that another link can give them, that link takes them over when it comes up in its turn. A bound
 * that proves too low when it comes up is put back higher.
 *
 * <p>Most changes leave all bottlenecks as they are: then a link's new level follows from three sums, and the work is to tell
 * the other links of its flows' paths.
 */
final class FillingPass {

    /** Relative difference below which levels count as equal. */
    private static final double SAME = 1e-12;
    /** How many times the first change of a link's level its key on the agenda foresees. */
    private static final double FORESIGHT = 4;
    /** Sums are taken anew when they have been used this often. */
    private static final int TRUSTED = 32;

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    final LinkActivity activity;
    private final FlowGraph graph;
    private final IndexedHeap agenda;
    private final LikelyBottlenecks placement;
    private final PassChanges changes;
    private final double[] fields;
    private final double[] capacity;
    private final double[] level;
    private final int[] uses;

    private double reached;
    private int[] marked = new int[64];
    private int markedCount;
    private int[] unsolved = new int[16];
    private boolean[] isListed = new boolean[16];
    private int unsolvedCount;

    private boolean dirty;

    FillingPass(FlowGraph graph) {
        this.graph = graph;
        int links = graph.linkCount;
        capacity = graph.capacity;
        level = graph.level;
        agenda = new IndexedHeap(links);
        changes = new PassChanges(graph);
        uses = new int[links];
        activity = new LinkActivity(graph, this);
        fields = activity.fields;
        placement = new LikelyBottlenecks(graph, this);
    }

    /** Whether anything changed since the last pass. */
    boolean isDirty() {
        return dirty;
    }

    void run() {
        placement.place(unsolved, unsolvedCount);
        unlist();
        while (!agenda.isEmpty()) {
            int link = agenda.top();
            reached = Math.max(reached, Double.longBitsToDouble(agenda.topKey()));
            agenda.remove(link);
            if (activity.active[link]) {
                double next = visit(link);
                if (next < INFINITE) {
                    agenda.offer(link, IndexedHeap.keyOf(next));
                } else {
                    setLimit(link, graph.boundCount[link] > 0 ? -INFINITE : capacity[link] * (1 + SAME));
                }
            }
        }
    }

    /** Tells a listener what the pass changed, and gets ready for the next one. */
    void finish(FairShare.Listener listener) {
        changes.report(listener);
        activity.passed();
        reached = 0;
        dirty = false;
    }

    // --- one link ---

    /**
     * The agenda has come to an active link.
     *
     * @return the level at which something happens to it next, infinite if nothing will
     */
    private double visit(int link) {
        if (graph.boundCount[link] == 0) {
            return elsewhere(link) > capacity[link] * (1 + SAME) ? fill(link) : INFINITE;
        }
        if (++uses[link] > TRUSTED) {
            sumUp(link);
        }
        double held = level[link];
        double full = fullLevel(link);
        boolean same = Math.abs(full - held) <= SAME * held;
        if ((same || full < held) && isBelowOthers(link, full)) {
            sumUp(link);
            full = fullLevel(link);
            same = Math.abs(full - held) <= SAME * held;
            if ((same || full < held) && isBelowOthers(link, full)) {
                return fill(link);
            }
        }
        double at = same || full > held ? held : full;
        if (at > reached * (1 + SAME)) {
            if (same && held <= graph.leastCap[link]) {
                return INFINITE;
            }
            setLimit(link, capacity[link] - at * graph.boundWeight[link]);
            return at;
        }
        if (full > graph.leastCap[link] && holdByCaps(link, full)) {
            return graph.boundCount[link] > 0 ? at : INFINITE;
        }
        if (!same) {
            setLevel(link, full);
        }
        return isBelowOthers(link, full) ? full : INFINITE;
    }

    private boolean isBelowOthers(int link, double at) {
        return at < activity.field(link, LinkActivity.HIGHEST) * (1 - SAME);
    }

    double elsewhere(int link) {
        return fields[(link << LinkActivity.FIELD_BITS) + LinkActivity.ELSEWHERE];
    }

    private void setLimit(int link, double limit) {
        fields[(link << LinkActivity.FIELD_BITS) + LinkActivity.LIMIT] = limit;
    }

    /** The level at which a link that binds flows is full, if it lets all others have their rates. */
    double fullLevel(int link) {
        return Math.max(0, capacity[link] - elsewhere(link)) / graph.boundWeight[link];
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

    /** Flows that are bound elsewhere may have to come down for the link to fit: it takes over those that do. */
    private double fill(int link) {
        double at = fillLevel(link);
        if (at == INFINITE) {
            sumUp(link);
            return INFINITE;
        }
        // Those that it binds rise from where they are.
        double from = Math.min(at, level[link]);
        if (from > reached * (1 + SAME)) {
            setLimit(link, -INFINITE);
            return from;
        }
        if (graph.boundCount[link] == 0) {
            beginToBind(link, at);
        } else if (at != level[link]) {
            setLevel(link, at);
        }
        int[] flows = graph.members[link];
        for (int i = graph.boundCount[link]; i < graph.memberCount[link]; i++) {
            if (graph.flowLevel(flows[i]) > at * (1 + SAME)) {
                move(flows[i], link);
            }
        }
        sumUp(link);
        if (graph.boundCount[link] == 0) {
            changes.touch(link);
            level[link] = INFINITE;
            activity.noteQuiet(link);
        }
        return INFINITE;
    }

    /**
     * The level at which the link is full if those of its flows that are above come down to it, with those that it binds;
     * infinite if it is not full with all of them as they are.
     */
    private double fillLevel(int link) {
        int[] flows = graph.members[link];
        int first = graph.boundCount[link];
        int count = graph.memberCount[link];
        double full = capacity[link] / graph.totalWeight[link] * (1 - SAME);
        while (true) {
            double below = 0;
            double above = graph.boundWeight[link];
            for (int i = first; i < count; i++) {
                double flowLevel = graph.flowLevel(flows[i]);
                if (flowLevel > full) {
                    above += graph.weight[flows[i]];
                } else {
                    below += graph.weight[flows[i]] * flowLevel;
                }
            }
            if (above <= 0) {
                return INFINITE;
            }
            double next = Math.max(capacity[link] - below, 0) / above;
            if (next <= full * (1 + SAME / 8)) {
                return next;
            }
            full = next;
        }
    }

    /** Flows whose own cap lies below a level that their link gives leave it for their cap. */
    private boolean holdByCaps(int link, double at) {
        boolean any = false;
        double least = INFINITE;
        int[] flows = graph.members[link];
        for (int i = graph.boundCount[link] - 1; i >= 0; i--) {
            int flow = flows[i];
            if (graph.capLevel[flow] < at) {
                move(flow, FlowGraph.OWN_CAP);
                any = true;
            } else {
                least = Math.min(least, graph.capLevel[flow]);
            }
        }
        graph.leastCap[link] = least;
        return any;
    }

    /** A link that bound no flow is about to. */
    void beginToBind(int link, double at) {
        if (!activity.active[link]) {
            activity.activate(link);
        }
        changes.touch(link);
        level[link] = at;
        activity.startReference(link, at);
    }

    /** All flows that a link binds get another level. */
    void setLevel(int link, double to) {
        changes.touch(link);
        double change = to - level[link];
        level[link] = to;
        if (graph.bundledCount[link] < graph.boundCount[link]) {
            tellOthers(link, to, change);
            offerMarked();
        }
        activity.levelChanged(link, to);
    }

    /** The sums of the links that share flows with this one follow its change of level. */
    private void tellOthers(int link, double to, double change) {
        double[] sums = fields;
        int[] rows = graph.rows[link];
        int length = graph.rowInts[link];
        int end = graph.boundCount[link] * length;
        for (int row = graph.bundledCount[link] * length; row < end; row += length) {
            double rate = FlowGraph.weightAt(rows, row) * change;
            for (int hop = row + FlowGraph.WEIGHT_INTS; hop < row + length; hop++) {
                int at = rows[hop] << LinkActivity.FIELD_BITS;
                double sum = sums[at] + rate;
                sums[at] = sum;
                if (sum > sums[at + LinkActivity.LIMIT]) {
                    mark(rows[hop]);
                }
                if (to > sums[at + LinkActivity.HIGHEST]) {
                    sums[at + LinkActivity.HIGHEST] = to;
                }
            }
        }
    }

    /** The sums of all links of a flow's path follow the change of its level. */
    private void tellPath(int flow, double to, double change) {
        double rate = graph.weight[flow] * change;
        for (int link : graph.path[flow]) {
            int at = link << LinkActivity.FIELD_BITS;
            double sum = fields[at] + rate;
            fields[at] = sum;
            if (sum > fields[at + LinkActivity.LIMIT]) {
                mark(link);
            }
            fields[at + LinkActivity.HIGHEST] = Math.max(to, fields[at + LinkActivity.HIGHEST]);
        }
    }

    private void mark(int link) {
        setLimit(link, INFINITE);
        if (markedCount == marked.length) {
            marked = Arrays.copyOf(marked, markedCount * 2);
        }
        marked[markedCount++] = link;
    }

    private void offerMarked() {
        while (markedCount > 0) {
            offer(marked[--markedCount]);
        }
    }

    /** Puts an active link on the agenda if something may happen to it. */
    void offer(int link) {
        if (!activity.active[link]) {
            return;
        }
        dirty = true;
        double weight = graph.boundWeight[link];
        double key;
        if (graph.boundCount[link] == 0) {
            if (elsewhere(link) <= capacity[link] * (1 + SAME)) {
                setLimit(link, capacity[link] * (1 + SAME));
                return;
            }
            // All flows at the same rate would be the least that the link can give.
            key = capacity[link] / graph.totalWeight[link];
            setLimit(link, INFINITE);
        } else {
            double held = level[link];
            key = held - FORESIGHT * Math.max(0, held - fullLevel(link));
            setLimit(link, capacity[link] - key * weight);
        }
        agenda.offer(link, IndexedHeap.keyOf(Math.max(reached, key)));
    }

    // --- one flow ---

    /** A flow was added, or may rise. */
    void raise(int flow) {
        dirty = true;
        if (flow >= isListed.length) {
            isListed = Arrays.copyOf(isListed, Math.max(flow + 1, isListed.length * 2));
        }
        if (isListed[flow]) {
            return;
        }
        isListed[flow] = true;
        if (unsolvedCount == unsolved.length) {
            unsolved = Arrays.copyOf(unsolved, unsolvedCount * 2);
        }
        unsolved[unsolvedCount++] = flow;
    }

    /** Takes a flow's rate off its links. */
    void withdraw(int flow) {
        dirty = true;
        move(flow, FlowGraph.UNSOLVED);
    }

    void hold(int flow) {
        dirty = true;
        move(flow, FlowGraph.OWN_CAP);
    }

    /** A flow that a link binds gets another weight: that changes two sums of the link, and one of each other link. */
    void reweigh(int flow, double to) {
        dirty = true;
        int by = graph.bottleneck[flow];
        double change = to - graph.weight[flow];
        graph.setWeight(flow, to);
        double rate = change * level[by];
        for (int link : graph.path[flow]) {
            if (link != by) {
                int at = link << LinkActivity.FIELD_BITS;
                double sum = fields[at] + rate;
                fields[at] = sum;
                if (sum > fields[at + LinkActivity.LIMIT]) {
                    mark(link);
                }
            }
        }
        offer(by);
        offerMarked();
        activity.reweighed(flow, change);
    }

    /** A flow gets another bottleneck, and its level. */
    void move(int flow, int to) {
        int from = graph.bottleneck[flow];
        double before = graph.flowLevel(flow);
        double referenceBefore = from >= 0 ? activity.reference(from) : before;
        double flowWeight = graph.weight[flow];
        if (from >= 0) {
            graph.unbind(flow);
            fields[from << LinkActivity.FIELD_BITS] += flowWeight * before;
        }
        graph.bottleneck[flow] = to >= 0 ? FlowGraph.UNSOLVED : to;
        double after = to >= 0 ? level[to] : graph.flowLevel(flow);
        if (from != to || before != after) {
            tellPath(flow, after, after - before);
        }
        if (to >= 0) {
            graph.bind(flow, to);
            fields[to << LinkActivity.FIELD_BITS] -= flowWeight * after;
            offer(to);
        }
        if (from >= 0) {
            if (graph.boundCount[from] == 0) {
                changes.touch(from);
                level[from] = INFINITE;
                activity.noteQuiet(from);
            }
            offer(from);
        }
        offerMarked();
        activity.shift(flow, (to >= 0 ? activity.reference(to) : after) - referenceBefore);
        changes.note(flow);
    }

    /** A link has no flow any more. */
    void clear(int link) {
        activity.clear(link);
        agenda.remove(link);
        uses[link] = 0;
    }

    /** The network has no flow any more. */
    void clear() {
        activity.clear();
        unlist();
    }

    private void unlist() {
        while (unsolvedCount > 0) {
            isListed[unsolved[--unsolvedCount]] = false;
        }
    }

    /** A flow was removed. */
    void forget(int flow) {
        changes.forget(flow);
    }
}
