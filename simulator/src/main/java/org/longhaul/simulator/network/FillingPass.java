package org.longhaul.simulator.network;

import java.util.Arrays;

/**
 * One pass of incremental progressive filling over a {@link FlowGraph}: what each touched link and flow will have when the
 * pass is done. Nothing of the graph's allocation is overwritten before {@link FairShare} commits the pass.
 *
 * <p>The agenda holds links and capped flows by a lower bound of the level at which something happens to them; a bound
 * that proves too low when it comes up is put back higher.
 */
final class FillingPass {

    /** Relative difference below which levels count as equal. */
    static final double SAME = 1e-12;

    /** Share of a link's weight below which a difference of sums is rounding. */
    private static final double NOTHING = 1e-10;

    private final FlowGraph graph;
    private final IndexedHeap agenda;
    private final int links;

    // Valid where the stamp is that of the pass.
    private long pass = 1;
    private final long[] touchedIn;
    private final double[] fixed;
    private final double[] rising;
    private final double[] bound;
    private final double[] newLevel;
    private final boolean[] released;
    int[] touched = new int[64];
    int touchedCount;

    private long[] notedIn = new long[16];
    int[] changed = new int[64];
    int changedCount;
    private boolean dirty;

    FillingPass(FlowGraph graph) {
        this.graph = graph;
        links = graph.linkCount;
        agenda = new IndexedHeap(links + 64);
        touchedIn = new long[links];
        fixed = new double[links];
        rising = new double[links];
        bound = new double[links];
        newLevel = new double[links];
        released = new boolean[links];
    }

    /** Whether anything changed since the last pass. */
    boolean isDirty() {
        return dirty;
    }

    void run() {
        while (!agenda.isEmpty()) {
            double level = Double.longBitsToDouble(agenda.topKey());
            int id = agenda.pop();
            if (id >= links) {
                holdByCap(id - links);
            } else if (graph.active[id]) {
                visit(id, level);
            } else if (rising[id] > NOTHING * graph.totalWeight[id]) {
                activate(id);
            }
        }
    }

    /** Writes a touched link's outcome into the graph. */
    void commitLink(int link) {
        graph.level[link] = outcome(link);
        if (graph.active[link] && graph.memberCount[link] > 0) {
            graph.load[link] = fixed[link];
            graph.boundWeight[link] = binds(link) ? bound[link] : 0;
        }
    }

    /** The level that a touched link's flows will have, infinite if it binds none. */
    double outcome(int link) {
        boolean binds = graph.active[link] && graph.memberCount[link] > 0 && binds(link);
        return binds ? newLevel[link] : Double.POSITIVE_INFINITY;
    }

    void next() {
        pass++;
        touchedCount = 0;
        changedCount = 0;
        dirty = false;
    }

