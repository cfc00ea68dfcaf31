package org.longhaul.training.method;

/**
 * Which share of what belongs to a worker it keeps itself, from step to step, where others keep the rest.
 *
 * @param parameters of the parameters
 * @param gradients of the gradients
 * @param optimizerState of the optimizer's state
 * @param methodState of what the method adds
 */
public record KeptShares(double parameters, double gradients, double optimizerState, double methodState) {
    /** All of it. */
    public static final KeptShares ALL = new KeptShares(1, 1, 1, 1);
}
