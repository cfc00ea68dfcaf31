package org.longhaul.training.codec;

/**
 * What encoding came to.
 *
 * @param elements length of the vector, at least 1
 * @param bytes length of what was sent for it
 */
public record EncodedSize(long elements, long bytes) {
    public EncodedSize {
        if (elements < 1 || bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes for " + elements + " elements cannot be.");
        }
    }
}
