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
 * @param ready of the workers that were waited for those that had come and were up, in the gathering's order
 */
public record Gathered(long nanos, List<Integer> arrived, List<Integer> present, List<Integer> ready) {

    /** No worker was waited for. */
    public Gathered(long nanos, List<Integer> arrived, List<Integer> present) {
        this(nanos, arrived, present, List.of());
    }

    public Gathered {
        arrived = List.copyOf(arrived);
        present = List.copyOf(present);
        ready = List.copyOf(ready);
    }
}
