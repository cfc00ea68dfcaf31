package org.longhaul.training.communicate;

import java.util.List;

/**
 * What the network answered.
 *
 * @param heard places, in the question, of the letters that have arrived, in order of arrival; after a roll call those who came,
 *     ascending
 * @param present who had nothing left to compute or to send and was up, ascending; after a roll call all who are there
 * @param ready of the workers that were waited for those who had nothing left to compute and were up, in the question's order
 */
public record Answer(List<Integer> heard, List<Integer> present, List<Integer> ready) {
    /** Where letters were waited for. */
    public Answer(List<Integer> heard, List<Integer> present) {
        this(heard, present, List.of());
    }

    public Answer {
        heard = List.copyOf(heard);
        present = List.copyOf(present);
        ready = List.copyOf(ready);
    }
}
