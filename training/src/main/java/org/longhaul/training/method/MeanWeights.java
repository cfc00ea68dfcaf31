package org.longhaul.training.method;

import java.util.Arrays;
import org.longhaul.training.replica.Replicas;

/** What each worker counts for in a mean. */
public enum MeanWeights {
    /** In proportion to the sequences of its own data, n_k / n. */
    SAMPLES,
    /** The same for every worker. */
    EQUAL;

    /** What each worker counts for, by rank. */
    public double[] of(Replicas replicas) {
        double[] weights = replicas.samples();
        if (this == EQUAL) {
            Arrays.fill(weights, 1);
        }
        return weights;
    }
}
