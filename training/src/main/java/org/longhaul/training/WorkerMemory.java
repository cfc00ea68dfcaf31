package org.longhaul.training;

/**
 * Bytes that one worker keeps from step to step, counted from its tensors.
 *
 * @param parameters model parameters
 * @param gradients gradient buffer
 * @param optimizerState moments
 * @param methodState what the distributed method adds: references, outer momenta
 */
public record WorkerMemory(long parameters, long gradients, long optimizerState, long methodState) {
    /** All together. */
    public long total() {
        return parameters + gradients + optimizerState + methodState;
    }
}
