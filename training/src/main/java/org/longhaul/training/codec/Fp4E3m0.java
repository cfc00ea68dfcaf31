package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Floats of 4 bits, a sign, 3 exponent bits and no mantissa, two in a byte, with a float32 scale for each block. With the
 * block's largest magnitude as scale s, an element is 0 or ±s times one of 1, 1/2, ..., 1/64, whichever is nearest; halfway
 * between two, the one whose exponent is even (0 counts as exponent 0, 1/64 as 1, 1 as 7).
 *
 * <p>The first of two elements lies in the low half of the byte. Bytes: half a byte for each element, rounded up, and 4 for
 * each block.
 */
@AutoService(Codec.class)
@Provides(
        id = "fp4-e3m0",
        description = "Floats of 4 bits (sign, 3 exponent bits), with a scale for each block of elements.",
        source =
                "Format: Douillard et al., \"Streaming DiLoCo with overlapping communication\", arXiv 2501.18512; the scales"
                        + " are this program's.")
public record Fp4E3m0(
        @JsonProperty(defaultValue = "256") @JsonPropertyDescription("elements that share a scale") long block)
        implements Codec {
    private static final int EXPONENTS = 8;

    public Fp4E3m0 {
        Blocks.require("block", block);
    }

    /** With blocks of 256 elements, whose scales add 3 %. */
    public Fp4E3m0() {
        this(256);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        Tensor rows = Blocks.split(vector, block);
        Tensor scales = Indexing.largestOfRows(rows.abs());
        Tensor boundaries = Tensors.of(vector.device(), boundaries(), EXPONENTS - 1);
        Tensor exponents = Indexing.countBelow(Blocks.scaled(rows.abs(), scales), boundaries);
        Tensor signs = Indexing.isAbove(rows.neg(), 0).to(DType.FLOAT32);
        Tensor codes = signs.mulInPlace(EXPONENTS).addInPlace(exponents).to(DType.INT64);
        return Encoded.of(vector, layout, scales.view(-1), Bits.pack(Blocks.join(codes, vector.elements()), 4));
    }

    /** The smallest of each pair of neighbours' values that is no longer rounded to the lower one has to exceed these. */
    private static float[] boundaries() {
        float[] boundaries = new float[EXPONENTS - 1];
        for (int lower = 0; lower < boundaries.length; lower++) {
            float half = (magnitude(lower) + magnitude(lower + 1)) / 2;
            boundaries[lower] = lower % 2 == 0 ? half : Math.nextDown(half);
        }
        return boundaries;
    }

    private static float magnitude(int exponent) {
        return exponent == 0 ? 0 : Math.scalb(1f, exponent - EXPONENTS + 1);
    }

    @Override
    public Tensor decode(Encoded encoded) {
        float[] values = new float[2 * EXPONENTS];
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            values[exponent] = magnitude(exponent);
            values[EXPONENTS + exponent] = -magnitude(exponent);
        }
        Tensor codes = Bits.unpack(encoded.part(1), 4, encoded.elements());
        Tensor relative = Indexing.take(Tensors.of(codes.device(), values, values.length), codes);
        Tensor decoded = Blocks.split(relative, block).mul(encoded.part(0).view(-1, 1));
        return Blocks.join(decoded, encoded.elements()).to(encoded.type());
    }

    @Override
    public long bytes(long elements, EncodedSize seen) {
        return Bits.bytes(elements, 4) + Float.BYTES * Blocks.count(elements, block);
    }

    @Override
    public long jointElements() {
        return Bits.joint(block, 4);
    }
}
