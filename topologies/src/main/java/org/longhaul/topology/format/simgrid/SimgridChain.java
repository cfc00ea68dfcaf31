package org.longhaul.topology.format.simgrid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A piece of a route of a SimGrid platform: from one node over links to another.
 *
 * @param line where it is stated
 * @param from id of a host or router
 * @param to id of a host or router
 * @param crossings the links in order; none where the two are at the same place
 */
record SimgridChain(int line, String from, String to, List<SimgridLink.Crossing> crossings) {
    SimgridChain {
        crossings = List.copyOf(crossings);
    }

    /** Returns the way back over the same links. */
    SimgridChain back() {
        List<SimgridLink.Crossing> reversed = new ArrayList<>();
        crossings.forEach(crossing -> reversed.add(crossing.back()));
        Collections.reverse(reversed);
        return new SimgridChain(line, to, from, reversed);
    }
}