    void forget(int flow) {
        if (flow < notedIn.length) {
            notedIn[flow] = 0;
        }
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

    /** Something happens to an active link at this level, unless its key was out of date. */
    private void visit(int link, double level) {
        double next = nextLevel(link);
        if (next == Double.POSITIVE_INFINITY) {
            return;
        }
        if (next > level * (1 + SAME)) {
            agenda.put(link, IndexedHeap.keyOf(next));
            return;
        }
        if (bundleRises(link) && graph.bundleLimit[link] <= level) {
            dissolveBundle(link, level);
            agenda.offer(link, IndexedHeap.keyOf(Math.max(level, nextLevel(link))));
            return;
        }
        boolean wasBound = binds(link);
        double held = wasBound ? newLevel[link] : Double.POSITIVE_INFINITY;
        double exact = fillLevel(link, level);
        if (wasBound && Math.abs(exact - held) <= SAME * held) {
            if (rising[link] > 0 && level < held * (1 - SAME)) {
                agenda.put(link, IndexedHeap.keyOf(held));
            } else if (rising[link] > 0) {
                fill(link, held);
            }
        } else if (wasBound && exact > held) {
            if (level >= held * (1 - SAME)) {
                release(link);
                agenda.offer(link, IndexedHeap.keyOf(Math.max(level, nextLevel(link))));
            } else {
                agenda.put(link, IndexedHeap.keyOf(held));
            }
        } else if (exact > level * (1 + SAME)) {
            agenda.put(link, IndexedHeap.keyOf(bundleRises(link) ? Math.min(exact, graph.bundleLimit[link]) : exact));
        } else if (exact < Double.POSITIVE_INFINITY) {
            fill(link, Math.max(exact, level));
        }
    }

    /** A lower bound of the level at which something happens to the link. */
    private double nextLevel(int link) {
        double room = graph.capacity[link] - fixed[link];
        if (binds(link)) {
            double held = newLevel[link];
            double level = (room + bound[link] * held) / (rising[link] + bound[link]);
            if (Math.abs(level - held) <= SAME * held) {
                return rising[link] > 0 ? held : Double.POSITIVE_INFINITY;
            }
            return Math.min(Math.max(level, 0), held);
        }
        if (rising[link] <= NOTHING * graph.totalWeight[link]) {
            // Flows that were held elsewhere at this very level may have filled the link beyond its capacity.
            return -room > SAME * graph.capacity[link] ? 0 : Double.POSITIVE_INFINITY;
        }
        double level = Math.max(room / rising[link], 0);
        return bundleRises(link) ? Math.min(level, graph.bundleLimit[link]) : level;
    }

    /**
     * The level at which the link is full if nothing else holds the flows that rise on it: the flows above that level are
     * lowered to it.
     */
    private double fillLevel(int link, double from) {
        int[] flows = graph.members[link];
        double[] weights = graph.weight;
        double[] levels = graph.openLevel;
        int first = graph.bundledCount[link];
        int count = graph.memberCount[link];
        boolean bundleStays = first > 0 && !released[link];
        double sum = bundleStays ? graph.bundleWeight[link] * newLevel[link] : 0;
        double up = released[link] ? graph.bundleWeight[link] : 0;
        for (int i = first; i < count; i++) {
            int flow = flows[i];
            double flowLevel = levels[flow];
            if (flowLevel < 0) {
                up += weights[flow];
            } else {
                sum += weights[flow] * flowLevel;
            }
        }
        fixed[link] = sum;
        rising[link] = up;
        // The flows that the link binds are lowered or freed with it, wherever their level stands.
        double held = binds(link) ? newLevel[link] : Double.POSITIVE_INFINITY;
        double level = from;
        while (true) {
            double above = Math.min(level * (1 + SAME / 8), held * (1 - SAME));
            double room = graph.capacity[link] - sum;
            double weight = up;
            if (bundleStays) {
                room += graph.bundleWeight[link] * newLevel[link];
                weight += graph.bundleWeight[link];
            }
            for (int i = first; i < count; i++) {
                int flow = flows[i];
                if (levels[flow] > above) {
                    room += weights[flow] * levels[flow];
                    weight += weights[flow];
                }
            }
            if (weight <= 0) {
                return Double.POSITIVE_INFINITY;
            }
            double next = Math.max(room, 0) / weight;
            if (next <= level * (1 + SAME / 8)) {
                return next;
            }
            level = next;
        }
    }

    /** The link is full at this level: its rising flows are held, flows above are lowered. */
    private void fill(int link, double level) {
        boolean moves = released[link] || level != newLevel[link];
        double boundHere = graph.bundleWeight[link];
        if (boundHere > 0) {
            fixed[link] += boundHere * (released[link] ? level : level - newLevel[link]);
            rising[link] -= released[link] ? boundHere : 0;
        }
        int[] flows = graph.members[link];
        for (int i = graph.bundledCount[link]; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            boolean boundByLink = graph.bottleneck[flow] == link;
            if (isRising(flow) || (boundByLink && moves) || assumedLevel(flow) > level * (1 + SAME)) {
                hold(flow, link, level);
                boundHere += graph.weight[flow];
            } else if (boundByLink) {
                boundHere += graph.weight[flow];
            }
        }
        bound[link] = boundHere;
        newLevel[link] = level;
        released[link] = false;
    }

    /** A link that was full has room at the level it held: the flows that it holds rise. */
    private void release(int link) {
        released[link] = true;
        if (graph.bundledCount[link] > 0) {
            rising[link] += graph.bundleWeight[link];
            fixed[link] -= graph.bundleWeight[link] * newLevel[link];
        }
        int[] flows = graph.members[link];
        for (int i = graph.bundledCount[link]; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (!isRising(flow) && graph.bottleneck[flow] == link) {
                withdraw(flow);
                raise(flow);
            }
        }
        bound[link] = 0;
    }

    private void holdByCap(int flow) {
        if (isRising(flow)) {
            hold(flow, FlowGraph.OWN_CAP, graph.capLevel[flow]);
        }
    }

    private void hold(int flow, int by, double level) {
        boolean wasRising = isRising(flow);
        double flowWeight = graph.weight[flow];
        double before = wasRising ? 0 : assumedLevel(flow);
        int boundBy = graph.bottleneck[flow];
        for (int link : graph.path[flow]) {
            touch(link);
            if (wasRising) {
                rising[link] = graph.memberCount[link] == 1 ? 0 : rising[link] - flowWeight;
                fixed[link] += flowWeight * level;
            } else if (graph.active[link]) {
                fixed[link] += flowWeight * (level - before);
                if (link == boundBy) {
                    bound[link] -= flowWeight;
                }
                if (link != by) {
                    offer(link);
                }
            }
        }
        note(flow);
        graph.openLevel[flow] = level;
        graph.bottleneck[flow] = by;
        if (wasRising) {
            agenda.remove(links + flow);
        }
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
        double level = assumedLevel(flow);
        int boundBy = graph.bottleneck[flow];
        if (graph.bundled[flow]) {
            graph.unbundle(flow);
        }
        for (int link : graph.path[flow]) {
            if (graph.active[link]) {
                touch(link);
                fixed[link] -= graph.weight[flow] * level;
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
        note(flow);
        graph.openLevel[flow] = FlowGraph.RISING;
        graph.bottleneck[flow] = FlowGraph.UNSOLVED;
        for (int link : graph.path[flow]) {
            touch(link);
            rising[link] += graph.weight[flow];
            offer(link);
        }
        if (graph.capLevel[flow] < Double.POSITIVE_INFINITY) {
            agenda.offer(links + flow, IndexedHeap.keyOf(graph.capLevel[flow]));
        }
    }

    /** A link's capacity changed while flows rise on it. */
    void reconsider(int link) {
        touch(link);
        if (rising[link] > 0) {
            offer(link);
        }
    }

    private void offer(int link) {
        if (graph.active[link]) {
            double key = nextLevel(link);
            if (key < Double.POSITIVE_INFINITY) {
                agenda.offer(link, IndexedHeap.keyOf(key));
            }
        } else {
            agenda.offer(link, IndexedHeap.keyOf(graph.threshold[link]));
        }
    }

    /** Flows of the bundle that the level has freed from it rise by themselves. */
    private void dissolveBundle(int link, double level) {
        int[] flows = graph.members[link];
        double limit = Double.POSITIVE_INFINITY;
        for (int i = graph.bundledCount[link] - 1; i >= 0; i--) {
            int flow = flows[i];
            double freeUpTo = graph.freeUpTo(flow);
            if (freeUpTo <= level) {
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
        touch(link);
        int[] flows = graph.members[link];
        for (int i = 0; i < graph.memberCount[link]; i++) {
            int flow = flows[i];
            if (graph.bundled[flow]) {
                if (bundleRises(graph.bottleneck[flow])) {
                    riseAlone(flow);
                } else {
                    double level = assumedLevel(flow);
                    graph.unbundle(flow);
                    graph.openLevel[flow] = level;
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
        newLevel[link] = Double.POSITIVE_INFINITY;
        offer(link);
    }

    // --- small questions ---

    /** Whether the link holds flows at its old level as far as the pass has come. */
    private boolean binds(int link) {
        return !released[link] && bound[link] > NOTHING * graph.totalWeight[link];
    }

    boolean isRising(int flow) {
        return graph.openLevel[flow] < 0 && !graph.bundled[flow];
    }

    private boolean bundleRises(int link) {
        return touchedIn[link] == pass && released[link] && graph.bundledCount[link] > 0;
    }

    /** Level of a flow that does not rise, as the pass has it so far. */
    private double assumedLevel(int flow) {
        if (!graph.bundled[flow]) {
            return graph.openLevel[flow];
        }
        int at = graph.bottleneck[flow];
        return touchedIn[at] == pass ? newLevel[at] : graph.level[at];
    }

    void touch(int link) {
        if (touchedIn[link] == pass) {
            return;
        }
        touchedIn[link] = pass;
        fixed[link] = graph.load[link];
        rising[link] = 0;
        bound[link] = graph.boundWeight[link];
        newLevel[link] = graph.level[link];
        released[link] = false;
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = link;
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
