package org.longhaul.training.augmentation;

import java.util.random.RandomGenerator;
import org.longhaul.training.task.DataShape;

/**
 * Changes an example at random; a pure function of the example and the stream.
 *
 * <p>Thread-safety: implementations are immutable.
 */
@FunctionalInterface
public interface Augmentation {
    /**
     * Changes one example in place.
     *
     * @param values numbers of one or more examples, row-major
     * @param at place of the example's first number
     */
    void apply(float[] values, int at, RandomGenerator random);

    /** The usual slight change of examples of a shape: {@link WeakImages} for images, {@link FeatureNoise} for vectors. */
    static Augmentation weak(DataShape.Examples shape, boolean flip) {
        return isImage(shape) ? new WeakImages(ImageShape.of(shape), flip, WeakImages.PAD) : FeatureNoise.weak(shape);
    }

    /**
     * The usual great change of examples of a shape: {@link WeakImages} and {@link RandAugment} for images, {@link FeatureNoise}
     * with a mask for vectors.
     *
     * @param operations of RandAugment, n
     * @param magnitude of RandAugment, m
     */
    static Augmentation strong(DataShape.Examples shape, boolean flip, int operations, int magnitude) {
        if (!isImage(shape)) {
            return FeatureNoise.strong(shape);
        }
        Augmentation weak = weak(shape, flip);
        Augmentation strong = new RandAugment(ImageShape.of(shape), operations, magnitude);
        return (values, at, random) -> {
            weak.apply(values, at, random);
            strong.apply(values, at, random);
        };
    }

    private static boolean isImage(DataShape.Examples shape) {
        return shape.dimensions().size() == 3;
    }
}
