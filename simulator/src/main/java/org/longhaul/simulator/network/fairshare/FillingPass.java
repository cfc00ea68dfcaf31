package org.longhaul.simulator.network.fairshare;

/**
 * One pass of incremental filling over a {@link FlowGraph}: it turns the last allocation into that of the present flows,
 * capacities and caps.
 *
 * <p><b>Invariant.</b> The agenda holds each link to which something may still happen, with a lower bound of the level at
 * which it happens. Flows and links whose levels lie below the first bound of the agenda are final: no later step of the pass
 * touches them.
 *
 * <p><b>Steps.</b>
 *
 * <ol>
 *   <li>Bind the flows that have no rate yet where they most likely end up ({@link LikelyBottlenecks}). Each link whose sums
 *       change by that goes onto the agenda.
 *   <li>Take the link with the smallest bound off the agenda. Let <em>held</em> be its present level, and <em>full</em> the
 *       level at which it is full if the flows that are bound elsewhere keep their rates.
 *       <ol>
 *         <li>Flows of the link that are bound elsewhere at a higher level than it can give come down to it, and it becomes
 *             their bottleneck.
 *         <li>If neither <em>held</em> nor <em>full</em> has been reached yet, the bound was too low: the link goes back with
 *             the lower of the two.
 *         <li>Flows that the link binds and whose caps lie below <em>full</em> leave it for their caps.
 *         <li>Otherwise the link takes the level <em>full</em>. It may rise at once, since all that lies below is final.
 *       </ol>
 *   <li>Whenever a flow's rate changes, the sums of the other links of its path follow. A link whose sum passes its limit goes
 *       onto the agenda. Repeat from step 2 until the agenda is empty.
 * </ol>
 *
 * <p>Most changes leave all bottlenecks as they are. Then a link's new level follows from three sums ({@link LinkSums}), and
 * the work is to add its change to the sums of the other links of its flows' paths.
 */
final class FillingPass {

    /** Relative difference below which levels count as equal. */
    static final double SAME = 1e-12;
    /** How many times the first change of a link's level its key on the agenda foresees. */
    private static final double FORESIGHT = 4;

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    final LinkActivity activity;
    final LinkSums sums;
    private final FlowGraph graph;
    private final IndexedHeap agenda;
    private final LikelyBottlenecks placement;
    private final PassChanges changes;
    private final double[] capacity;
    private final double[] level;
    private final UnsolvedFlows unsolved = new UnsolvedFlows();
    private final Tolerance tolerance;
    /** Relative difference below which levels count as equal at present. */
    private double same = SAME;
    /** Whether links may rest at levels that are not exact. */
    private boolean anyInexact;

    private double reached;
    private boolean dirty;

    FillingPass(FlowGraph graph, Tolerance tolerance) {
        this.graph = graph;
        this.tolerance = tolerance;
        int links = graph.linkCount;
        capacity = graph.capacity;
        level = graph.level;
        agenda = new IndexedHeap(links);
        changes = new PassChanges(graph);
        activity = new LinkActivity(graph, this);
        sums = new LinkSums(graph, activity.fields);
        placement = new LikelyBottlenecks(graph, this);
    }

    /** Whether anything changed since the last pass. */
    boolean isDirty() {
        return dirty;
    }

    void run() {
        same = tolerance.of(graph.liveFlows());
        sums.setTolerance(same);
        if (same > SAME) {
            anyInexact = true;
        } else if (anyInexact && tolerance.areFew(graph.liveFlows())) {
            anyInexact = false;
            for (int link = 0; link < graph.linkCount; link++) {
                offer(link);
            }
        }
        placement.place(unsolved);
        unsolved.clear();
        while (!agenda.isEmpty()) {
            int link = agenda.top();
            reached = Math.max(reached, Double.longBitsToDouble(agenda.topKey()));
            agenda.remove(link);
            if (activity.active[link]) {
                double next = visit(link);
                if (next < INFINITE) {
                    agenda.offer(link, IndexedHeap.keyOf(next));
                } else {
                    rest(link);
                }
            }
        }
    }

    /** Nothing more happens to a link until its sum changes. */
    private void rest(int link) {
        if (graph.boundCount[link] == 0) {
            sums.setLimit(link, capacity[link] * (1 + same));
        } else if (same == SAME) {
            sums.setLimit(link, -INFINITE);
        } else {
            double bound = level[link] * graph.boundWeight[link];
            sums.setLimits(link, capacity[link] - bound * (1 + same), capacity[link] - bound * (1 - same));
        }
    }

