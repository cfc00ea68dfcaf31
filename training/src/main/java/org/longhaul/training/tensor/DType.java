package org.longhaul.training.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element type of a tensor. */
public enum DType {
    FLOAT32(ScalarType.Float, 4),
    FLOAT64(ScalarType.Double, 8),
    BFLOAT16(ScalarType.BFloat16, 2),
    FLOAT16(ScalarType.Half, 2),
    /** 4 exponent bits, 3 mantissa bits, no infinities. */
    FLOAT8_E4M3(ScalarType.Float8_e4m3fn, 1),
    /** 5 exponent bits, 2 mantissa bits. */
    FLOAT8_E5M2(ScalarType.Float8_e5m2, 1),
    INT64(ScalarType.Long, 8),
    INT32(ScalarType.Int, 4),
    INT16(ScalarType.Short, 2),
    INT8(ScalarType.Char, 1),
    UINT8(ScalarType.Byte, 1),
    BOOL(ScalarType.Bool, 1);

    private final ScalarType scalarType;
    private final int bytes;

    DType(ScalarType scalarType, int bytes) {
        this.scalarType = scalarType;
        this.bytes = bytes;
    }

    /** Size of one element, bytes. */
    public int bytes() {
        return bytes;
    }

    ScalarType scalarType() {
        return scalarType;
    }

    static DType of(ScalarType type) {
        // intern(): a constant read back from native code is another object than the one of the Java enum.
        ScalarType known = type.intern();
        for (DType candidate : values()) {
            if (candidate.scalarType == known) {
                return candidate;
            }
        }
        throw new TensorException("element type " + known + " is not supported");
    }
}
