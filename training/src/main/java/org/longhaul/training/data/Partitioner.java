package org.longhaul.training.data;

/** Divides the training documents over the workers. */
public interface Partitioner {
    /**
     * The worker of each document; every document goes to exactly one.
     *
     * @param corpus all documents
     * @param documents the ones to divide
     * @param workers number of workers
     * @param seed seed of the division
     * @return one 0-based rank for each of {@code documents}
     */
    int[] assign(TokenDocuments corpus, int[] documents, int workers, long seed);
}
