package org.longhaul.training.model.transformer;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** cos and sin of position * theta^(-2i/D), by which queries and keys are turned. Thread-safety: safe for concurrent use. */
final class Rotations {
    private final DecoderShape shape;
    private final double theta;
    /** Made when first needed. */
    private volatile float @Nullable [] values;

    Rotations(DecoderShape shape, double theta) {
        this.shape = shape;
        this.theta = theta;
    }

    /** Of the first positions, [positions, 1, D/2, 2], on the device and in the type of another tensor. */
    Tensor like(Tensor other, long positions) {
        float[] known = values;
        if (known == null) {
            known = made();
            values = known;
        }
        return Tensors.of(other.device(), known, shape.contextLength(), 1, shape.headWidth() / 2, 2)
                .narrow(0, 0, positions)
                .to(other.dtype());
    }

    private float[] made() {
        int pairs = shape.headWidth() / 2;
        float[] made = new float[shape.contextLength() * pairs * 2];
        int at = 0;
        for (int position = 0; position < shape.contextLength(); position++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = position * Math.pow(theta, -2.0 * pair / shape.headWidth());
                made[at++] = (float) Math.cos(angle);
                made[at++] = (float) Math.sin(angle);
            }
        }
        return made;
    }
}
