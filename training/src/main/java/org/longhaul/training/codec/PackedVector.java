package org.longhaul.training.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * An encoded vector as one message, for receivers who know how long it and each of its parts are: a message costs more than its
 * bytes, so parts do not travel one by one.
 *
 * @param message the only part as it is, or the bytes of all, uint8
 * @param parts types and lengths of the parts
 * @param layout of the vector
 * @param type of the vector
 */
public record PackedVector(Tensor message, List<Part> parts, Layout layout, DType type) {

    /**
     * A part.
     *
     * @param type of its elements
     * @param elements how many
     */
    public record Part(DType type, long elements) {}

    /** Copies the list. */
    public PackedVector {
        parts = List.copyOf(parts);
    }

    /** What is to be sent. */
    public static PackedVector of(Encoded encoded) {
        if (encoded.parts().size() == 1) {
            return with(encoded.part(0).contiguous(), encoded);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(encoded.bytes()));
        for (Tensor part : encoded.parts()) {
            bytes.put(Tensors.toBytes(part));
        }
        int length = bytes.position();
        return with(Tensors.fromBytes(Device.CPU, DType.UINT8, bytes.flip(), length), encoded);
    }

    /** Room for one that is as long as another. */
    public static PackedVector like(Encoded encoded) {
        Tensor room = encoded.parts().size() == 1
                ? Tensors.zerosLike(encoded.part(0))
                : Tensors.zeros(Device.CPU, DType.UINT8, encoded.bytes());
        return with(room, encoded);
    }

    private static PackedVector with(Tensor message, Encoded like) {
        List<Part> parts = new ArrayList<>();
        for (Tensor part : like.parts()) {
            parts.add(new Part(part.dtype(), part.elements()));
        }
        return new PackedVector(message, parts, like.layout(), like.type());
    }

    /** Stays when its scope closes. */
    public PackedVector keptIn(List<Tensor> held) {
        held.add(message.keep());
        return this;
    }

    /** What it holds. */
    public Encoded encoded() {
        if (parts.size() == 1) {
            return new Encoded(List.of(message), layout, type);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Tensors.toBytes(message));
        List<Tensor> read = new ArrayList<>();
        for (Part part : parts) {
            bytes.limit(Math.toIntExact(bytes.position() + part.elements * part.type.bytes()));
            read.add(Tensors.fromBytes(Device.CPU, part.type, bytes, part.elements));
        }
        return new Encoded(read, layout, type);
    }
}
