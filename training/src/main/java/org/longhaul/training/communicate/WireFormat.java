package org.longhaul.training.communicate;

/**
 * Number format of a payload on the wire. Rounding is to nearest, ties to even (IEEE 754).
 */
public enum WireFormat {
    /** IEEE 754 binary64. */
    FP64(64),
    /** IEEE 754 binary32. */
    FP32(32),
    /** bfloat16: 8 exponent and 7 mantissa bits. */
    BF16(16),
    /** IEEE 754 binary16; magnitudes above 65,504 become infinite. */
    FP16(16);

    private final int bitsPerElement;

    WireFormat(int bitsPerElement) {
        this.bitsPerElement = bitsPerElement;
    }

    /** Bits of one value. */
    public int bitsPerElement() {
        return bitsPerElement;
    }

    /** Bytes of this many values. */
    public long bytes(long elements) {
        return Math.multiplyExact(elements, bitsPerElement / 8L);
    }
}
