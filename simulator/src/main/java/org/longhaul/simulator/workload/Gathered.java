package org.longhaul.simulator.workload;

import java.util.List;

/**
 * What came of a {@link Gathering} or a {@link Muster}.
 *
 * @param nanos when it was over
 * @param arrived exchanges that were done by then, as places in the gathering's list, in order of their arrival; or workers that
 *     had come, as places in the muster's list, ascending
 * @param present workers that had nothing left to do or to send and whose nodes were up, ascending; after a muster all that were
 *     up and reachable
 */
public record Gathered(long nanos, List<Integer> arrived, List<Integer> present) {

    public Gathered {
        arrived = List.copyOf(arrived);
        present = List.copyOf(present);
    }
}
