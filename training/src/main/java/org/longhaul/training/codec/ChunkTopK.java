package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The elements of the largest magnitude of each chunk and their places within it; all others are decoded as 0. A chunk is a
 * {@linkplain Tiles tile} of one parameter, so that every part of every matrix is heard. Of equal magnitudes those at the lower
 * places go first; NaN counts as infinite.
 *
 * <p>Bytes: {@code placeBytes} for each place and what the codec of the values takes. A vector of another length is charged in
 * proportion.
 */
@AutoService(Codec.class)
@Provides(
        id = "chunk-top-k",
        description = "The elements of the largest magnitude of each chunk of a parameter, and their places.",
        source =
                "Peng et al., \"DeMo: Decoupled Momentum Optimization\", arXiv 2411.19870; Sarfi et al., \"Communication"
                        + " Efficient LLM Pre-training with SparseLoCo\", arXiv 2508.15706.")
public record ChunkTopK(
        @JsonProperty(defaultValue = "64")
                @JsonPropertyDescription("most rows and columns of a chunk, which divides the matrix evenly")
                long side,
        @JsonProperty(defaultValue = "32") @JsonPropertyDescription("elements of a chunk; all, if it has fewer")
                long count,
        @JsonProperty(defaultValue = "2") @JsonPropertyDescription("bytes of a place: 2, 4 or 8") int placeBytes,
        @JsonProperty(defaultValue = "fp32") @JsonPropertyDescription("codec of the values") Codec values)
        implements Codec {
    private static final long MOST_SIDE = 181; // 181 * 181 places are told apart by 15 bits

    public ChunkTopK {
        Objects.requireNonNull(values, "values");
        Require.count("side", side, MOST_SIDE);
        Require.count("count", count, MOST_SIDE * MOST_SIDE);
        if (placeBytes != 2 && placeBytes != 4 && placeBytes != 8) {
            throw new IllegalArgumentException("placeBytes (" + placeBytes + ") must be 2, 4 or 8.");
        }
    }

    /** 32 of 64 x 64. */
    public ChunkTopK() {
        this(64, 32, 2, Casts.FP32);
    }

    private DType placeType() {
        return switch (placeBytes) {
            case 2 -> DType.INT16;
            case 4 -> DType.INT32;
            default -> DType.INT64;
        };
    }

    private long kept(Tiles tiles) {
        return Math.min(count, tiles.elements());
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        List<Tensor> places = new ArrayList<>();
        List<Tensor> sent = new ArrayList<>();
        for (int i = 0; i < layout.specs().size(); i++) {
            Tiles tiles = Tiles.of(layout.specs().get(i), side);
            Tensor rows = tiles.apart(layout.slice(vector, i)).reshape(tiles.count(), tiles.elements());
            Tensor magnitudes = Indexing.replaced(rows.abs(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
            Tensor largest = Indexing.largestPlacesOfRows(magnitudes, kept(tiles));
            places.add(largest.view(-1));
            sent.add(Indexing.takeOfRows(rows, largest).view(-1));
        }
        Tensor chosen = Tensors.cat(sent, 0);
        Encoded encoded = values.encode(chosen, Sparse.layout(chosen.elements()));
        return Sparse.of(vector, layout, Tensors.cat(places, 0).to(placeType()), encoded);
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor places = encoded.part(0).to(DType.INT64);
        Tensor chosen = Sparse.values(encoded, places.elements(), values);
        List<Tensor> parts = new ArrayList<>();
        long at = 0;
        for (ParameterSpec spec : encoded.layout().specs()) {
            Tiles tiles = Tiles.of(spec, side);
            long length = tiles.count() * kept(tiles);
            Tensor rows = Indexing.spreadOverRows(
                    chosen.narrow(0, at, length).view(tiles.count(), -1),
                    places.narrow(0, at, length).view(tiles.count(), -1),
                    tiles.elements());
            parts.add(tiles.together(rows).view(-1));
            at += length;
        }
        return Tensors.cat(parts, 0);
    }

    @Override
    public boolean looksAtShapes() {
        return true;
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
