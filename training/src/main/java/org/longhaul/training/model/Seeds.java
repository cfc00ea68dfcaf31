package org.longhaul.training.model;

/** Seeds of named streams. */
final class Seeds {
    private Seeds() {}

    /** The seed of the stream {@code name} under a master seed: FNV-1a of the name, mixed with the seed. */
    static long of(long seed, String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash + seed * 0x9e3779b97f4a7c15L);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014), which scatters neighbouring values. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
