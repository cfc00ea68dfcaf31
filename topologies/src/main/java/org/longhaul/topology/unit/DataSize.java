package org.longhaul.topology.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * An amount of data, in bytes. Written {@code 250 MB} (10^6) or {@code 2.5 GiB} (2^30); decimal and binary prefixes are
 * kept apart, bits are not accepted.
 *
 * @param bytes bytes; not negative
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final Units UNITS =
            new Units("data size", "250 MB").withDecimal("B", 1).withBinary("B", 1);

    /** Refuses negative sizes. */
    public DataSize {
        if (bytes < 0) {
            throw new QuantityException("data size is " + bytes + " B; allowed: not negative");
        }
    }

    /**
     * Returns the size that {@code text} states.
     *
     * @throws QuantityException if it has no unit, an unknown or ambiguous one, is negative, too large, or not a whole
     *     number of bytes
     */
    @JsonCreator
    public static DataSize parse(String text) {
        return new DataSize(UNITS.parseLong(text, "bytes"));
    }

    /** Returns {@code bytes} bytes. */
    public static DataSize ofBytes(long bytes) {
        return new DataSize(bytes);
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the exact value with a decimal or a binary prefix, whichever is shorter: {@code 64 kB}, {@code 64 KiB}. */
    @Override
    @JsonValue
    public String toString() {
        BigDecimal value = BigDecimal.valueOf(bytes);
        String decimal = UNITS.write(value, Prefix.decimal(bytes) + "B");
        String binary = UNITS.write(value, Prefix.binary(bytes) + "B");
        // A binary unit is one letter longer, which must not count against it.
        return binary.length() - 1 < decimal.length() ? binary : decimal;
    }
}
