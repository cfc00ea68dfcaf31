package org.longhaul.simulator.network.flow.fluid;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import org.jspecify.annotations.Nullable;

/** Arcs that stand for classes of equal ones while a round is under way. */
public final class EqualArcs {

    /** Every arc stands for itself. */
    public static final EqualArcs NONE = new EqualArcs(new int[0], new int[0], new int[0]);

    /** Arcs of classes of several arcs. */
    private final int[] arcs;
    /** By arc of the network: the one that stands for it, and how many that one stands for. */
    private final int[] standIn;

    private final int[] size;

    private EqualArcs(int[] arcs, int[] standIn, int[] size) {
        this.arcs = arcs;
        this.standIn = standIn;
        this.size = size;
    }

    /** The classes that a refinement came to; the first arc of each stands for it. */
    public static EqualArcs of(Refinement refinement, int arcCount) {
        int[] standIn = new int[arcCount];
        int[] size = new int[arcCount];
        for (int arc = 0; arc < arcCount; arc++) {
            standIn[arc] = arc;
            size[arc] = 1;
        }
        Long2IntOpenHashMap first = new Long2IntOpenHashMap();
        first.defaultReturnValue(-1);
        int[] arcs = refinement.arcs();
        for (int arc : arcs) {
            int before = first.get(refinement.arcColour(arc));
            if (before < 0) {
                first.put(refinement.arcColour(arc), arc);
            } else {
                standIn[arc] = before;
                size[before]++;
            }
        }
        return new EqualArcs(arcs, standIn, size);
    }

    /** The arcs that may not stand for themselves, and those that stand for them. */
    int[] arcs() {
        return arcs;
    }

    int standIn(int arc) {
        return standIn.length == 0 ? arc : standIn[arc];
    }

    /** How many arcs one that stands for itself stands for. */
    int size(int arc) {
        return standIn.length == 0 ? 1 : size[arc];
    }

    /**
     * What a bundle crosses.
     *
     * @param forward the path of one member
     * @param back the way of its acknowledgements
     * @param members how many there are
     * @return null if a member crosses two arcs that are equal: then one arc cannot stand for both
     */
    public FlowConnection.@Nullable Crossed crossed(int[] forward, int[] back, int members) {
        int[] there = standIns(forward);
        for (int hop = 0; hop < there.length; hop++) {
            for (int before = 0; before < hop; before++) {
                if (there[before] == there[hop]) {
                    return null;
                }
            }
        }
        int[] again = standIns(back);
        int[] timesThere = times(there, members);
        int[] timesAgain = times(again, members);
        return timesThere.length < there.length || timesAgain.length < again.length
                ? null
                : new FlowConnection.Crossed(members, there, again, timesThere, timesAgain);
    }

    private int[] standIns(int[] path) {
        int[] mapped = new int[path.length];
        for (int hop = 0; hop < path.length; hop++) {
            mapped[hop] = standIn(path[hop]);
        }
        return mapped;
    }

    // How many members cross each of the arcs of a class; an empty array if they are not spread evenly.
    private int[] times(int[] path, int members) {
        int[] times = new int[path.length];
        for (int hop = 0; hop < path.length; hop++) {
            if (members % size[path[hop]] != 0) {
                return new int[0];
            }
            times[hop] = members / size[path[hop]];
        }
        return times;
    }
}
