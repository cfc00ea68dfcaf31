package org.longhaul.training.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Named random streams and hashes. */
final class Seeds {
    private Seeds() {}

    /** A stream of its own for each (seed, name, index). */
    static RandomGenerator stream(long seed, String name, long index) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(mix(mix(hash(name) ^ mix(seed)) ^ index));
    }

    /** FNV-1a, 64 bits. */
    static long hash(CharSequence text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** FNV-1a, 64 bits. */
    static long hash(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte value : bytes) {
            hash = (hash ^ (value & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014), which scatters neighbouring values. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A random order of 0 .. length-1 (Fisher-Yates). */
    static int[] shuffled(int length, RandomGenerator random) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
