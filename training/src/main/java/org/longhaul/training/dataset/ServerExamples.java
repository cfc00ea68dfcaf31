package org.longhaul.training.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.training.data.DataException;
import org.longhaul.training.partition.DataStreams;

/** Which examples the server has with their labels: as many of each class, drawn by the seed. */
final class ServerExamples {
    private ServerExamples() {}

    /**
     * Chooses among those that are trained on.
     *
     * @param count how many; of the first classes one more, where the classes do not divide it
     * @return numbers of examples, ascending
     * @throws DataException if there are not so many of a class
     */
    static int[] of(Examples examples, int count, long seed) {
        if (count == 0) {
            return new int[0];
        }
        int classes = examples.labels();
        if (!examples.sensors().isEmpty()) {
            throw new DataException(
                    "labelled (" + count + ") is for examples that one kind of sensor saw, as others of the same"
                            + " moment would stay with the workers\nExpected 0");
        }
        if (count < classes) {
            throw new DataException("labelled (" + count + ") must be at least one for each of the " + classes
                    + " classes\nExpected a number from " + classes + " on, or 0");
        }
        List<List<Integer>> ofClass = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            ofClass.add(new ArrayList<>());
        }
        for (int item = 0; item < examples.size(); item++) {
            if (examples.isDealt(item) && !examples.isHeldOut(item)) {
                ofClass.get(examples.label(item)).add(item);
            }
        }
        int[] chosen = new int[count];
        int next = 0;
        for (int c = 0; c < classes; c++) {
            int wanted = count / classes + (c < count % classes ? 1 : 0);
            List<Integer> available = ofClass.get(c);
            if (wanted > available.size()) {
                throw new DataException("labelled (" + count + ") are " + wanted + " of class " + c
                        + ", of which there are " + available.size() + " to train on\nExpected fewer");
            }
            int[] order = DataStreams.shuffled(available.size(), DataStreams.stream(seed, "examples.server", c));
            for (int i = 0; i < wanted; i++) {
                chosen[next++] = available.get(order[i]);
            }
        }
        Arrays.sort(chosen);
        return chosen;
    }
}
