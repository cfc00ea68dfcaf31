package org.longhaul.training.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides the validation documents over workers like the training documents: those of a domain go to the workers that train on it,
 * in proportion to how much of it each has.
 */
final class DomainValidation {
    private DomainValidation() {}

    /**
     * The documents of each worker.
     *
     * @param documents validation documents, in the order in which they are dealt
     * @param training training documents of each worker
     */
    static int[][] divide(TokenDocuments corpus, int[] documents, int[][] training) {
        int workers = training.length;
        long[][] trained = new long[corpus.groups()][workers];
        long[] whole = new long[corpus.groups()];
        for (int worker = 0; worker < workers; worker++) {
            for (int document : training[worker]) {
                trained[corpus.group(document)][worker] += corpus.length(document);
                whole[corpus.group(document)] += corpus.length(document);
            }
        }
        long[][] dealt = new long[corpus.groups()][workers];
        long[] dealtOf = new long[corpus.groups()];
        List<List<Integer>> shares = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            shares.add(new ArrayList<>());
        }
        for (int document : documents) {
            int domain = corpus.group(document);
            if (whole[domain] == 0) {
                continue;
            }
            dealtOf[domain] += corpus.length(document);
            int owed = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int worker = 0; worker < workers; worker++) {
                double share = (double) trained[domain][worker] / whole[domain];
                double missing = share * dealtOf[domain] - dealt[domain][worker];
                if (share > 0 && missing > most) {
                    most = missing;
                    owed = worker;
                }
            }
            dealt[domain][owed] += corpus.length(document);
            shares.get(owed).add(document);
        }
        return shares.stream()
                .map(share -> share.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}
