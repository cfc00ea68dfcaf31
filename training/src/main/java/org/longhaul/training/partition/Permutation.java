package org.longhaul.training.partition;

import org.longhaul.extension.Hashes;

/**
 * A random order of 0 .. size-1 that needs no memory: a Feistel network of four rounds on the next larger even power of
 * two, walked until it falls into the range.
 *
 * <p>Source: Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002, cycle walking.
 */
public final class Permutation {
    private static final int ROUNDS = 4;

    private final long size;
    private final long key;
    private final int halfBits;
    private final long halfMask;

    /** An order of its own for each key. */
    public Permutation(long size, long key) {
        if (size < 1) {
            throw new IllegalArgumentException("size (" + size + ") must be at least 1");
        }
        this.size = size;
        this.key = key;
        int bits = 64 - Long.numberOfLeadingZeros(size - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
        this.halfMask = (1L << halfBits) - 1;
    }

    /** The element at a place; expected work is below four walks, as the power is below four sizes. */
    public long at(long place) {
        long value = place;
        do {
            value = encrypt(value);
        } while (value >= size);
        return value;
    }

    private long encrypt(long value) {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (Hashes.next(key + right * ROUNDS + round) & halfMask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }
}
