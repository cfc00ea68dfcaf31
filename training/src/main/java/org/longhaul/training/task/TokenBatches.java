package org.longhaul.training.task;

/** Batches of text. */
public interface TokenBatches extends BatchSource {
    /** Bytes of text behind one predicted token, on average: turns nats per token into bits per byte. */
    double bytesPerToken();
}
