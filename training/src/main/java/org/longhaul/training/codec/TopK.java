package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * The elements of the largest magnitude in the whole vector and their places, ascending, as int32; all others are decoded
 * as 0. Of equal magnitudes those at the lower places go first; NaN counts as infinite.
 *
 * <p>Bytes: 4 for each place and what the codec of the values takes, 4 by default. A vector of another length is charged
 * the same share of its elements.
 */
@AutoService(Codec.class)
@Provides(
        id = "top-k",
        description = "The elements of the largest magnitude and their places.",
        source =
                "Aji and Heafield, \"Sparse Communication for Distributed Gradient Descent\", arXiv 1704.05021; indices and"
                        + " values as a coordinate list.")
public record TopK(
        @JsonPropertyDescription("share of the elements, at least one of them; 0.01 unless count is stated") @Nullable
                Double share,
        @JsonPropertyDescription("number of elements, instead of a share; all, if there are fewer") @Nullable
                Long count,
        @JsonProperty(defaultValue = "fp32") @JsonPropertyDescription("codec of the values") Codec values)
        implements Codec {
    private static final double USUAL_SHARE = 0.01;

    public TopK {
        Objects.requireNonNull(values, "values");
        if (share != null && count != null) {
            throw new IllegalArgumentException(
                    "share (" + PlainNumber.of(share) + ") and count (" + count + ") exclude each other.");
        }
        if (share != null && !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share (" + PlainNumber.of(share) + ") must lie in (0, 1].");
        }
        if (count != null) {
            Require.count("count", count, Integer.MAX_VALUE);
        }
    }

    /** One element of a hundred, in float32. */
    public TopK() {
        this(null, null, Casts.FP32);
    }

    /** A share of the elements, in float32. */
    public static TopK ofShare(double share) {
        return new TopK(share, null, Casts.FP32);
    }

    /** How many of so many elements are sent. */
    private long kept(long elements) {
        return count == null
                ? Math.max(1, Math.round((share == null ? USUAL_SHARE : share) * elements))
                : Math.min(count, elements);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        long kept = kept(vector.elements());
        if (vector.elements() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "top-k has places of 32 bits, too few for a vector of " + vector.elements() + " elements.");
        }
        Tensor places = Indexing.largestMagnitudes(vector, kept);
        Encoded sent = values.encode(Indexing.take(vector, places), Sparse.layout(kept));
        return Sparse.of(vector, layout, places.to(DType.INT32), sent);
    }

    @Override
    public Tensor decode(Encoded encoded) {
        return Sparse.decode(encoded, encoded.part(0).to(DType.INT64), values);
    }

    @Override
    public long bytes(long elements, EncodedSize seen) {
        long keptThen = kept(seen.elements());
        long kept = count == null
                ? kept(elements)
                : Math.max(1, Math.round((double) keptThen / seen.elements() * elements));
        long places = Math.multiplyExact(kept, Integer.BYTES);
        return places + values.bytes(kept, new EncodedSize(keptThen, seen.bytes() - Integer.BYTES * keptThen));
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    @Override
    public boolean hasKnownLength() {
        return values.hasKnownLength();
    }
}
