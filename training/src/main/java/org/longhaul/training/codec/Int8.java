package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * Whole numbers of 8 bits with a float32 scale for each block: {@code q = round(x / s)} in [-127, 127] with {@code s = max|x|
 * / 127}, halves to even; decoded as {@code q s}.
 *
 * <p>Bytes: one for each element and 4 for each block.
 */
@AutoService(Codec.class)
@Provides(
        id = "int8",
        description = "Whole numbers of 8 bits, with a scale for each block of elements.",
        source =
                "Blocks and scales: Dettmers et al., \"8-bit Optimizers via Block-wise Quantization\", arXiv 2110.02861,"
                        + " section 2.1; evenly spaced steps in place of its dynamic ones.")
public record Int8(
        @JsonProperty(defaultValue = "2048") @JsonPropertyDescription("elements that share a scale") long block)
        implements Codec {
    private static final int LARGEST = 127;

    public Int8 {
        Blocks.require("block", block);
    }

    /** With blocks of 2,048, as in the source. */
    public Int8() {
        this(2048);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        Tensor rows = Blocks.split(vector, block);
        Tensor scales = Indexing.largestOfRows(rows.abs()).divInPlace(LARGEST);
        Tensor steps = Indexing.rounded(Blocks.scaled(rows, scales)).clampInPlace(-LARGEST, LARGEST);
        return Encoded.of(
                vector,
                layout,
                scales.view(-1),
                Blocks.join(steps, vector.elements()).to(DType.INT8));
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor rows = Blocks.split(encoded.part(1), block);
        Tensor decoded = rows.mul(encoded.part(0).view(-1, 1));
        return Blocks.join(decoded, encoded.elements()).to(encoded.type());
    }

    @Override
    public long bytes(long elements, EncodedSize seen) {
        return elements + Float.BYTES * Blocks.count(elements, block);
    }

    @Override
    public long jointElements() {
        return block;
    }
}
