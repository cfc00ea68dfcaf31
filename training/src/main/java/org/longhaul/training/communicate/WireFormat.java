package org.longhaul.training.communicate;

import org.longhaul.training.tensor.DType;

/**
 * Number format of a payload on the wire. Rounding is to nearest, ties to even (IEEE 754).
 */
public enum WireFormat {
    /** IEEE 754 binary64. */
    FP64(DType.FLOAT64),
    /** IEEE 754 binary32. */
    FP32(DType.FLOAT32),
    /** bfloat16: 8 exponent and 7 mantissa bits. */
    BF16(DType.BFLOAT16),
    /** IEEE 754 binary16; magnitudes above 65,504 become infinite. */
    FP16(DType.FLOAT16);

    private final DType type;

    WireFormat(DType type) {
        this.type = type;
    }

    /** Element type of a tensor in this format. */
    public DType type() {
        return type;
    }

    /** Bits of one value. */
    public int bitsPerElement() {
        return 8 * type.bytes();
    }

    /** Bytes of this many values. */
    public long bytes(long elements) {
        return Math.multiplyExact(elements, type.bytes());
    }
}
