package org.longhaul.training.method;

/** Whether a step's averaging comes before or after its local update. */
public enum Order {
    /** Average at steps 0, K, 2K, ... between the gradient and the update (DES-LOC, Algorithm 1). */
    BEFORE_UPDATE,
    /** Average after K, 2K, ... updates (the usual local-update loop, and the code of DES-LOC's authors). */
    AFTER_UPDATE
}
