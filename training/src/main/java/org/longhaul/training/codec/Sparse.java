package org.longhaul.training.codec;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/** Some elements of a vector, encoded by a codec of their own behind the tensor that says where they lie. */
final class Sparse {
    private Sparse() {}

    /** Layout of so many elements that lie anywhere. */
    static Layout layout(long elements) {
        return new Layout(
                elements == 0
                        ? List.of()
                        : List.of(new ParameterSpec("values", List.of(elements), "values", new Init.Constant(0))));
    }

    static Encoded of(Tensor vector, Layout layout, Tensor places, Encoded values) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(places);
        parts.addAll(values.parts());
        return new Encoded(parts, layout, vector.dtype());
    }

    /** The whole vector, 0 elsewhere. */
    static Tensor decode(Encoded encoded, Tensor places, Codec codec) {
        return Indexing.spread(values(encoded, places.elements(), codec), places, encoded.elements());
    }

    /** The values alone, in the order of their places. */
    static Tensor values(Encoded encoded, long count, Codec codec) {
        List<Tensor> parts = encoded.parts().subList(1, encoded.parts().size());
        return codec.decode(new Encoded(parts, layout(count), encoded.type()));
    }
}
