package org.longhaul.training.codec;

import com.google.auto.service.AutoService;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;

/** The vector as it is. */
@AutoService(Codec.class)
public record Identity() implements Codec {
    @Override
    public String id() {
        return "identity";
    }

    @Override
    public String description() {
        return "Every element in the type in which it is computed.";
    }

    @Override
    public String source() {
        return "definition";
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        return Encoded.of(vector, layout, vector);
    }

    @Override
    public Tensor decode(Encoded encoded) {
        return encoded.part(0);
    }

    @Override
    public boolean encodesInParts() {
        return true;
    }
}
