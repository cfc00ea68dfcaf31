package org.longhaul.simulator.fault;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;

/** Which directions of a link a fault concerns. */
public enum Direction {
    /** Both. */
    BOTH,
    /** From the link's first end to its second. */
    FORWARD,
    /** From the link's second end to its first. */
    BACKWARD;

    /** The arcs of links. */
    public IntArrayList arcs(IntList links) {
        IntArrayList arcs = new IntArrayList();
        for (int i = 0; i < links.size(); i++) {
            if (this != BACKWARD) {
                arcs.add(2 * links.getInt(i));
            }
            if (this != FORWARD) {
                arcs.add(2 * links.getInt(i) + 1);
            }
        }
        return arcs;
    }
}
