package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.sparse.PrunableElements;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A model, of whose N prunable weights those are sent that are not 0, nnz of them; biases, scales, shifts and statistics, D elements,
 * are sent as they are. Nothing is lost but what the codec of the values rounds.
 *
 * <p>Bytes with values of 4: {@code coo} 8 nnz + 4 D; {@code bitmap} N/8 (rounded up) + 4 nnz + 4 D; {@code dense} 4 N + 4 D;
 * {@code auto} the least of them and one byte that says which. A bitmap takes fewer bytes than coordinates where more than one weight
 * of 32 is not 0. A vector of another length is charged in proportion, that is, at the density that was seen.
 */
@AutoService(Codec.class)
@Provides(
        id = "sparse-weights",
        description = "The prunable weights other than 0 by coordinates or a bitmap; biases and norms as they are.")
public record SparseWeights(
        @JsonProperty(defaultValue = "auto")
                @JsonPropertyDescription(
                        "how weights that are not 0 are told: coo (places of four bytes), bitmap, dense (all are sent), or auto, whichever takes the fewest bytes")
                Form form,
        @JsonProperty(defaultValue = "fp32") @JsonPropertyDescription("codec of the values") Codec values)
        implements Codec {
    /** How the weights that are not 0 are told from those that are. */
    public enum Form {
        /** Places of four bytes. */
        COO,
        /** A bit for each weight. */
        BITMAP,
        /** All weights are sent. */
        DENSE,
        /** Whichever takes the fewest bytes, told in one byte. */
        AUTO
    }

    /** The forms in the order of the byte that tells one. */
    private static final List<Form> FORMS = List.of(Form.COO, Form.BITMAP, Form.DENSE);

    public SparseWeights {
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(values, "values");
    }

    /** Whichever form is shortest, values in float32. */
    public SparseWeights() {
        this(Form.AUTO, Casts.FP32);
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        PrunableElements elements = PrunableElements.of(layout);
        List<Tensor> parts = new ArrayList<>();
        if (elements.count() > 0) {
            parts.addAll(weights(elements.of(vector)));
        }
        if (elements.otherCount() > 0) {
            parts.addAll(encoded(elements.othersOf(vector)));
        }
        return Encoded.of(vector, layout, parts.toArray(new Tensor[0]));
    }

    private List<Tensor> encoded(Tensor some) {
        return values.encode(some, Sparse.layout(some.elements())).parts();
    }

    private List<Tensor> weights(Tensor weights) {
        if (form != Form.AUTO) {
            return weights(weights, form);
        }
        Form shortest = Form.DENSE;
        List<Tensor> least = weights(weights, Form.DENSE);
        for (Form other : List.of(Form.BITMAP, Form.COO)) {
            List<Tensor> parts = weights(weights, other);
            if (bytes(parts) < bytes(least)) {
                shortest = other;
                least = parts;
            }
        }
        List<Tensor> told = new ArrayList<>();
        told.add(Tensors.of(weights.device(), new long[] {FORMS.indexOf(shortest)}, 1)
                .to(DType.UINT8));
        told.addAll(least);
        return told;
    }

    private static long bytes(List<Tensor> parts) {
        long bytes = 0;
        for (Tensor part : parts) {
            bytes += part.elements() * part.dtype().bytes();
        }
        return bytes;
    }

    private List<Tensor> weights(Tensor weights, Form as) {
        if (as == Form.DENSE) {
            return encoded(weights);
        }
        if (as == Form.COO && weights.elements() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "coo has places of 32 bits, too few for " + weights.elements() + " weights.");
        }
        Tensor set = Indexing.isNonZero(weights);
        Tensor places = Indexing.positions(set);
        List<Tensor> parts = new ArrayList<>();
        parts.add(as == Form.COO ? places.to(DType.INT32) : Bits.pack(set.to(DType.INT64), 1));
        parts.addAll(encoded(Indexing.take(weights, places)));
        return parts;
    }

    @Override
    public Tensor decode(Encoded encoded) {
        PrunableElements elements = PrunableElements.of(encoded.layout());
        List<Tensor> parts = encoded.parts();
        if (elements.count() == 0) {
            return decoded(parts, encoded, elements.otherCount());
        }
        Form as =
                form == Form.AUTO ? FORMS.get((int) parts.get(0).to(DType.INT64).toLongs()[0]) : form;
        int from = (form == Form.AUTO ? 1 : 0) + (as == Form.DENSE ? 0 : 1);
        // The codec of the values makes as many parts of the weights as of the rest.
        int to = elements.otherCount() == 0 ? parts.size() : (from + parts.size()) / 2;
        Tensor weights;
        List<Tensor> sent = parts.subList(from, to);
        if (as == Form.DENSE) {
            weights = decoded(sent, encoded, elements.count());
        } else {
            Tensor places = as == Form.COO
                    ? parts.get(from - 1).to(DType.INT64)
                    : Indexing.positions(Bits.unpack(parts.get(from - 1), 1, elements.count()));
            weights = Indexing.spread(decoded(sent, encoded, places.elements()), places, elements.count());
        }
        return elements.otherCount() == 0
                ? weights
                : elements.joined(weights, decoded(parts.subList(to, parts.size()), encoded, elements.otherCount()));
    }

    private Tensor decoded(List<Tensor> parts, Encoded whole, long count) {
        return values.decode(new Encoded(parts, Sparse.layout(count), whole.type()));
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
    public boolean looksAtShapes() {
        return true;
    }

    @Override
    public boolean hasKnownLength() {
        return false;
    }
}
