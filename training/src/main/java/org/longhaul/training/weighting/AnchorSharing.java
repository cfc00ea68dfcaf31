package org.longhaul.training.weighting;

/** Who computes the anchors' states. */
public enum AnchorSharing {
    /** Each worker those of a part of the anchors; their sums are all-reduced, d numbers. */
    SHARDED,
    /** Each worker those of all anchors; nothing is sent. */
    REPLICATED
}
