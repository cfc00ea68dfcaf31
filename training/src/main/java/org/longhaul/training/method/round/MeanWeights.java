package org.longhaul.training.method.round;

/** What each worker counts for in a mean. */
public enum MeanWeights {
    /** In proportion to the sequences of its own data, n_k / n. */
    SAMPLES,
    /** The same for every worker. */
    EQUAL
}
