package org.longhaul.training.agent;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What some agents answered to one query, as the shared encoder sees it, in the order of how much they contribute.
 *
 * <pre>
 *   c_n = cos(r_n, mean r)                      contribution
 *   order: falling c_n, equal ones by number
 *   centroid = sum c_n r_n / sum c_n            the answer is the response nearest to it
 * </pre>
 *
 * <p>The mean is summed exactly in whole numbers and the centroid in the order itself, so that neither depends on how the agents are
 * numbered: renumbering agents renumbers the order, bit for bit, as long as no two contribute equally.
 *
 * <p>Source: Nexa, arXiv 2605.15573, steps 2, 3 and 6, with the formulas of SelfOrg, arXiv 2510.00685. What settles ties is ours.
 *
 * <p>Thread-safety: immutable.
 */
public final class Opinions {
    /** Parts of 1 of which sums of embeddings are made: 2^40. */
    private static final double PARTS = 0x1p40;

    private final int[] agents;
    private final float[][] embeddings;
    private final double[] contributions;

    private Opinions(int[] agents, float[][] embeddings, double[] contributions) {
        this.agents = agents;
        this.embeddings = embeddings;
        this.contributions = contributions;
    }

    /**
     * The opinions of some agents, at least one.
     *
     * @param agents their numbers
     * @param embeddings of their answers, of length 1, in the same order
     */
    public static Opinions of(int[] agents, float[][] embeddings) {
        int width = embeddings[0].length;
        double[] mean = new double[width];
        for (int k = 0; k < width; k++) {
            long sum = 0;
            for (float[] embedding : embeddings) {
                sum += Math.round(embedding[k] * PARTS);
            }
            mean[k] = sum / PARTS / embeddings.length;
        }
        double[] contributions = new double[agents.length];
        for (int i = 0; i < agents.length; i++) {
            contributions[i] = cosine(embeddings[i], mean);
        }
        int[] places = IntStream.range(0, agents.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -contributions[i])
                        .thenComparingInt(i -> agents[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] inOrder = new int[agents.length];
        float[][] embeddingsInOrder = new float[agents.length][];
        double[] contributionsInOrder = new double[agents.length];
        for (int place = 0; place < places.length; place++) {
            inOrder[place] = agents[places[place]];
            embeddingsInOrder[place] = embeddings[places[place]];
            contributionsInOrder[place] = contributions[places[place]];
        }
        return new Opinions(inOrder, embeddingsInOrder, contributionsInOrder);
    }

    /** Number of agents. */
    int count() {
        return agents.length;
    }

    /** The agents by falling contribution. */
    int[] order() {
        return agents.clone();
    }

    /** What the agent at a place of the order answered. */
    float[] embeddingAt(int place) {
        return embeddings[place];
    }

    /** How much the agent at a place of the order contributes. */
    double contributionAt(int place) {
        return contributions[place];
    }

    /** Cosine of the answers at two places. */
    double similarity(int place, int other) {
        return cosine(embeddings[place], doubles(embeddings[other]));
    }

    /** The agent whose answer is nearest to the weighted centroid; of equally near ones the first in the order. */
    int spokesman() {
        double[] centroid = new double[embeddings[0].length];
        double weights = 0;
        for (int place = 0; place < agents.length; place++) {
            weights += contributions[place];
            for (int k = 0; k < centroid.length; k++) {
                centroid[k] += contributions[place] * embeddings[place][k];
            }
        }
        double sign = weights < 0 ? -1 : 1;
        int nearest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int place = 0; place < agents.length; place++) {
            double cosine = sign * cosine(embeddings[place], centroid);
            if (cosine > most) {
                most = cosine;
                nearest = place;
            }
        }
        return agents[nearest];
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int k = 0; k < copy.length; k++) {
            copy[k] = values[k];
        }
        return copy;
    }

    private static double cosine(float[] first, double[] second) {
        double product = 0;
        double firstSquares = 0;
        double secondSquares = 0;
        for (int k = 0; k < second.length; k++) {
            product += first[k] * second[k];
            firstSquares += (double) first[k] * first[k];
            secondSquares += second[k] * second[k];
        }
        double norms = Math.sqrt(firstSquares) * Math.sqrt(secondSquares);
        return norms == 0 ? 0 : product / norms;
    }
}
