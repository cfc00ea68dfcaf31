package org.longhaul.extension;

/** Fast hashes of 64 bits that stay the same for all time, for seeds and colours; no protection against intent. */
public final class Hashes {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Hashes() {}

    /** FNV-1a of the characters, each as one unit. */
    public static long fnv1a(CharSequence text) {
        long hash = FNV_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** FNV-1a of some bytes. */
    public static long fnv1a(byte[] bytes) {
        long hash = FNV_BASIS;
        for (byte value : bytes) {
            hash = (hash ^ (value & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /**
     * The finalizer of SplitMix64, a bijection without fixed pattern (Steele, Lea, Flood, "Fast splittable pseudorandom number
     * generators", OOPSLA 2014; Stafford's variant 13).
     */
    public static long mix(long value) {
        long a = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    /** What SplitMix64 draws from a state: {@link #mix} after its increment, so that 0 does not stay 0. */
    public static long next(long state) {
        return mix(state + GOLDEN);
    }
}
