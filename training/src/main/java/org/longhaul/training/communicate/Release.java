package org.longhaul.training.communicate;

/** When, within a worker's step, an exchange may start at the earliest. */
public enum Release {
    /** When the step begins: the payload is older than the step's gradients. */
    START_OF_STEP,
    /** Once everything reported before it (the whole backward pass, and the update if that came first) is done. */
    AFTER_BACKWARD,
    /** Group by group while the backward pass produces the gradients, last group first. */
    DURING_BACKWARD
}
