package org.longhaul.training.codec;

import java.util.List;

/** The usual casts by name. */
public final class Casts {
    /** IEEE 754 binary64. */
    public static final Cast FP64 = new Cast.Fp64();

    /** IEEE 754 binary32. */
    public static final Cast FP32 = new Cast.Fp32();

    /** bfloat16: 8 exponent and 7 mantissa bits. */
    public static final Cast BF16 = new Cast.Bf16();

    /** IEEE 754 binary16; magnitudes above 65,504 become infinite. */
    public static final Cast FP16 = new Cast.Fp16();

    private Casts() {}

    /** The casts, from the widest. */
    public static List<Cast> all() {
        return List.of(FP64, FP32, BF16, FP16, new Cast.Fp8E5m2(), new Cast.Fp8E4m3());
    }
}
