package org.longhaul.training.communicate;

import java.util.List;

/**
 * What the network answered.
 *
 * @param heard places, in the question, of the letters that have arrived, in order of arrival; after a roll call those who came,
 *     ascending
 * @param present who had nothing left to compute or to send and was up, ascending; after a roll call all who are there
 */
public record Answer(List<Integer> heard, List<Integer> present) {
    public Answer {
        heard = List.copyOf(heard);
        present = List.copyOf(present);
    }
}
