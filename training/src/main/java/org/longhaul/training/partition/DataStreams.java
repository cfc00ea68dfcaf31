package org.longhaul.training.partition;

import java.util.random.RandomGenerator;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.StableRandom;

/** Named random streams. */
public final class DataStreams {
    private DataStreams() {}

    /** A stream of its own for each (seed, name, index). */
    public static RandomGenerator stream(long seed, String name, long index) {
        return new StableRandom(Hashes.next(Hashes.next(Hashes.fnv1a(name) ^ Hashes.next(seed)) ^ index));
    }

    /** A random order of 0 .. length-1 (Fisher-Yates). */
    public static int[] shuffled(int length, RandomGenerator random) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
