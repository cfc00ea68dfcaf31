package org.longhaul.training.codec;

import java.util.List;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;

/**
 * A vector in the form in which it is sent.
 *
 * @param parts the tensors that are sent, in order
 * @param layout of the vector; known to both sides and not sent
 * @param type of the vector; known to both sides and not sent
 */
public record Encoded(List<Tensor> parts, Layout layout, DType type) {
    public Encoded {
        parts = List.copyOf(parts);
    }

    /** A vector's encoded form. */
    public static Encoded of(Tensor vector, Layout layout, Tensor... parts) {
        return new Encoded(List.of(parts), layout, vector.dtype());
    }

    /** One of the tensors that are sent. */
    public Tensor part(int index) {
        return parts.get(index);
    }

    /** Length of the vector. */
    public long elements() {
        return layout.elements();
    }

    /** Length of all parts, bytes. */
    public long bytes() {
        long bytes = 0;
        for (Tensor part : parts) {
            bytes += part.elements() * part.dtype().bytes();
        }
        return bytes;
    }
}
