package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.topology.unit.Bandwidth;

/** How fast each host writes checkpoints of its workers to storage and reads them, beside the network. */
public record StorageSection(
        @JsonPropertyDescription("rate at which a worker writes its checkpoint, such as 2 GB/s") Bandwidth write,
        @JsonPropertyDescription("rate at which a worker reads it") Bandwidth read) {
    private static final double BITS_OF_VALUE = 32;

    public StorageSection {
        requireAboveZero("write", write);
        requireAboveZero("read", read);
    }

    private static void requireAboveZero(String name, Bandwidth rate) {
        if (rate.bitsPerSecond() == 0) {
            throw new IllegalArgumentException(name + " (" + rate + ") must be above 0.");
        }
    }

    /** How long a worker takes to write so many values of 4 bytes, or to read them. */
    public long nanos(double values, boolean isRead) {
        return Math.round(values * BITS_OF_VALUE / (isRead ? read : write).bitsPerSecond() * 1e9);
    }
}
