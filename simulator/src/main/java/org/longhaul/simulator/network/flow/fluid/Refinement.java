package org.longhaul.simulator.network.flow.fluid;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;

/**
 * Classes of flows and arcs that nothing tells apart, when all flows start at once on an idle network.
 *
 * <p><b>Model.</b> The coarsest partition in which flows of one class cross arcs of the same classes in the same order, there
 * and back, and arcs of one class are crossed by equally many flows of each class at each hop, as are their opposite
 * directions. Max-min fair shares, and all that follows from them, are then the same within a class. Found by refining
 * colours until none splits (Weisfeiler, Leman); a colour is a 64-bit hash.
 *
 * <p><b>Cost.</b> O(hops of all flows) for each pass; a few passes.
 *
 * @see <a href="https://doi.org/10.1137/1.9781611973730">Grohe, Kersting, Mladenov, Selman, "Dimension reduction via colour
 *     refinement", ESA 2014: what an equitable partition preserves of a linear programme</a>
 */
public final class Refinement {

    private static final long FORWARD = 0x9E3779B97F4A7C15L;
    private static final long BACK = 0xD1342543DE82EF95L;
    private static final int MOST_PASSES = 64;

    private final int[][] forward;
    private final int[][] back;
    private final long[] flowColour;
    private final int[] arcs;
    private final int[] place;
    private long[] arcColour;

    /** First colours of arcs. */
    public interface ArcColour {
        long of(int arc);
    }

    /**
     * @param forward arcs of each flow's path
     * @param back arcs that its acknowledgements take
     * @param flowColour first colour of each flow; taken over
     * @param arcCount arcs of the network
     * @param first first colour of each arc
     */
    public Refinement(int[][] forward, int[][] back, long[] flowColour, int arcCount, ArcColour first) {
        this.forward = forward;
        this.back = back;
        this.flowColour = flowColour;
        place = new int[arcCount];
        Arrays.fill(place, -1);
        int[] touched = new int[arcCount];
        int count = 0;
        for (int flow = 0; flow < forward.length; flow++) {
            count = touch(forward[flow], touched, count);
            count = touch(back[flow], touched, count);
        }
        arcs = Arrays.copyOf(touched, count);
        arcColour = new long[count];
        for (int i = 0; i < count; i++) {
            arcColour[i] = first.of(arcs[i]);
        }
    }

    private int touch(int[] path, int[] touched, int countBefore) {
        int count = countBefore;
        for (int arc : path) {
            if (place[arc] < 0) {
                // With the other direction of its link, which is told of it.
                place[arc] = count;
                touched[count++] = arc;
                place[arc ^ 1] = count;
                touched[count++] = arc ^ 1;
            }
        }
        return count;
    }

    /**
     * Refines to the end.
     *
     * @param most flow classes beyond which nothing is gained
     * @return the colour of each flow, or null if there are more classes than that
     */
    public long @Nullable [] refine(int most) {
        int classes = count(flowColour) + count(arcColour);
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            refineFlows();
            refineArcs();
            int flowClasses = count(flowColour);
            if (flowClasses > most) {
                return null;
            }
            int now = flowClasses + count(arcColour);
            if (now == classes) {
                return flowColour;
            }
            classes = now;
        }
        return null;
    }

    private void refineFlows() {
        for (int flow = 0; flow < flowColour.length; flow++) {
            long colour = flowColour[flow];
            for (int arc : forward[flow]) {
                colour = Hashes.mix(colour + FORWARD + arcColour[place[arc]]);
            }
            for (int arc : back[flow]) {
                colour = Hashes.mix(colour + BACK + arcColour[place[arc]]);
            }
            flowColour[flow] = colour;
        }
    }

    private void refineArcs() {
        long[] sums = new long[arcs.length];
        for (int flow = 0; flow < flowColour.length; flow++) {
            add(sums, forward[flow], flowColour[flow] + FORWARD);
            add(sums, back[flow], flowColour[flow] + BACK);
        }
        long[] refined = new long[arcs.length];
        for (int i = 0; i < arcs.length; i++) {
            long own = Hashes.mix(arcColour[i] + Hashes.mix(sums[i]));
            long opposite = Hashes.mix(arcColour[place[arcs[i] ^ 1]] + Hashes.mix(sums[place[arcs[i] ^ 1]]));
            refined[i] = Hashes.mix(own * 3 + opposite);
        }
        arcColour = refined;
    }

    private void add(long[] sums, int[] path, long colour) {
        for (int hop = 0; hop < path.length; hop++) {
            sums[place[path[hop]]] += Hashes.mix(colour + hop * 0xBF58476D1CE4E5B9L);
        }
    }

    private static int count(long[] colours) {
        LongOpenHashSet distinct = new LongOpenHashSet();
        for (long colour : colours) {
            distinct.add(colour);
        }
        return distinct.size();
    }

    /** The arcs that flows cross, and their opposite directions. */
    int[] arcs() {
        return arcs;
    }

    /** The colour of one of them. */
    long arcColour(int arc) {
        return arcColour[place[arc]];
    }
}
