package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The sign of each element, eight in a byte, with a float32 scale, the mean magnitude: decoded as {@code ±mean|x|}. Zero
 * counts as positive.
 *
 * <p>Bytes: an eighth of one for each element, rounded up, and 4 for each scale. It converges with error feedback.
 */
@AutoService(Codec.class)
@Provides(
        id = "one-bit",
        description = "The sign of each element, with the mean magnitude as scale.",
        source = "Karimireddy et al., \"Error Feedback Fixes SignSGD and other Gradient Compression Schemes\", arXiv"
                + " 1901.09847, the scaled sign.")
public record OneBit(
        @JsonPropertyDescription("elements that share a scale; absent: the whole vector") @Nullable Long block)
        implements Codec {
    public OneBit {
        if (block != null) {
            Blocks.require("block", block);
        }
    }

    /** With one scale. */
    public OneBit() {
        this(null);
    }

    private long block(long elements) {
        return block == null ? Math.max(1, elements) : block;
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        long elements = vector.elements();
        long size = block(elements);
        Tensor rows = Blocks.split(vector, size);
        Tensor counts = Tensors.full(vector.device(), (double) size, rows.size(0), 1);
        if (elements % size != 0) {
            counts.narrow(0, rows.size(0) - 1, 1).fillInPlace((double) (elements % size));
        }
        Tensor means = rows.abs().to(DType.FLOAT64).sum(1, true).div(counts);
        Tensor bits = Indexing.isAtLeast(Blocks.join(rows, elements), 0).to(DType.INT64);
        return Encoded.of(vector, layout, means.to(DType.FLOAT32).view(-1), Bits.pack(bits, 1));
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor signs = Bits.unpack(encoded.part(1), 1, encoded.elements())
                .to(DType.FLOAT32)
                .mulInPlace(2)
                .addInPlace(-1);
        Tensor decoded = Blocks.split(signs, block(encoded.elements()))
                .mul(encoded.part(0).view(-1, 1));
        return Blocks.join(decoded, encoded.elements()).to(encoded.type());
    }

    @Override
    public long bytes(long elements, EncodedSize seen) {
        return Bits.bytes(elements, 1) + Float.BYTES * Blocks.count(elements, block(elements));
    }

    @Override
    public long jointElements() {
        return block == null ? 0 : Bits.joint(block, 1);
    }
}
