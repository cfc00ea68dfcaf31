package org.longhaul.simulator.network.flow.fluid;

import java.util.Arrays;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.network.fairshare.FairShare;
import org.longhaul.simulator.network.fairshare.IndexedHeap;

/**
 * How far fluid flows have come, and which of them reaches its target next.
 *
 * <p>Flows that one link binds are served at one level, so the link keeps a virtual clock, the bytes served per unit of
 * weight, and a flow's end is a fixed reading of it: when the level changes, one clock changes its pace and no flow is
 * touched. Amounts are in bytes (double), times in integer nanoseconds; a reading is only rounded to a nanosecond when an
 * event is scheduled, never summed up rounded.
 */
public final class FluidProgress {

    private static final int NONE = -3;
    /** A virtual clock is set back when it passes this many bytes, to keep its resolution far below a byte. */
    private static final double CLOCK_LIMIT = 1e12;

    private static final int MARGIN = 32;

    private final int links;
    private final double[] virtual;
    private final long[] virtualAt;
    private final double[] pace;
    private final int[][] heap;
    private final int[] heapSize;
    private final IndexedHeap next;

    private int[] group = new int[16];
    private double[] target = new double[16];
    private double[] weight = new double[16];
    private double[] finish = new double[16];
    private int[] place = new int[16];
    private double[] left = new double[16];
    private double[] ownRate = new double[16];
    private long[] since = new long[16];

    FluidProgress(int links) {
        this.links = links;
        virtual = new double[links];
        virtualAt = new long[links];
        pace = new double[links];
        heap = new int[links][];
        heapSize = new int[links];
        next = new IndexedHeap(links + 16);
        Arrays.fill(group, NONE);
    }

    /** Starts a flow that nothing serves yet. */
    void start(int flow, double flowWeight, double bytes, long now) {
        if (flow >= group.length) {
            grow(flow);
        }
        weight[flow] = flowWeight;
        target[flow] = bytes;
        left[flow] = bytes;
        ownRate[flow] = 0;
        since[flow] = now;
        group[flow] = FairShare.OWN_CAP;
        next.remove(links + flow);
    }

    /** A flow goes on with another weight, served as before. */
    void reweigh(int flow, double flowWeight, long now) {
        double remaining = leftAt(flow, now);
        int at = group[flow];
        double rate = ownRate[flow];
        leave(flow);
        weight[flow] = flowWeight;
        left[flow] = remaining;
        since[flow] = now;
        join(flow, at, rate, now);
    }

    /** Ends a flow wherever it stands. */
    void stop(int flow) {
        leave(flow);
        group[flow] = NONE;
    }

    /** Bytes that the flow has been served since it started. */
    public double served(int flow, long now) {
        return target[flow] - leftAt(flow, now);
    }

    /** Sets the total of bytes at which the flow next comes up. */
    public void retarget(int flow, double bytes, long now) {
        double remaining = Math.max(0, leftAt(flow, now) + bytes - target[flow]);
        moveTo(flow, bytes, remaining, now);
    }

    /** The flow has come up: it has been served its target to the byte, and goes on to a further one. */
    public void goOn(int flow, double bytes, long now) {
        moveTo(flow, bytes, Math.max(0, bytes - target[flow]), now);
    }

    private void moveTo(int flow, double bytes, double remaining, long now) {
        int at = group[flow];
        double rate = ownRate[flow];
        leave(flow);
        target[flow] = bytes;
        left[flow] = remaining;
        since[flow] = now;
        join(flow, at, rate, now);
    }

    /** The flow is from now on bound by a link, or by its own cap at a rate. */
    public void bind(int flow, int bottleneck, double rate, long now) {
        if (group[flow] == bottleneck && (bottleneck >= 0 || ownRate[flow] == rate)) {
            return;
        }
        double remaining = leftAt(flow, now);
        leave(flow);
        left[flow] = remaining;
        since[flow] = now;
        join(flow, bottleneck, rate, now);
    }

    /** The level of the flows that a link binds changes, bytes per second and unit of weight. */
    void setPace(int link, double level, long now) {
        virtual[link] = reading(link, now);
        virtualAt[link] = now;
        pace[link] = level == Double.POSITIVE_INFINITY ? 0 : level;
        if (heapSize[link] == 0) {
            virtual[link] = 0;
        } else if (virtual[link] > CLOCK_LIMIT) {
            for (int i = 0; i < heapSize[link]; i++) {
                finish[heap[link][i]] -= virtual[link];
            }
            virtual[link] = 0;
        }
        schedule(link);
    }

    /** When the next flow comes up, or {@link Long#MAX_VALUE}. */
    long nextNanos() {
        while (!next.isEmpty()) {
            int id = next.top();
            long key = next.topKey();
            long due = id >= links ? key : dueNanos(id);
            if (due == key) {
                return key;
            }
            next.put(id, due);
        }
        return Long.MAX_VALUE;
    }

