package org.longhaul.simulator.network.flow;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.flow.fluid.EqualArcs;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;

/** The transfers of a round in groups of equal ones, numbered in the order of their first members. Immutable. */
final class RoundGroups {

    private final int[] number;
    private final int[] first;
    private final int[] members;
    private final List<FlowConnection.Crossed> crossed;
    private final EqualArcs arcs;

    private RoundGroups(
            int[] number, int[] first, int[] members, List<FlowConnection.Crossed> crossed, EqualArcs arcs) {
        this.number = number;
        this.first = first;
        this.members = members;
        this.crossed = crossed;
        this.arcs = arcs;
    }

    /**
     * The groups of transfers of one colour.
     *
     * @param colours by transfer
     * @param arcs that stand for equal ones
     * @return null if one connection cannot stand for all of some group
     */
    static @Nullable RoundGroups of(long[] colours, RoundPairs pairs, EqualArcs arcs) {
        Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();
        numbers.defaultReturnValue(-1);
        int[] number = new int[colours.length];
        int[] first = new int[colours.length];
        int[] members = new int[colours.length];
        for (int i = 0; i < colours.length; i++) {
            int at = numbers.get(colours[i]);
            if (at < 0) {
                at = numbers.size();
                numbers.put(colours[i], at);
                first[at] = i;
            }
            number[i] = at;
            members[at]++;
        }
        int count = numbers.size();
        List<FlowConnection.Crossed> crossed = new ArrayList<>(count);
        for (int b = 0; b < count; b++) {
            FlowConnection.Crossed found = arcs.crossed(pairs.forward()[first[b]], pairs.back()[first[b]], members[b]);
            if (found == null) {
                return null;
            }
            crossed.add(found);
        }
        return new RoundGroups(number, Arrays.copyOf(first, count), Arrays.copyOf(members, count), crossed, arcs);
    }

    /** Number of groups. */
    int count() {
        return first.length;
    }

    /** The group of a transfer. */
    int number(int transfer) {
        return number[transfer];
    }

    /** The first transfer of a group. */
    int first(int group) {
        return first[group];
    }

    /** Transfers of a group. */
    int members(int group) {
        return members[group];
    }

    /** What of the network stands for what a group's transfers cross. */
    FlowConnection.Crossed crossed(int group) {
        return crossed.get(group);
    }

    /** The arcs that stand for equal ones. */
    EqualArcs arcs() {
        return arcs;
    }
}
