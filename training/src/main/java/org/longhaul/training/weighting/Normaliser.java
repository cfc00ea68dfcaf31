package org.longhaul.training.weighting;

/** What the weighted losses of a batch are divided by. */
public enum Normaliser {
    /** The number of samples: weights below 1 make steps shorter. */
    BATCH,
    /** The sum of their weights, each worker's and micro-batch's own: only differences between weights matter. */
    SUM
}
