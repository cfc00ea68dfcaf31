package org.longhaul.analysis.record;

/**
 * Memory of one worker, bytes.
 *
 * @param parameters the model's parameters
 * @param gradients their gradients
 * @param optimizer optimizer state, for instance moments
 * @param method the method's own state, for instance outer parameters and buffers
 */
public record MemoryUse(long parameters, long gradients, long optimizer, long method) {

    /** Returns the sum. */
    public long totalBytes() {
        return Math.addExact(Math.addExact(parameters, gradients), Math.addExact(optimizer, method));
    }
}
