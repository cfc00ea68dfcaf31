package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Objects;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * The elements other than 0 and a bitmap of their places, eight to a byte: nothing is lost, and what is sent depends on how
 * sparse the vector is.
 *
 * <p>Bytes: an eighth of one for each element, rounded up, and what the codec of the values takes, 4 by default for each
 * element that is not 0. A vector of another length is charged in proportion, that is, at the density that was seen.
 */
@AutoService(Codec.class)
@Provides(id = "mask", description = "The elements other than 0 and a bitmap of their places.")
public record Mask(@JsonProperty(defaultValue = "fp32") @JsonPropertyDescription("codec of the values") Codec values)
        implements Codec {
    public Mask {
        Objects.requireNonNull(values, "values");
    }

    /** Values in float32. */
    public Mask() {
        this(Casts.FP32);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        Tensor set = Indexing.isNonZero(vector);
        Tensor places = Indexing.positions(set);
        Encoded sent = values.encode(Indexing.take(vector, places), Sparse.layout(places.elements()));
        return Sparse.of(vector, layout, Bits.pack(set.to(DType.INT64), 1), sent);
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor set = Bits.unpack(encoded.part(0), 1, encoded.elements());
        return Sparse.decode(encoded, Indexing.positions(set), values);
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    /** All that is not 0 is sent. */
    @Override
    public boolean leavesOut() {
        return false;
    }

    @Override
    public boolean encodesInParts() {
        return values.encodesInParts();
    }

    @Override
    public boolean hasKnownLength() {
        return false;
    }
}
