package org.longhaul.training.weighting;

/** What is taken off pooled states before they are normalised. */
public enum Centre {
    /** Nothing. */
    NONE,
    /** The mean over some of the worker's own batches. */
    OWN,
    /** The mean over all workers' batches, by an all-reduce of d numbers: a worker is measured against what all have. */
    SHARED
}
