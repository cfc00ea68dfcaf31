package org.longhaul.scenario.section;

/** Whether exchanges travel while the workers compute. */
public enum Overlap {
    /** Every exchange begins when the computation before it is over. */
    NONE,
    /**
     * Gradients are cut into buckets, each exchanged as soon as the backward pass has completed it; what is averaged before
     * the update travels from the start of the step.
     */
    BUCKETED
}