    /** Tells a listener what the pass changed, and gets ready for the next one. */
    void finish(FairShare.Listener listener) {
        changes.report(listener);
        activity.passed();
        reached = 0;
        dirty = false;
    }

    /**
     * The agenda has come to an active link.
     *
     * @return the level at which something happens to it next, infinite if nothing will
     */
    private double visit(int link) {
        if (graph.boundCount[link] == 0) {
            return sums.elsewhere(link) > capacity[link] * (1 + same) ? fill(link) : INFINITE;
        }
        sums.use(link);
        double held = level[link];
        double full = sums.fullLevel(link);
        boolean alike = Math.abs(full - held) <= same * held;
        if ((alike || full < held) && sums.isBelowOthers(link, full)) {
            sums.sumUp(link);
            full = sums.fullLevel(link);
            alike = Math.abs(full - held) <= same * held;
            if ((alike || full < held) && sums.isBelowOthers(link, full)) {
                return fill(link);
            }
        }
        double at = alike || full > held ? held : full;
        if (at > reached * (1 + SAME)) {
            if (alike && held <= graph.leastCap[link]) {
                return INFINITE;
            }
            sums.setLimit(link, capacity[link] - at * graph.boundWeight[link]);
            return at;
        }
        if (full > graph.leastCap[link] && holdByCaps(link, full)) {
            return graph.boundCount[link] > 0 ? at : INFINITE;
        }
        if (!alike) {
            setLevel(link, full);
        }
        return sums.isBelowOthers(link, full) ? full : INFINITE;
    }

    /** Flows that are bound elsewhere may have to come down for the link to fit: it takes over those that do. */
    private double fill(int link) {
        double at = fillLevel(link);
        if (at == INFINITE) {
            sums.sumUp(link);
            return INFINITE;
        }
        // Those that it binds rise from where they are.
        double from = Math.min(at, level[link]);
        if (from > reached * (1 + SAME)) {
            sums.setLimit(link, -INFINITE);
            return from;
        }
        if (graph.boundCount[link] == 0) {
            beginToBind(link, at);
        } else if (at != level[link]) {
            setLevel(link, at);
        }
        int[] flows = graph.members[link];
        for (int i = graph.boundCount[link]; i < graph.memberCount[link]; i++) {
            if (graph.flowLevel(flows[i]) > at * (1 + same)) {
                move(flows[i], link);
            }
        }
        sums.sumUp(link);
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
            sums.addToOthers(link, to, change);
            offerOver();
        }
        activity.levelChanged(link, to);
    }

    private void offerOver() {
        for (int link = sums.nextOver(); link >= 0; link = sums.nextOver()) {
            offer(link);
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
            if (sums.elsewhere(link) <= capacity[link] * (1 + same)) {
                rest(link);
                return;
            }
            // All flows at the same rate would be the least that the link can give.
            key = capacity[link] / graph.totalWeight[link];
            sums.setLimit(link, INFINITE);
        } else {
            double held = level[link];
            double full = sums.fullLevel(link);
            if (same > SAME
                    && Math.abs(full - held) <= same * held
                    && held <= graph.leastCap[link]
                    && !sums.isBelowOthers(link, full)) {
                rest(link);
                return;
            }
            key = held - FORESIGHT * Math.max(0, held - full);
            sums.setLimit(link, capacity[link] - key * weight);
        }
        agenda.offer(link, IndexedHeap.keyOf(Math.max(reached, key)));
    }

    /** A flow was added, or may rise. */
    void raise(int flow) {
        dirty = true;
        unsolved.add(flow);
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
        sums.add(flow, by, change * level[by]);
        offer(by);
        offerOver();
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
            sums.change(from, flowWeight * before);
        }
        graph.bottleneck[flow] = to >= 0 ? FlowGraph.UNSOLVED : to;
        double after = to >= 0 ? level[to] : graph.flowLevel(flow);
        if (from != to || before != after) {
            sums.addToPath(flow, after, after - before);
        }
        if (to >= 0) {
            graph.bind(flow, to);
            sums.change(to, -(flowWeight * after));
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
        offerOver();
        activity.shift(flow, (to >= 0 ? activity.reference(to) : after) - referenceBefore);
        changes.note(flow);
    }

    /** A link has no flow any more. */
    void clear(int link) {
        activity.clear(link);
        agenda.remove(link);
        sums.forget(link);
    }

    /** The network has no flow any more. */
    void clear() {
        activity.clear();
        unsolved.clear();
    }

    /** A flow was removed. */
    void forget(int flow) {
        changes.forget(flow);
    }
}
