package org.longhaul.topology.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * A rate of data, in bits per second. Written {@code 10 Gbit/s}, {@code 1.25 GB/s} (bytes) or {@code 1 GiB/s} (binary
 * prefix); {@code 10 Gb} and {@code 10 Gbps} are refused, since bits and bytes are too easily confused in them. Links and
 * network cards may be named instead: {@code infiniband-ndr} ({@link LinkProfiles}).
 *
 * @param bitsPerSecond bits per second; not negative
 */
public record Bandwidth(long bitsPerSecond) implements Comparable<Bandwidth> {
    private static final Units UNITS = new Units("bandwidth", "10 Gbit/s")
            .withDecimal("bit/s", 1)
            .withDecimal("B/s", 8)
            .withBinary("bit/s", 1)
            .withBinary("B/s", 8);

    /** Refuses negative rates. */
    public Bandwidth {
        if (bitsPerSecond < 0) {
            throw new QuantityException("bandwidth is " + bitsPerSecond + " bit/s; allowed: not negative");
        }
    }

    /**
     * Returns the bandwidth that {@code text} states: a number with a unit, or the id of a {@link LinkProfile}.
     *
     * @throws QuantityException if it has no unit, an unknown or ambiguous one, is negative, too large, or not a whole
     *     number of bits per second; or if no link is called so
     */
    @JsonCreator
    public static Bandwidth parse(String text) {
        if (LinkProfiles.isName(text)) {
            return LinkProfiles.named(text).rate();
        }
        return new Bandwidth(UNITS.parseLong(text, "bit/s"));
    }

    /**
     * Returns the bandwidth that {@code text} states, rounded to a bit per second: what was measured need not be whole.
     *
     * @throws QuantityException as {@link #parse} does, but not for a part of a bit
     */
    public static Bandwidth rounded(String text) {
        return LinkProfiles.isName(text) ? parse(text) : new Bandwidth(UNITS.parseRounded(text, "bit/s"));
    }

    /** Returns {@code bits} bits per second. */
    public static Bandwidth ofBitsPerSecond(long bits) {
        return new Bandwidth(bits);
    }

    /** Returns {@code megabits} times 10^6 bits per second. */
    public static Bandwidth ofMegabitsPerSecond(long megabits) {
        return new Bandwidth(Math.multiplyExact(megabits, 1_000_000L));
    }

    /** Returns {@code gigabits} times 10^9 bits per second. */
    public static Bandwidth ofGigabitsPerSecond(long gigabits) {
        return new Bandwidth(Math.multiplyExact(gigabits, 1_000_000_000L));
    }

    /** Returns this rate in bytes per second. */
    public double bytesPerSecond() {
        return bitsPerSecond / 8.0;
    }

    @Override
    public int compareTo(Bandwidth other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    /** Returns the exact value in the largest decimal unit of bits that it reaches, such as {@code 2.5 Gbit/s}. */
    @Override
    @JsonValue
    public String toString() {
        return UNITS.write(BigDecimal.valueOf(bitsPerSecond), Prefix.decimal(bitsPerSecond) + "bit/s");
    }
}
