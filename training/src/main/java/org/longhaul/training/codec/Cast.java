package org.longhaul.training.codec;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;

/**
 * Every element rounded to another floating-point type: to nearest, ties to even. A type at least as wide as the vector's
 * rounds nothing.
 */
public sealed interface Cast extends Codec {
    /** Type of the elements that are sent. */
    DType type();

    @Override
    default Encoded encode(Tensor vector, Layout layout) {
        return Encoded.of(vector, layout, vector.to(type()));
    }

    @Override
    default Tensor decode(Encoded encoded) {
        return encoded.part(0).to(encoded.type());
    }

    @Override
    default long bytes(long elements, EncodedSize seen) {
        return bytes(elements);
    }

    /** Bytes of so many elements. */
    default long bytes(long elements) {
        return Math.multiplyExact(elements, type().bytes());
    }

    @Override
    default long jointElements() {
        return 1;
    }

    /** {@code fp64}. */
    @AutoService(Codec.class)
    @Provides(
            id = "fp64",
            description = "Every element as IEEE 754 binary64, 8 bytes.",
            source = "Rounding of IEEE 754-2019: to nearest, ties to even.")
    record Fp64() implements Cast {
        @Override
        public DType type() {
            return DType.FLOAT64;
        }
    }

    /** {@code fp32}. */
    @AutoService(Codec.class)
    @Provides(
            id = "fp32",
            description = "Every element as IEEE 754 binary32, 4 bytes.",
            source = "Rounding of IEEE 754-2019: to nearest, ties to even.")
    record Fp32() implements Cast {
        @Override
        public DType type() {
            return DType.FLOAT32;
        }
    }

    /** {@code bf16}. */
    @AutoService(Codec.class)
    @Provides(
            id = "bf16",
            description = "Every element as bfloat16 (8 exponent and 7 mantissa bits), 2 bytes.",
            source = "Rounding of IEEE 754-2019: to nearest, ties to even.")
    record Bf16() implements Cast {
        @Override
        public DType type() {
            return DType.BFLOAT16;
        }
    }

    /** {@code fp16}. */
    @AutoService(Codec.class)
    @Provides(
            id = "fp16",
            description = "Every element as IEEE 754 binary16, 2 bytes; magnitudes above 65,504 become infinite.",
            source = "Rounding of IEEE 754-2019: to nearest, ties to even.")
    record Fp16() implements Cast {
        @Override
        public DType type() {
            return DType.FLOAT16;
        }
    }

    /** {@code fp8-e5m2}. */
    @AutoService(Codec.class)
    @Provides(
            id = "fp8-e5m2",
            description = "Every element as an 8-bit float with 5 exponent and 2 mantissa bits, 1 byte; no scale.",
            source = "Micikevicius et al., \"FP8 Formats for Deep Learning\", arXiv 2209.05433.")
    record Fp8E5m2() implements Cast {
        @Override
        public DType type() {
            return DType.FLOAT8_E5M2;
        }
    }

    /** {@code fp8-e4m3}. */
    @AutoService(Codec.class)
    @Provides(
            id = "fp8-e4m3",
            description = "Every element as an 8-bit float with 4 exponent and 3 mantissa bits, 1 byte; no scale.",
            source = "Micikevicius et al., \"FP8 Formats for Deep Learning\", arXiv 2209.05433.")
    record Fp8E4m3() implements Cast {
        @Override
        public DType type() {
            return DType.FLOAT8_E4M3;
        }
    }
}
