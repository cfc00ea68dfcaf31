package org.longhaul.topology;

/** Which of several equally short ways a path takes at a node. */
@FunctionalInterface
interface NextHop {
    /** The first, by target index and then by arc. */
    NextHop FIRST = (count, node, targetRank, spread, flowKey) -> 0;

    /** By a hash of flow key and node, so that the choices at successive nodes are independent. */
    NextHop BY_FLOW =
            (count, node, targetRank, spread, flowKey) -> (int) Long.remainderUnsigned(mix(mix(flowKey) + node), count);

    /** By the target's rank among the hosts: its next digit in the mixed radix of the choices met so far. */
    NextHop BY_TARGET = (count, node, targetRank, spread, flowKey) -> (int) (targetRank / spread % count);

    /**
     * Returns a number from 0 to {@code count - 1}.
     *
     * @param count how many ways there are, at least 2
     * @param node index of the node where the choice is made
     * @param targetRank position of the target among the hosts, or its node index if it is none
     * @param spread product of the counts of the choices made before on this path
     * @param flowKey key of the flow
     */
    int choose(int count, int node, int targetRank, long spread, long flowKey);

    /** Finalizer of SplitMix64 (Steele, Lea, Flood 2014), a bijection on 64 bits. */
    private static long mix(long z) {
        long x = z + 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
