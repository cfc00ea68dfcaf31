package org.longhaul.simulator.collective;

import java.util.Locale;

/** Checks and arithmetic that several algorithms share. */
public final class Patterns {

    private Patterns() {}

    /** Refuses a pattern that the algorithm does not achieve. */
    public static void requireSupport(Collective collective, CollectiveCall call) {
        if (!collective.supports(call.pattern())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "collective '%s' does not achieve pattern %s", collective.id(), call.pattern()));
        }
    }

    /** ceil(log2 n) for n ≥ 1. */
    public static int ceilLog2(int n) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(n - 1);
    }

    /** floor(log2 n) for n ≥ 1. */
    public static int floorLog2(int n) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(n);
    }

    public static boolean isPowerOfTwo(int n) {
        return Integer.bitCount(n) == 1;
    }

    /** 0, 1, …, n − 1. */
    public static int[] identity(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        return order;
    }
}
