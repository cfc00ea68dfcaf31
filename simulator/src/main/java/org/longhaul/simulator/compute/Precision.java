package org.longhaul.simulator.compute;

/** Number formats of matrix products for which vendors state a peak rate. */
public enum Precision {
    /** bfloat16 with float32 accumulation. */
    BF16,
    /** IEEE half precision with float32 accumulation. */
    FP16,
    /** NVIDIA's and AMD's 19-bit tensor format for float32 data. */
    TF32,
    /** IEEE single precision. */
    FP32
}
