package org.longhaul.training;

import org.jspecify.annotations.Nullable;

/**
 * Loss on the validation set of the model that a method's workers or server hold.
 *
 * @param natsPerToken mean cross-entropy
 * @param bitsPerByte the same per byte of text, comparable between tokenizers
 * @param virtualNatsPerToken mean cross-entropy of the mean over the workers, which nobody holds and no exchange has paid
 *     for; null when the workers are equal
 */
public record ValidationLoss(double natsPerToken, double bitsPerByte, @Nullable Double virtualNatsPerToken) {
    /** Exponential of {@link #natsPerToken}. */
    public double perplexity() {
        return Math.exp(natsPerToken);
    }
}
