package org.longhaul.training.codec;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;

/** The vector as it is. */
@AutoService(Codec.class)
@Provides(id = "identity", description = "Every element in the type in which it is computed.")
public record Identity() implements Codec {
    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        return Encoded.of(vector, layout, vector);
    }

    @Override
    public Tensor decode(Encoded encoded) {
        return encoded.part(0);
    }

    @Override
    public long jointElements() {
        return 1;
    }
}
