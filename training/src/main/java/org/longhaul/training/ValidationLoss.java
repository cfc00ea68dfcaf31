package org.longhaul.training;

/**
 * Loss of the evaluation parameters on the validation set.
 *
 * @param natsPerToken mean cross-entropy
 * @param bitsPerByte the same per byte of text, comparable between tokenizers
 */
public record ValidationLoss(double natsPerToken, double bitsPerByte) {
    /** Exponential of {@link #natsPerToken}. */
    public double perplexity() {
        return Math.exp(natsPerToken);
    }
}
