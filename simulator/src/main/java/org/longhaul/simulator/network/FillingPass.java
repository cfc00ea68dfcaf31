package org.longhaul.simulator.network;

import java.util.Arrays;

/**
 * One pass of incremental progressive filling over a {@link FlowGraph}.
 *
 * <p>The agenda holds links and capped flows by a lower bound of the level at which something happens to them; a bound
 * that proves too low when it comes up is put back higher. Flows take their new level and bottleneck at once, links keep
 * theirs in a {@link PassState} until {@link FairShare} commits the pass.
 */
final class FillingPass {

    private static final double SAME = PassState.SAME;

    final PassState state;
    private final FlowGraph graph;
    private final IndexedHeap agenda;
    private final int links;
    private final double[] fixed;
    private final double[] rising;
    private final double[] bound;
    private final double[] level;

    private long pass = 1;
    private long[] notedIn = new long[16];
    int[] changed = new int[64];
    int changedCount;
    private boolean dirty;

    FillingPass(FlowGraph graph) {
        this.graph = graph;
        state = new PassState(graph);
        links = graph.linkCount;
        agenda = new IndexedHeap(links + 64);
        fixed = state.fixed;
        rising = state.rising;
        bound = state.bound;
        level = state.level;
    }

    /** Whether anything changed since the last pass. */
    boolean isDirty() {
        return dirty;
    }

    void run() {
        while (!agenda.isEmpty()) {
            double at = Double.longBitsToDouble(agenda.topKey());
            int id = agenda.top();
            if (id >= links) {
                agenda.remove(id);
                holdByCap(id - links);
            } else if (!graph.active[id]) {
                agenda.remove(id);
                if (state.hasRising(id) && !graph.findDominator(id)) {
                    activate(id);
                }
            } else {
                double next = visit(id, at);
                if (next == Double.POSITIVE_INFINITY) {
                    agenda.remove(id);
                } else {
                    agenda.put(id, IndexedHeap.keyOf(next));
                }
            }
        }
    }

    void next() {
        pass++;
        state.next();
        changedCount = 0;
        dirty = false;
    }

    void forget(int flow) {
        if (flow < notedIn.length) {
            notedIn[flow] = 0;
        }
    }

    boolean isRising(int flow) {
        return graph.openLevel[flow] < 0 && !graph.bundled[flow];
    }

    /** A rising flow's cap level changed. */
    void recap(int flow) {
        double capLevel = graph.capLevel[flow];
        if (capLevel < Double.POSITIVE_INFINITY) {
            agenda.put(links + flow, IndexedHeap.keyOf(capLevel));
        } else {
            agenda.remove(links + flow);
        }
    }

    /**
     * The agenda has come to an active link.
     *
     * @return the level at which something happens to it next, infinite if nothing will
     */
    private double visit(int link, double at) {
        double next = state.nextLevel(link);
        if (next > at * (1 + SAME)) {
            return next;
        }
        if (state.bundleRises(link) && graph.bundleLimit[link] <= at) {
            dissolveBundle(link, at);
            return Math.max(at, state.nextLevel(link));
        }
        double exact = state.fillLevel(link, at);
        if (state.binds(link)) {
            return visitBound(link, at, exact);
        }
        if (exact > at * (1 + SAME)) {
            return state.bundleRises(link) ? Math.min(exact, graph.bundleLimit[link]) : exact;
        }
        fill(link, Math.max(exact, at));
        return Double.POSITIVE_INFINITY;
    }

