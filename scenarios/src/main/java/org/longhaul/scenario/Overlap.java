package org.longhaul.scenario;

/** Whether gradients are exchanged while the backward pass goes on. */
public enum Overlap {
    /** Every exchange begins when the computation before it is over. */
    NONE,
    /** Gradients are cut into buckets, each exchanged as soon as the backward pass has completed it. */
    BUCKETED
}
