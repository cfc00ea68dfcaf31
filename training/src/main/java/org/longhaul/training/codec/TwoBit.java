package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Four levels, {@code ±s} and {@code ±s/3}, four elements in a byte, with a float32 scale s for each block, its largest
 * magnitude. An element goes to the nearest level, halfway between two to the lower one. There is no level for 0, so that it
 * serves values that were chosen because they are large; it converges with error feedback.
 *
 * <p>Bytes: a quarter of one for each element, rounded up, and 4 for each block.
 */
@AutoService(Codec.class)
@Provides(
        id = "two-bit",
        description = "Four evenly spaced levels, with a scale for each block of elements.",
        source =
                "Two bits for pseudo-gradients: Sarfi et al., arXiv 2508.15706, and Thérien et al., arXiv 2505.23725; levels"
                        + " and scales are this program's.")
public record TwoBit(
        @JsonProperty(defaultValue = "256") @JsonPropertyDescription("elements that share a scale") long block)
        implements Codec {
    private static final int LEVELS = 4;

    public TwoBit {
        Blocks.require("block", block);
    }

    /** With blocks of 256 elements, whose scales add an eighth of a bit to each. */
    public TwoBit() {
        this(256);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        Tensor rows = Blocks.split(vector, block);
        Tensor scales = Indexing.largestOfRows(rows.abs());
        Tensor between = Tensors.of(vector.device(), new float[] {-2f / 3, 0, 2f / 3}, LEVELS - 1);
        Tensor codes = Indexing.countBelow(Blocks.scaled(rows, scales), between);
        return Encoded.of(vector, layout, scales.view(-1), Bits.pack(Blocks.join(codes, vector.elements()), 2));
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor codes = Bits.unpack(encoded.part(1), 2, encoded.elements());
        Tensor levels = Tensors.of(codes.device(), new float[] {-1, -1f / 3, 1f / 3, 1}, LEVELS);
        Tensor decoded = Blocks.split(Indexing.take(levels, codes), block)
                .mul(encoded.part(0).view(-1, 1))
                .addInPlace(0); // no negative zeros
        return Blocks.join(decoded, encoded.elements()).to(encoded.type());
    }

    @Override
    public long bytes(long elements, EncodedSize seen) {
        return Bits.bytes(elements, 2) + Float.BYTES * Blocks.count(elements, block);
    }

    @Override
    public long jointElements() {
        return Bits.joint(block, 2);
    }
}