    private double visitBound(int link, double at, double exact) {
        double held = level[link];
        boolean stays = Math.abs(exact - held) <= SAME * held;
        if (stays && rising[link] <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (stays || exact > held) {
            if (at < held * (1 - SAME)) {
                return held;
            }
            if (stays) {
                fill(link, held);
                return Double.POSITIVE_INFINITY;
            }
            release(link);
            return Math.max(at, state.nextLevel(link));
        }
        if (exact > at * (1 + SAME)) {
            return exact;
        }
        fill(link, Math.max(exact, at));
        return Double.POSITIVE_INFINITY;
    }

    /** The link is full at this level: its rising flows are held, flows above are lowered. */
    private void fill(int link, double at) {
        boolean released = state.released[link];
        boolean moves = released || at != level[link];
        double boundHere = graph.bundleWeight[link];
        if (boundHere > 0) {
            fixed[link] += boundHere * (released ? at : at - level[link]);
            rising[link] -= released ? boundHere : 0;
        }
        int[] flows = graph.members[link];
        double above = at * (1 + SAME);
        for (int i = graph.bundledCount[link]; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            double flowLevel = graph.openLevel[flow];
            boolean boundByLink = graph.bottleneck[flow] == link;
            if (flowLevel < 0) {
                settle(flow, link, at);
                boundHere += graph.weight[flow];
            } else if (flowLevel > above || (boundByLink && moves)) {
                lower(flow, link, at);
                boundHere += graph.weight[flow];
            } else if (boundByLink) {
                boundHere += graph.weight[flow];
            }
        }
        bound[link] = boundHere;
        level[link] = at;
        state.released[link] = false;
    }

    /** A link that was full has room at the level it held: the flows that it holds rise. */
    private void release(int link) {
        double held = level[link];
        state.released[link] = true;
        bound[link] = 0;
        if (graph.bundledCount[link] > 0) {
            rising[link] += graph.bundleWeight[link];
            fixed[link] -= graph.bundleWeight[link] * held;
        }
        int[] flows = graph.members[link];
        for (int i = graph.bundledCount[link]; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (graph.bottleneck[flow] == link) {
                double flowWeight = graph.weight[flow];
                double rate = flowWeight * graph.openLevel[flow];
                for (int other : graph.path[flow]) {
                    if (graph.active[other]) {
                        state.touch(other);
                        fixed[other] -= rate;
                    }
                }
                raise(flow);
            }
        }
    }

    private void holdByCap(int flow) {
        if (isRising(flow)) {
            settle(flow, FlowGraph.OWN_CAP, graph.capLevel[flow]);
        }
    }

    /** A rising flow is held at a level. */
    private void settle(int flow, int by, double at) {
        double flowWeight = graph.weight[flow];
        double rate = flowWeight * at;
        for (int link : graph.path[flow]) {
            rising[link] = graph.memberCount[link] == 1 ? 0 : rising[link] - flowWeight;
            fixed[link] += rate;
        }
        take(flow, by, at);
        if (graph.capLevel[flow] < Double.POSITIVE_INFINITY) {
            agenda.remove(links + flow);
        }
    }

    /** A flow that does not rise comes down to a link's level. */
    private void lower(int flow, int by, double at) {
        double flowWeight = graph.weight[flow];
        double change = flowWeight * (at - graph.openLevel[flow]);
        int boundBy = graph.bottleneck[flow];
        for (int link : graph.path[flow]) {
            if (graph.active[link]) {
                state.touch(link);
                fixed[link] += change;
                if (link == boundBy) {
                    bound[link] -= flowWeight;
                }
                // Room can only put off what the agenda already has of the link.
                if (link != by && !agenda.contains(link)) {
                    offer(link);
                }
            }
        }
        take(flow, by, at);
    }

    private void take(int flow, int by, double at) {
        note(flow);
        graph.openLevel[flow] = at;
        graph.bottleneck[flow] = by;
    }

    /** Takes the flow's rate off its links. */
    void withdraw(int flow) {
        dirty = true;
        if (isRising(flow)) {
            for (int link : graph.path[flow]) {
                rising[link] = Math.max(0, rising[link] - graph.weight[flow]);
            }
            agenda.remove(links + flow);
            return;
        }
        double rate = graph.weight[flow] * assumedLevel(flow);
        int boundBy = graph.bottleneck[flow];
        if (graph.bundled[flow]) {
            graph.unbundle(flow);
        }
        for (int link : graph.path[flow]) {
            if (graph.active[link]) {
                state.touch(link);
                fixed[link] -= rate;
                if (link == boundBy) {
                    bound[link] = graph.memberCount[link] == 1 ? 0 : bound[link] - graph.weight[flow];
                }
                offer(link);
            }
        }
    }

    /** Lets the flow rise from here on; its rate is on none of its links. */
    void raise(int flow) {
        dirty = true;
        take(flow, FlowGraph.UNSOLVED, FlowGraph.RISING);
        for (int link : graph.path[flow]) {
            state.touch(link);
            rising[link] += graph.weight[flow];
            offer(link);
        }
        if (graph.capLevel[flow] < Double.POSITIVE_INFINITY) {
            agenda.offer(links + flow, IndexedHeap.keyOf(graph.capLevel[flow]));
        }
    }

    /** A link's capacity changed. */
    void reconsider(int link) {
        dirty = true;
        state.touch(link);
        offer(link);
    }

    private void offer(int link) {
        double key = graph.active[link] ? state.nextLevel(link) : graph.threshold[link];
        if (key < Double.POSITIVE_INFINITY) {
            agenda.offer(link, IndexedHeap.keyOf(key));
        }
    }

    /** Flows of the bundle that the level has freed from it rise by themselves. */
    private void dissolveBundle(int link, double at) {
        int[] flows = graph.members[link];
        double limit = Double.POSITIVE_INFINITY;
        for (int i = graph.bundledCount[link] - 1; i >= 0; i--) {
            int flow = flows[i];
            double freeUpTo = graph.freeUpTo(flow);
            if (freeUpTo <= at) {
                riseAlone(flow);
            } else {
                limit = Math.min(limit, freeUpTo);
            }
        }
        graph.bundleLimit[link] = limit;
    }

    private void riseAlone(int flow) {
        int from = graph.bottleneck[flow];
        graph.unbundle(flow);
        rising[from] = Math.max(0, rising[from] - graph.weight[flow]);
        raise(flow);
    }

    /** An idle link that rising flows could fill takes part from here on. */
    void activate(int link) {
        state.touch(link);
        int[] flows = graph.members[link];
        for (int i = 0; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (graph.bundled[flow]) {
                if (state.bundleRises(graph.bottleneck[flow])) {
                    riseAlone(flow);
                } else {
                    double at = assumedLevel(flow);
                    graph.unbundle(flow);
                    graph.openLevel[flow] = at;
                }
            }
        }
        graph.active[link] = true;
        double sum = 0;
        double up = 0;
        for (int i = 0; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            graph.activeLinks[flow]++;
            if (isRising(flow)) {
                up += graph.weight[flow];
            } else {
                sum += graph.weight[flow] * assumedLevel(flow);
            }
        }
        fixed[link] = sum;
        rising[link] = up;
        bound[link] = 0;
        level[link] = Double.POSITIVE_INFINITY;
        offer(link);
    }

    /** Level of a flow that does not rise, as the pass has it so far. */
    private double assumedLevel(int flow) {
        return graph.bundled[flow] ? state.levelSoFar(graph.bottleneck[flow]) : graph.openLevel[flow];
    }

    private void note(int flow) {
        if (flow >= notedIn.length) {
            notedIn = Arrays.copyOf(notedIn, Math.max(flow + 1, notedIn.length * 2));
        }
        if (notedIn[flow] == pass) {
            return;
        }
        notedIn[flow] = pass;
        if (changedCount == changed.length) {
            changed = Arrays.copyOf(changed, changedCount * 2);
        }
        changed[changedCount++] = flow;
    }
}
