package org.longhaul.training.model;

import org.longhaul.extension.Hashes;

/** Seeds of named streams. */
public final class Seeds {
    private Seeds() {}

    /** The seed of the stream {@code name} under a master seed: FNV-1a of the name, mixed with the seed. */
    public static long of(long seed, String name) {
        return Hashes.next(Hashes.fnv1a(name) + seed * 0x9e3779b97f4a7c15L);
    }
}
