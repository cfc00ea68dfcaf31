package org.longhaul.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.partition.Partitioner;

/**
 * How different the workers' data are.
 *
 * <p>Divergences are Jensen-Shannon, in bits: 0 for equal distributions, 1 for disjoint ones. They compare how often
 * words occur: runs of letters for byte tokens, the tokens themselves otherwise. Finite samples of one
 * distribution have a positive divergence too; compare with an i.i.d. division of the same corpus.
 *
 * <p>Source: Lin, "Divergence TaskMeasures Based on the Shannon Entropy", 1991.
 *
 * @param workers what each worker has
 * @param divergenceBits symmetric matrix [workers][workers]
 */
public record HeterogeneityReport(List<Share> workers, List<List<Double>> divergenceBits) {
    public HeterogeneityReport {
        workers = List.copyOf(workers);
        divergenceBits = List.copyOf(divergenceBits);
    }

    /**
     * The data of one worker.
     *
     * @param worker 0-based rank
     * @param documents training documents
     * @param tokens their tokens
     * @param domains domains that occur among them
     * @param largestDomain the one with the most tokens; empty if the worker has none
     * @param largestDomainShare its part of the worker's tokens
     */
    public record Share(
            int worker, long documents, long tokens, int domains, String largestDomain, double largestDomainShare) {}

    /** The report of a division; the same division as {@link CorpusBatches} makes from these arguments. */
    public static HeterogeneityReport of(TokenDocuments corpus, Partitioner partitioner, int workers, long seed) {
        int[][] documents = CorpusBatches.divide(corpus, partitioner, workers, seed);
        List<Share> shares = new ArrayList<>();
        List<Map<Object, int[]>> counts = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            shares.add(share(corpus, worker, documents[worker]));
            counts.add(WordCounts.of(corpus, documents[worker]));
        }
        List<List<Double>> matrix = new ArrayList<>();
        for (int a = 0; a < workers; a++) {
            List<Double> row = new ArrayList<>();
            for (int b = 0; b < workers; b++) {
                row.add(b < a ? matrix.get(b).get(a) : b == a ? 0.0 : divergenceBits(counts.get(a), counts.get(b)));
            }
            matrix.add(List.copyOf(row));
        }
        return new HeterogeneityReport(shares, matrix);
    }

    /** Mean divergence over pairs of workers, bits; 0 for one worker. */
    public double meanDivergenceBits() {
        double sum = 0;
        int n = workers.size();
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                sum += divergenceBits.get(a).get(b);
            }
        }
        return n < 2 ? 0 : sum / (n * (n - 1) / 2.0);
    }

    private static Share share(TokenDocuments corpus, int worker, int[] documents) {
        long[] tokens = new long[corpus.domainNames().size()];
        long total = 0;
        for (int document : documents) {
            tokens[corpus.label(document)] += corpus.length(document);
            total += corpus.length(document);
        }
        int present = 0;
        int largest = 0;
        for (int domain = 0; domain < tokens.length; domain++) {
            present += tokens[domain] > 0 ? 1 : 0;
            largest = tokens[domain] > tokens[largest] ? domain : largest;
        }
        return new Share(
                worker,
                documents.length,
                total,
                present,
                total == 0 ? "" : corpus.domainNames().get(largest),
                total == 0 ? 0 : (double) tokens[largest] / total);
    }

    /** Jensen-Shannon divergence of two distributions given as counts; 0 if one is empty. */
    static double divergenceBits(Map<Object, int[]> first, Map<Object, int[]> second) {
        double n = total(first);
        double m = total(second);
        if (n == 0 || m == 0) {
            return 0;
        }
        Map<Object, double[]> joint = new HashMap<>();
        first.forEach((word, count) -> joint.computeIfAbsent(word, w -> new double[2])[0] = count[0] / n);
        second.forEach((word, count) -> joint.computeIfAbsent(word, w -> new double[2])[1] = count[0] / m);
        // Terms are summed in increasing order, as a hash table's own order is no promise.
        double[] terms = new double[joint.size()];
        int i = 0;
        for (double[] pq : joint.values()) {
            double mean = (pq[0] + pq[1]) / 2;
            terms[i++] = term(pq[0], mean) + term(pq[1], mean);
        }
        Arrays.sort(terms);
        double sum = 0;
        for (double term : terms) {
            sum += term;
        }
        return sum / 2 / Math.log(2);
    }

    private static double term(double p, double mean) {
        return p == 0 ? 0 : p * Math.log(p / mean);
    }

    private static double total(Map<Object, int[]> counts) {
        double total = 0;
        for (int[] count : counts.values()) {
            total += count[0];
        }
        return total;
    }
}
