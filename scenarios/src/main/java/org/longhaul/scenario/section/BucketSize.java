package org.longhaul.scenario.section;

import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.DataSize;

/**
 * How large a gradient bucket is.
 *
 * @param size as stated, at least 1 B; null when the size that makes the step shortest is to be found
 */
public record BucketSize(@Nullable DataSize size) {
    /** How a file asks for the best size. */
    public static final String AUTO = "auto";

    public BucketSize {
        if (size != null && size.bytes() < 1) {
            throw new IllegalArgumentException("bucket (" + size + ") must be at least 1 B.");
        }
    }

    /** Parses {@code auto} or an amount of data. @throws org.longhaul.topology.unit.QuantityException saying what is wrong */
    public static BucketSize parse(String text) {
        return new BucketSize(text.strip().equals(AUTO) ? null : DataSize.parse(text));
    }

    @Override
    public String toString() {
        return size == null ? AUTO : size.toString();
    }
}
