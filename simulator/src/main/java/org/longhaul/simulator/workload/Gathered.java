package org.longhaul.simulator.workload;

import java.util.List;

/**
 * What came of a {@link Gathering}.
 *
 * @param nanos when it was over
 * @param arrived exchanges that were done by then, as places in the gathering's list, in order of their arrival
 * @param present workers that had nothing left to do or to send and whose nodes were up, ascending
 */
public record Gathered(long nanos, List<Integer> arrived, List<Integer> present) {

    public Gathered {
        arrived = List.copyOf(arrived);
        present = List.copyOf(present);
    }
}