    /** The flow that comes up at {@link #nextNanos()}, which has been asked since the last change. */
    int nextFlow() {
        int id = next.top();
        return id >= links ? id - links : heap[id][0];
    }

    private double reading(int link, long now) {
        return virtual[link] + pace[link] * ((now - virtualAt[link]) * 1e-9);
    }

    private double leftAt(int flow, long now) {
        int at = group[flow];
        double remaining = at >= 0
                ? (finish[flow] - reading(at, now)) * weight[flow]
                : left[flow] - ownRate[flow] * ((now - since[flow]) * 1e-9);
        return Math.max(0, remaining);
    }

    private void join(int flow, int at, double rate, long now) {
        group[flow] = at;
        if (at >= 0) {
            if (heapSize[at] == 0) {
                virtual[at] = 0;
                virtualAt[at] = now;
            }
            finish[flow] = reading(at, now) + left[flow] / weight[flow];
            push(at, flow);
            schedule(at);
        } else {
            ownRate[flow] = rate;
            if (left[flow] <= 0) {
                next.put(links + flow, now);
            } else if (rate > 0) {
                next.put(links + flow, after(now, left[flow] / rate));
            }
        }
    }

    private void leave(int flow) {
        int at = group[flow];
        if (at >= 0) {
            pull(at, flow);
            schedule(at);
        } else if (at == FairShare.OWN_CAP) {
            next.remove(links + flow);
        }
    }

    /**
     * A link's key among the next ones is a lower bound: it must come down when the link's first flow gets there earlier, and
     * may stay when it gets there later.
     */
    private void schedule(int link) {
        long due = dueNanos(link);
        if (due == Long.MAX_VALUE) {
            next.remove(link);
        } else if (!next.contains(link)) {
            next.put(link, due);
        } else if (due < next.key(link)) {
            // Somewhat earlier, so that a link whose pace creeps up is not moved each time.
            next.put(link, due - Math.max(0, due - virtualAt[link]) / MARGIN);
        }
    }

    private long dueNanos(int link) {
        if (heapSize[link] == 0) {
            return Long.MAX_VALUE;
        }
        double remaining = finish[heap[link][0]] - virtual[link];
        if (remaining <= 0) {
            return virtualAt[link];
        }
        return pace[link] > 0 ? after(virtualAt[link], remaining / pace[link]) : Long.MAX_VALUE;
    }

    /** So many seconds later; the end of time if that is later than can be told. */
    private static long after(long nanos, double seconds) {
        return seconds * 1e9 < BeyondTimeException.END_OF_TIME - nanos
                ? Math.min(BeyondTimeException.END_OF_TIME, nanos + Math.round(seconds * 1e9))
                : BeyondTimeException.END_OF_TIME;
    }

    // --- the heap of a link's flows by their end ---

    private boolean before(int a, int b) {
        return finish[a] < finish[b] || (finish[a] == finish[b] && a < b);
    }

    private void push(int link, int flow) {
        int size = heapSize[link]++;
        if (heap[link] == null) {
            heap[link] = new int[4];
        } else if (size == heap[link].length) {
            heap[link] = Arrays.copyOf(heap[link], size * 2);
        }
        up(heap[link], size, flow);
    }

    private void pull(int link, int flow) {
        int[] flows = heap[link];
        int at = place[flow];
        int last = --heapSize[link];
        int moved = flows[last];
        if (at == last) {
            return;
        }
        if (at > 0 && before(moved, flows[(at - 1) >>> 1])) {
            up(flows, at, moved);
        } else {
            down(flows, last, at, moved);
        }
    }

    private void up(int[] flows, int start, int flow) {
        int at = start;
        while (at > 0 && before(flow, flows[(at - 1) >>> 1])) {
            set(flows, at, flows[(at - 1) >>> 1]);
            at = (at - 1) >>> 1;
        }
        set(flows, at, flow);
    }

    private void down(int[] flows, int size, int start, int flow) {
        int at = start;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(flows[child + 1], flows[child])) {
                child++;
            }
            if (!before(flows[child], flow)) {
                break;
            }
            set(flows, at, flows[child]);
            at = child;
        }
        set(flows, at, flow);
    }

    private void set(int[] flows, int at, int flow) {
        flows[at] = flow;
        place[flow] = at;
    }

    private void grow(int flow) {
        int old = group.length;
        int capacity = Math.max(flow + 1, old * 2);
        group = Arrays.copyOf(group, capacity);
        Arrays.fill(group, old, capacity, NONE);
        target = Arrays.copyOf(target, capacity);
        weight = Arrays.copyOf(weight, capacity);
        finish = Arrays.copyOf(finish, capacity);
        place = Arrays.copyOf(place, capacity);
        left = Arrays.copyOf(left, capacity);
        ownRate = Arrays.copyOf(ownRate, capacity);
        since = Arrays.copyOf(since, capacity);
    }
}
