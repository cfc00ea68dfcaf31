package org.longhaul.training.method;

/** Whether a step's averaging comes before or after its local update. */
public enum Order {
    /**
     * Average in steps K, 2K, ... counted from 0, between the gradient and the update (DES-LOC, Algorithm 1). Step 0, in which
     * all workers are still equal, exchanges nothing.
     */
    BEFORE_UPDATE,
    /**
     * Average after K, 2K, ... updates: the default of every method (the usual local-update loop, and the code of DES-LOC's
     * authors).
     */
    AFTER_UPDATE
}
