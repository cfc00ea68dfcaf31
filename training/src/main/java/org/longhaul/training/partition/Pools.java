package org.longhaul.training.partition;

import java.util.random.RandomGenerator;

/**
 * Items by class, each class in a random order, to be taken one by one; either those to train on or those held out.
 *
 * <p>Not thread-safe.
 */
final class Pools {
    private final int[][] places;
    private final int[] left;

    /**
     * All of one kind among the chosen.
     *
     * @param stream name of the random streams, one for each class and kind
     */
    Pools(Items items, int[] chosen, boolean isHeldOut, long seed, String stream) {
        left = new int[items.labels()];
        for (int item : chosen) {
            if (items.isHeldOut(item) == isHeldOut) {
                left[items.label(item)]++;
            }
        }
        places = new int[left.length][];
        for (int label = 0; label < left.length; label++) {
            places[label] = new int[left[label]];
            left[label] = 0;
        }
        for (int place = 0; place < chosen.length; place++) {
            if (items.isHeldOut(chosen[place]) == isHeldOut) {
                int label = items.label(chosen[place]);
                places[label][left[label]++] = place;
            }
        }
        for (int label = 0; label < left.length; label++) {
            RandomGenerator random = DataStreams.stream(seed, stream + (isHeldOut ? ".held-out" : ".items"), label);
            int[] order = DataStreams.shuffled(left[label], random);
            int[] shuffled = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                shuffled[i] = places[label][order[i]];
            }
            places[label] = shuffled;
        }
    }

    /** How many are left of a class. */
    int left(int label) {
        return left[label];
    }

    /** How many are left. */
    long left() {
        long sum = 0;
        for (int each : left) {
            sum += each;
        }
        return sum;
    }

    /** Takes one of a class: its place among the chosen. */
    int take(int label) {
        return places[label][--left[label]];
    }
}
