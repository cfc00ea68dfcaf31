package org.longhaul.training.partition;

/** Divides items over the workers. */
public interface Partitioner {
    /**
     * The worker of each item; every item goes to exactly one.
     *
     * @param items all of them
     * @param chosen the ones to divide
     * @param workers number of workers
     * @param seed seed of the division
     * @return one 0-based rank for each of {@code chosen}
     */
    int[] assign(Items items, int[] chosen, int workers, long seed);

    /** The items of each worker, in the order in which they were chosen. */
    default int[][] shares(Items items, int[] chosen, int workers, long seed) {
        int[] assigned = assign(items, chosen, workers, seed);
        int[] counts = new int[workers];
        for (int worker : assigned) {
            counts[worker]++;
        }
        int[][] shares = new int[workers][];
        for (int worker = 0; worker < workers; worker++) {
            shares[worker] = new int[counts[worker]];
        }
        for (int i = assigned.length - 1; i >= 0; i--) {
            shares[assigned[i]][--counts[assigned[i]]] = chosen[i];
        }
        return shares;
    }
}
